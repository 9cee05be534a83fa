"""How a coordinator uses the vault, step by step, for the tests that look at it."""

import re
from datetime import UTC, datetime, timedelta
from uuid import UUID

import fussy
from cast import NOW, House, Visitor
from humanshelf.records import sealed_words, vault
from humanshelf.records.staff import add_link, add_staff, staff_named
from humanshelf.tenancy import writing
from humanshelf.vault.sealing import new_key, public_of

VAULT = "/studio/vault"
WORDS, OTHERS = "dörd söz bir yerdə", "başqa dörd söz burada"
PERSON = {
    "name": "Aygün Məmmədova",
    "contact": "+994 50 123 45 12\naygun@mail.az",
    "consent": "Signed on paper, folder 7",
}


def ready_vault(at: datetime = NOW) -> bytes:
    """In the library in force: a vault to which nobody has words. Returns its private key."""
    private = new_key()
    with writing() as session:
        vault.set_up(session, public_of(private), {None: {}}, b"", None, at.date())
        vault.confirm(session, b"")
    return private


def seal_somebody(at: datetime, book: str = "deniz") -> None:
    """In the library in force: such a vault with one entry."""
    ready_vault(at)
    with writing() as session:
        vault.write(session, book, PERSON, at.date())


def opened_words(house: House, private: bytes) -> list[str]:
    """What the library holds sealed of what people said, as the private key opens it."""
    with house.inside():
        rows = house.rows("SELECT id, sealed FROM feedback WHERE sealed IS NOT NULL")
        return sorted(str(sealed_words.opened(private, id, blob)) for id, blob in rows)


def send(person: Visitor, path: str, **fields):
    """A form of the vault, as its page sends it."""
    token = person.__dict__.get("csrf") or person.token("/studio/exhibition")
    return person.post(path, data={"csrf_token": token} | fields)


def code_on(answer) -> str:
    """The code that is shown once."""
    assert answer.status_code == 200, answer.status
    return "-".join(fussy.text(one) for one in fussy.every(fussy.main(answer.text), "code"))


def set_up(person: Visitor, words: str = WORDS) -> str:
    """A vault that is ready. Returns the recovery code."""
    code = code_on(send(person, VAULT, seen="", passphrase=words, again=words))
    assert confirm(person, code).status_code == 303
    return code


def confirm(person: Visitor, code: str):
    return send(person, f"{VAULT}/confirmations", part=code.split("-")[2])


def seal(person: Visitor, book: str = "deniz", **fields):
    answer = send(person, f"/studio/books/{book}/contact", **(fields or PERSON))
    assert answer.status_code == 303, answer.status
    return answer


def open_it(person: Visitor, words: str = WORDS):
    return send(person, f"{VAULT}/openings", passphrase=words)


def read(person: Visitor, book: str = "deniz"):
    return send(person, f"/studio/books/{book}/contact/readings")


def shown(answer) -> list[str]:
    """What stands on a page of one book's details."""
    return [fussy.text(one) for one in fussy.every(fussy.main(answer.text), "dd")]


def is_open(person: Visitor) -> bool:
    heads = [fussy.text(one) for one in fussy.every(person.main(VAULT), "h2")]
    return any(re.fullmatch(r"Open until \d\d:\d\d", head) for head in heads)


def second(house: House, name: str = "Nigar", number: int = 9) -> Visitor:
    """Another coordinator, signed in."""
    id = UUID(int=number)
    with house.inside():
        if staff_named(name) is None:
            with writing() as session:
                add_staff(session, name, "coordinator", NOW.date()).id = id
        with writing() as session:
            token = f"link-of-{number}"
            add_link(session, id, token, datetime.now(UTC) + timedelta(hours=1), strong=True)
    person = house.reader()
    assert person.post(f"/sign-in/{token}").status_code == 303
    return person


def again(house: House, role: str = "coordinator") -> Visitor:
    """The same person in another browser, now."""
    person = house.reader()
    token = f"again-{datetime.now(UTC).timestamp()}"
    assert person.post(f"/sign-in/{house.link(role, token)}").status_code == 303
    return person
