"""Forms that no walk through the pages comes by while they have an effect: each with its state."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from io import BytesIO
from uuid import UUID

import pyotp
import time_machine

import fussy
import sealing
from cast import COMING, EVENT, FACTOR, NOW, PASSWORD, STAFF, House, Visitor, code, later
from founding import coordinator, draft
from humanshelf.access import admins as door
from humanshelf.access import factors
from humanshelf.libraries import jobs
from humanshelf.libraries.invitations import invite
from humanshelf.libraries.lockdown import hide
from humanshelf.records import admins
from humanshelf.records.factors import set_factor
from humanshelf.tenancy import writing, writing_control
from humanshelf.tenancy.scope import key
from keyfobs import Fob
from replaying import Form, forms_of, send

Taps = Iterator[tuple[Visitor, Form]]
CONTACT = "/studio/books/deniz/contact"


def on(visitor: Visitor, path: str, endpoint: str, nth: int = 0, **typed: str) -> Form:
    """The form for this endpoint on this page, with this typed into it."""
    answer = visitor.get(path)
    found = [form for form in forms_of(visitor, answer.text) if form.endpoint == endpoint]
    assert found, (endpoint, answer.status)
    kept = [pair for pair in found[nth].fields if pair[0] not in typed]
    return replace(found[nth], fields=(*kept, *typed.items()))


def to(visitor: Visitor, action: str, **fields: str) -> Form:
    """One from a menu that opens with scripts, or from a page that another has in hand."""
    adapter = visitor.application.url_map.bind("", default_method="POST")
    endpoint = adapter.match(action)[0]
    told = {"csrf_token": visitor.csrf} if "csrf" in visitor.__dict__ else {}
    return Form(action, endpoint, tuple((told | fields).items()), ())


def tap(visitor: Visitor, form: Form) -> str:
    """Sent once, to go on from there; what was answered."""
    answer = visitor.post(form.action, data=dict(form.fields))
    assert answer.status_code in (200, 303), (form.endpoint, answer.status)
    return answer.text


def vault(house: House) -> Taps:
    samir, page = house.staff("coordinator"), sealing.VAULT
    own, others = sealing.WORDS, sealing.OTHERS
    another = {"passphrase": others, "again": others}
    yield samir, on(samir, page, "studio.set_vault_up", passphrase=own, again=own)
    made = sealing.send(samir, page, seen="", passphrase=own, again=own)
    recovery = sealing.code_on(made)
    yield samir, on(samir, page, "studio.confirm_code", part=recovery.split("-")[2])
    sealing.confirm(samir, recovery)
    yield samir, on(samir, CONTACT, "studio.save_contact", **sealing.PERSON)
    sealing.seal(samir)
    scan = replace(on(samir, CONTACT, "studio.add_scan"), files=("file",))
    yield samir, scan
    send(samir, scan)
    yield samir, on(samir, page, "studio.change_passphrase", old=own, **another)
    yield samir, on(samir, page, "studio.recover_vault", code=recovery, **another)
    yield samir, on(samir, page, "studio.open_vault", passphrase=own)
    yield samir, on(samir, page, "studio.remove_own_key")
    yield samir, on(samir, page, "studio.ask_contacts")
    sealing.open_it(samir)
    yield samir, on(samir, CONTACT, "studio.read_contact")
    yield samir, on(samir, CONTACT, "studio.read_scan")
    yield samir, on(samir, CONTACT, "studio.remove_scan")
    said = house.words("Thank you.", about="deniz")
    yield samir, on(samir, f"/studio/feedback/{said}", "studio.read_words")
    yield samir, on(samir, CONTACT, "studio.erase_contact")
    yield samir, on(samir, page, "studio.renew_code")
    yield samir, on(samir, page, "studio.lock_vault")
    nigar = sealing.second(house)
    given = on(samir, page, "studio.give_key", id=UUID(int=9).hex)
    yield samir, given
    handed = sealing.code_on(samir.post(given.action, data=dict(given.fields)))
    yield nigar, on(nigar, page, "studio.take_key", handed=handed, **another)
    tap(samir, on(samir, page, "studio.ask_contacts"))
    agreed = on(nigar, page, "studio.agree_contacts")
    yield nigar, agreed
    tap(nigar, agreed)
    yield samir, on(samir, page, "studio.take_contacts")


def lockdown(house: House) -> Taps:
    rana, samir = house.staff("librarian"), house.staff("coordinator")
    yield rana, on(rana, "/hiding", "front.hide")
    yield samir, on(samir, "/studio/lockdown", "studio.make_paper")
    yield samir, on(samir, "/studio/lockdown", "front.burn")
    for kind in ("hide", "burn", "show"):
        if kind == "show":
            with_factor(house, "coordinator")
        link = f"/switch/{house.switch(kind)}"
        if kind == "show":
            with house.inside():
                hide(house.uid, NOW)
        reader = house.reader()
        typed = {"name": "Samir", "password": PASSWORD, "code": code()} if kind == "show" else {}
        yield reader, on(reader, link, "front.turn_switch", **typed)


def entrance(house: House) -> Taps:
    link, anybody = f"/welcome/{house.invitation()}", house.reader()
    house.coded(COMING, printed=True)
    yield anybody, on(anybody, link, "readers.come_in")
    samir, page = house.staff("coordinator"), f"/studio/events/{COMING}/entrance"
    yield samir, on(samir, page, "studio.save_entrance", hours="24")
    yield samir, on(samir, page, "studio.renew_poster")
    yield samir, on(samir, page, "studio.invite", purpose="friends", most="9", days="")
    yield samir, on(samir, page, "studio.revoke")
    house.reader().card("deniz")
    samir.tap("closures")
    yield samir, on(samir, f"/studio/left/{EVENT}", "studio.forget_event")


def hall(house: House) -> Taps:
    """At the desk and on phones, while an event runs."""
    house.interpreter("Ayla")
    one, other = house.reader(), house.reader()
    card, second = one.card("deniz", "lala"), other.card("lala", group="2")
    rana, desk = house.staff("librarian"), f"/desk/{EVENT}"
    rana.token()
    yield rana, on(rana, f"{desk}/floods?minutes=60", "desk.void")
    id = next(found.id.hex for found in house.floor().cards.values() if found.group == 1)
    for noun in ("pauses", "departures"):
        yield rana, to(rana, f"{desk}/{noun}", card=id)
    with time_machine.travel(later(9), tick=False):
        paper = on(rana, f"{desk}/paper", "desk.enter_paper")
        blank = [pair for pair in paper.fields if pair[0].startswith(("csrf", "id-"))]
        line = (("what-kamran-0", "new"), ("time-kamran-0", "18:10"))
        yield rana, replace(paper, fields=(*blank, *line))
    yield rana, to(rana, f"{desk}/moves", book="deniz", table="12")
    yield rana, to(rana, f"{desk}/ends", time="21:15")
    room = f"/backroom/{house.backroom('deniz')}"
    books = house.reader()
    yield books, to(books, f"{room}/languages", talk="az")
    tap(books, to(books, f"{room}/visits", face="1"))
    yield rana, to(rana, f"{desk}/visits", book="deniz")
    yield other, on(other, f"{second}/wishes", "readers.split", size="1")
    other.post(f"{second}/departure")
    yield other, to(other, f"{second}/return")
    rana.tap("calls", book="deniz")
    with time_machine.travel(later(4), tick=False):
        yield rana, to(rana, f"{desk}/rings", book="deniz")
    rana.tap("readings", book="deniz")
    yield one, to(one, f"{card}/more")
    yield rana, to(rana, f"{desk}/extensions", book="deniz")
    yield one, to(one, f"{card}/visits/street")
    yield one, to(one, "/forgetting")
    rana.tap("interpreters", name="Ayla", language=["az", "tr"])
    yield rana, on(rana, f"{desk}/interpreters", "desk.attend")


def accounts(house: House) -> Taps:
    """Second factors and devices."""
    rana, again = house.staff("librarian"), sealing.again(house, "librarian")
    yield rana, on(rana, "/account", "front.end_device", nth=-1)
    yield rana, on(rana, "/account", "front.end_others")
    page = again.get("/factor").text
    secret = fussy.text(fussy.one(fussy.main(page), "code")).replace(" ", "")
    offered = next(form for form in forms_of(again, page) if form.endpoint == "front.set_factor")
    kept = [pair for pair in offered.fields if pair[0] != "code"]
    shown = pyotp.TOTP(secret).at(datetime.now(UTC))
    yield again, replace(offered, fields=(*kept, ("code", shown)))
    with_factor(house, "librarian")
    yield again, on(again, "/account", "front.renew_codes")
    yield again, on(again, "/account", "front.remove_factor")
    late = house.reader()
    late.post("/sign-in", data={"name": "Rəna", "password": PASSWORD})
    yield late, on(late, "/confirm", "front.confirmed", code=code())


def with_factor(house: House, role: str) -> None:
    owner = STAFF[role].bytes
    with house.inside(), writing() as session:
        sealed = factors.seal(key("factor"), owner, FACTOR)
        hashes = [factors.hashed(key("recovery"), owner, "abcde-fghjk")]
        set_factor(session, STAFF[role], sealed, 0, hashes, NOW.date())


def network(house: House) -> Taps:
    """Before the doors of the bare domain."""
    stage = house.stage
    anybody, aygun = stage.stranger("localhost"), stage.admin()
    with stage.app.app_context(), writing_control() as session:
        uid, token = invite(session, NOW, "Aygün", "they asked")
        berik = admins.add_admin(session, "Berik", NOW.date())
        admins.add_link(session, berik.id, "a-link-of-berik", later(60))
    page, link = f"/network/libraries/{uid}", "/network/sign-in/a-link-of-berik"
    yield aygun, on(aygun, page, "network.renew", reason="they asked")
    yield aygun, on(aygun, page, "network.withdraw", reason="they asked")
    told = {"name": "Ganja", "slug": "ganja", "coordinator": "Ayla", "which": "own"}
    yield anybody, on(anybody, f"/invitations/{token}", "front.found", **told)
    chosen = on(anybody, link, "network.choose_password", password=PASSWORD, again=PASSWORD)
    yield anybody, chosen
    tap(anybody, chosen)
    with stage.app.app_context():
        found = admins.link("a-link-of-berik", NOW)
        secret = door.opened(found.admin, found.totp)
    shown = pyotp.TOTP(secret).at(datetime.now(UTC))
    yield anybody, on(anybody, f"{link}/factor", "network.prove_factor", code=shown)


def shelf(house: House) -> Taps:
    """What is withdrawn, put back and erased."""
    samir, rana = house.staff("coordinator"), house.staff("librarian")
    samir.token()
    tap(rana, to(rana, f"/desk/{EVENT}/withdrawals", book="deniz", csrf_token=rana.token()))
    yield rana, on(rana, f"/desk/{EVENT}/shelf", "desk.put_back")
    yield samir, to(samir, "/studio/books/deniz/withdrawals/reversals")
    yield samir, to(samir, "/studio/books/deniz/erasures")


def words(house: House) -> Taps:
    """Quotes and pieces."""
    samir = house.staff("coordinator")
    samir.token()
    said = house.words("It was good.", consent=True)
    yield samir, to(samir, f"/studio/feedback/{said}/quotes")
    quote = f"/studio/quotes/{house.quote(said)}"
    yield samir, on(samir, quote, "studio.word_quote", **{"out": "", "text-ru": "Да."})
    yield samir, on(samir, quote, "studio.release")
    yield samir, to(samir, f"{quote}/removals")
    saved = on(samir, "/studio/practice", "studio.save_practice", started="2020-01", ended="")
    yield samir, saved
    tap(samir, saved)
    yield samir, on(samir, "/studio/practice/preview", "studio.publish_practice")
    tap(samir, to(samir, "/studio/practice/withdrawals"))
    yield samir, to(samir, "/studio/practice/reversals")
    tap(samir, on(samir, "/studio/stories/bread", "studio.save_story"))
    yield samir, on(samir, "/studio/stories/bread/preview", "studio.publish_story")
    tap(samir, to(samir, "/studio/stories/bread/withdrawals"))
    for noun in ("reversals", "removals"):
        yield samir, to(samir, f"/studio/stories/bread/{noun}")


def prepared(house: House) -> Taps:
    """Events before they are held, and a library before it opens."""
    samir, events = house.staff("coordinator"), "/studio/events"
    title = {"title-az": "Qış", "day": "2026-12-12", "begins": "16:00", "ends": "19:30"}
    title |= {"capacity": "", "tables": ""}
    yield samir, on(samir, f"{events}/new", "studio.make_event", **title)
    yield samir, on(samir, f"{events}/{COMING}", "studio.save_event", **title)
    yield samir, on(samir, f"{events}/{COMING}", "studio.publish_event")
    house.in_rounds()
    reader = house.reader()
    reader.card("deniz")
    rana = house.staff("librarian")
    rana.token()
    id = next(iter(house.floor().cards)).hex
    yield rana, to(rana, f"/desk/{EVENT}/cards/{id}/next-wishes", wish="lala")


def newcomer(house: House) -> Taps:
    """A library that is being set up, and opens."""
    nigar = coordinator(draft(house.stage))
    nigar.csrf = nigar.token("/studio/setup/names")
    yield nigar, to(nigar, "/studio/setup/look/skips")
    with_factor(house, "coordinator")
    samir = house.staff("coordinator")
    samir.token()
    house.stage.control("UPDATE library SET state = 'draft' WHERE uid = ?", house.uid)
    yield samir, to(samir, "/studio/opening")


def files(house: House) -> Taps:
    """What is packed to be taken along, and what comes in from a file."""
    samir, data = house.staff("coordinator"), house.stage.folder / "data"
    page = "/studio/library/exports"
    begun = on(samir, page, "studio.begin_export", passphrase=PASSWORD, again=PASSWORD)
    yield samir, begun
    tap(samir, begun)
    job = dict(begun.fields)["job"]
    jobs.end(data, jobs.read(data, job), "done")
    samir.token()
    yield samir, to(samir, f"{page}/{job}/removals")
    for path, name, told in (
        ("/studio/imports", "studio.bring", b"text\nA warm evening.\n"),
        ("/studio/books/import", "studio.bring_books", samir.get("/studio/books/export").data),
    ):
        file = BytesIO(told.replace(b"Deniz", b"Deniza")), "a.csv"
        seen = samir.post(path, data={"csrf_token": samir.csrf, "file": file}).text
        form = next(form for form in forms_of(samir, seen) if form.endpoint == name)
        kept = [pair for pair in form.fields if pair[0] != "do"]
        yield samir, replace(form, fields=(*kept, ("do", "import")))
    told = {"title-az": "Bir ad", "alt-az": "Qırmızı", "minutes": "3", "event": "", "link": ""}
    for page, name in (("blank", "studio.hang_exhibit"), ("chairs", "studio.save_exhibit")):
        form = on(samir, f"/studio/exhibition/{page}", name, **told)
        yield samir, replace(form, files=("picture",))


def passkeys(house: House) -> Taps:
    """At both doors: added by a device, and removed when it is lost."""
    with_factor(house, "coordinator")
    samir, page = house.staff("coordinator"), "/account/passkeys"
    made = on(samir, page, "front.add_passkey", passkey=new_passkey(samir, page))
    yield samir, made
    send(samir, made)
    yield samir, on(samir, "/account", "front.remove_passkey")
    aygun, page = house.stage.admin(), "/network/account"
    aygun.token(page)
    yield aygun, to(aygun, f"{page}/passkeys/challenges", code=code())
    sent = new_passkey(aygun, page, f"{page}/passkeys", code=code())
    made = on(aygun, page, "network.add_passkey", passkey=sent)
    yield aygun, made
    send(aygun, made)
    yield aygun, on(aygun, page, "network.remove_passkey", code=code(1))


def new_passkey(visitor: Visitor, page: str, base: str = "", **fields: str) -> str:
    """What a device of theirs makes for them."""
    asked = {"csrf_token": visitor.token(page)} | fields
    answer = visitor.post(f"{base or page}/challenges", data=asked)
    return Fob(visitor.origin).make(answer.json)


SCENES = (
    (newcomer, {"studio.skip_step", "studio.open_library"}),
    (
        passkeys,
        {
            *("front.add_passkey", "front.remove_passkey", "network.add_passkey"),
            *("network.passkey_challenge", "network.remove_passkey"),
        },
    ),
    (
        files,
        {
            *("studio.begin_export", "studio.drop_export", "studio.bring", "studio.bring_books"),
            *("studio.hang_exhibit", "studio.save_exhibit"),
        },
    ),
    (
        vault,
        {
            *("studio.set_vault_up", "studio.confirm_code", "studio.save_contact"),
            *("studio.change_passphrase", "studio.recover_vault", "studio.open_vault"),
            *("studio.remove_own_key", "studio.ask_contacts", "studio.read_contact"),
            *("studio.erase_contact", "studio.renew_code", "studio.lock_vault"),
            *("studio.give_key", "studio.take_key", "studio.agree_contacts"),
            *("studio.add_scan", "studio.read_scan", "studio.remove_scan", "studio.read_words"),
            "studio.take_contacts",
        },
    ),
    (lockdown, {"front.hide", "front.burn", "front.turn_switch", "studio.make_paper"}),
    (
        entrance,
        {
            *("readers.come_in", "studio.save_entrance", "studio.renew_poster", "studio.invite"),
            *("studio.revoke", "studio.forget_event"),
        },
    ),
    (
        hall,
        {
            *("desk.void", "desk.pause", "desk.leave", "desk.enter_paper", "desk.move"),
            *("desk.reschedule", "desk.visit", "desk.ring", "desk.extend", "desk.attend"),
            *("backroom.speak", "readers.split", "readers.come_back", "readers.more"),
            *("readers.visit", "readers.forget"),
        },
    ),
    (
        accounts,
        {
            *("front.end_device", "front.end_others", "front.set_factor", "front.renew_codes"),
            *("front.remove_factor", "front.confirmed"),
        },
    ),
    (
        network,
        {
            *("network.renew", "network.withdraw", "front.found", "network.choose_password"),
            "network.prove_factor",
        },
    ),
    (shelf, {"desk.put_back", "studio.put_book_back", "studio.erase_book"}),
    (
        words,
        {
            *("studio.make_quote", "studio.word_quote", "studio.release", "studio.erase_quote"),
            *("studio.save_practice", "studio.publish_practice", "studio.show_practice_again"),
            *("studio.publish_story", "studio.show_story_again", "studio.remove_story"),
        },
    ),
    (
        prepared,
        {"studio.make_event", "studio.save_event", "studio.publish_event", "desk.wish_then"},
    ),
)
"""Each with what it sends."""
