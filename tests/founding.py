"""A third library, set up from an invitation and not open yet, with its coordinator signed in."""

from datetime import UTC, datetime

from cast import NOW, House, Stage, Visitor, hashed_password
from humanshelf.libraries import founding, invitations
from humanshelf.libraries.founding import Founded
from humanshelf.records.factors import find_factor, set_factor
from humanshelf.records.staff import add_link, all_staff
from humanshelf.tenancy import library, writing, writing_control

SLUG = "kitabevi"


def draft(stage: Stage, **told: str) -> House:
    """The library as the first page of the wizard makes it."""
    with stage.app.app_context():
        with writing_control() as session:
            uid, _token = invitations.invite(session, NOW, "Aygün", "they asked")
        chosen = {"name": "Kitab evi", "language": "az", "coordinator": "Nigar"} | told
        founding.found(uid, Founded(**chosen), SLUG, NOW)
    stage.app.wsgi_app.register._until = float("-inf")  # type: ignore[attr-defined]
    return House(stage, SLUG, uid)


def coordinator(house: House) -> Visitor:
    """Its first coordinator, with a password and a second factor, on a new device."""
    with house.app.app_context(), library(house.uid):
        (staff, *_others) = [one for one in all_staff() if one.name == "Nigar"]
        with writing() as session:
            add_link(session, staff.id, "way-in", later(), strong=True)
            session.get_one(type(staff), staff.id).password_hash = hashed_password()
            if find_factor(staff.id) is None:
                set_factor(session, staff.id, b"sealed", 0, [], NOW.date())
    person = house.reader()
    assert person.post("/sign-in/way-in").status_code == 303
    return person


def later() -> datetime:
    return datetime.now(UTC).replace(year=2030)
