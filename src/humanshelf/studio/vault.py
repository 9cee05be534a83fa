"""The vault: set up once, opened by words for ten minutes, and who has a key to it."""

from collections import defaultdict
from datetime import date
from uuid import UUID

from flask import Response, abort, redirect, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from humanshelf import phrases
from humanshelf.access import csrf, doorkeeper
from humanshelf.access import vault as door
from humanshelf.access.acts import did
from humanshelf.access.vault import Exchanged, TooOften
from humanshelf.pages import page
from humanshelf.pages.clock import day, now
from humanshelf.pages.here import zone
from humanshelf.records import vault as kept
from humanshelf.records.staff import Staff, all_staff
from humanshelf.records.vault_rows import VaultWrap
from humanshelf.studio import studio
from humanshelf.tenancy import current, deployment
from humanshelf.tenancy.db import writing
from humanshelf.tenancy.passphrase import SHORTEST, WrongPassphrase
from humanshelf.vault import wrapping
from humanshelf.vault.sealing import new_key, public_of
from humanshelf.vault.wrapping import RECOVERY

GROUPS, ASKED = 6, 2
"""Of the recovery code, and which of them is typed again."""


@studio.get("/studio/vault")
def vault() -> Response:
    return vault_page()


@studio.post("/studio/vault")
def set_vault_up() -> Response:
    """A new key under this person's passphrase and the recovery code, which is shown once."""
    if not doorkeeper.fresh():
        return doorkeeper.to_confirm(url_for(".vault"))
    words, wrong = new_words()
    if wrong:
        return vault_page({"passphrase": wrong}, 422)
    private, code = new_key(), wrapping.new_code(GROUPS)
    wraps = {
        current_user.staff_id: door.wrapped(words, private),
        None: door.wrapped(code, private, RECOVERY),
    }
    part = wrapping.part_hash(code, ASKED)
    try:
        with writing() as session:
            kept.set_up(session, public_of(private), wraps, part, seen(), today())
            did(session, "set-up-vault")
    except kept.Overtaken:
        return vault_page({"passphrase": meanwhile()}, 409)
    return code_page(code)


@studio.post("/studio/vault/confirmations")
def confirm_code() -> Response:
    """A part of the recovery code, typed from the paper: from now on entries can be sealed."""
    found = kept.key()
    if found is None or found.part is None:
        return redirect(url_for(".vault"), 303)  # type: ignore[return-value]
    part = wrapping.part_hash("-" * ASKED + wrapping.plain(request.form.get("part", "")), ASKED)
    with writing() as session:
        fits = kept.confirm(session, part)
        if fits:
            did(session, "keep-vault-code")
        # A second tap may wait here for the first one.
        found = kept.key()
        fits = fits or found is None or found.part is None
    if not fits:
        wrong = _("This is not the third group of the code.")
        return vault_page({"part": wrong}, 422)
    return redirect(url_for(".vault", ready=1), 303)  # type: ignore[return-value]


@studio.post("/studio/vault/openings")
def open_vault() -> Response:
    """Open for ten minutes, in this browser only."""
    if not doorkeeper.fresh():
        return doorkeeper.to_confirm(url_for(".vault"))
    mine = kept.wrap_of(current_user.staff_id)
    # The code of a handover is no passphrase: it has been said aloud.
    private, refused = tried("passphrase", mine if mine and mine.until is None else None)
    if private is None:
        return refused or abort(409)
    answer: Response = redirect(url_for(".vault"), 303)  # type: ignore[assignment]
    return door.open_here(private, answer)


@studio.post("/studio/vault/locks")
def lock_vault() -> Response:
    return door.shut(redirect(url_for(".vault", locked=1), 303))  # type: ignore[arg-type]


@studio.post("/studio/vault/passphrases")
def change_passphrase() -> Response:
    """Another passphrase: the one until now opens nothing any more."""
    return another_wrap("old", "change-passphrase")


@studio.post("/studio/vault/keys")
def take_key() -> Response:
    """The key that a colleague hands over, under an own passphrase from now on."""
    return another_wrap("handed", "take-vault-key")


def another_wrap(field: str, word: str) -> Response:
    if not doorkeeper.fresh():
        return doorkeeper.to_confirm(url_for(".vault"))
    found = kept.wrap_of(current_user.staff_id)
    before = id_of(found)
    if found is None or (found.until is not None) != (field == "handed"):
        return vault_page({field: meanwhile()}, 409)
    if found.until is not None and found.until <= now():
        return vault_page({field: _("This code is too old. Please ask for a new one.")}, 409)
    words, wrong = new_words()
    if wrong:
        return vault_page({"passphrase": wrong}, 422, field)
    private, refused = tried(field, found)
    if private is None:
        return refused or abort(409)
    return saved_wrap(words, private, word, field, before)


def saved_wrap(words: str, private: bytes, word: str, field: str, instead: UUID | None) -> Response:
    told = door.wrapped(words, private)
    try:
        with writing() as session:
            kept.set_wrap(session, current_user.staff_id, told, today(), instead)
            did(session, word, current_user.staff_id.hex)
    except kept.Overtaken:
        return vault_page({field: meanwhile()}, 409)
    deployment().stores.wipe(current())
    return redirect(url_for(".vault", changed=1), 303)  # type: ignore[return-value]


@studio.post("/studio/vault/handovers")
def give_key() -> Response:
    """A key for another coordinator, under a code that is shown once and works for a day."""
    if not doorkeeper.fresh():
        return doorkeeper.to_confirm(url_for(".vault"))
    colleague = next((one for one in colleagues() if one.id.hex == request.form.get("id")), None)
    if colleague is None:
        return vault_page({"give": _("Please choose from the list.")}, 422)
    opened = door.opened()
    if opened is None:
        return vault_page({"passphrase": shut()}, 409)
    id, name, code = colleague.id, colleague.name, wrapping.new_code(GROUPS - 2)
    found = kept.wrap_of(id)
    before = id_of(found)
    if found and found.until is None:
        return vault_page({"give": _("This person has a key already.")}, 409)
    told = door.wrapped(code, opened.private, id.hex)
    try:
        with writing() as session:
            kept.set_wrap(session, id, told, today(), before, now() + kept.HANDED)
            did(session, "give-vault-key", id.hex)
    except kept.Overtaken:
        return vault_page({"give": meanwhile()}, 409)
    return code_page(code, name)


@studio.post("/studio/vault/removals")
def remove_own_key() -> Response:
    """Before a journey: this person can open nothing, until another one gives the key back."""
    with writing() as session:
        if kept.take_away(session, current_user.staff_id, today()):
            did(session, "remove-vault-key", current_user.staff_id.hex)
    return door.shut(redirect(url_for(".vault", removed=1), 303))  # type: ignore[arg-type]


@studio.post("/studio/vault/recoveries")
def recover_vault() -> Response:
    """By the recovery code to an own passphrase. The code is used up: a new one is shown."""
    if not doorkeeper.fresh():
        return doorkeeper.to_confirm(url_for(".vault"))
    words, wrong = new_words()
    if wrong:
        return vault_page({"passphrase": wrong}, 422, "code")
    found, mine = kept.wrap_of(None), id_of(kept.wrap_of(current_user.staff_id))
    before = id_of(found)
    private, refused = tried("code", found, recovery=True)
    if private is None:
        return refused or abort(409)
    own = door.wrapped(words, private), mine
    return fresh_code(private, "recover-vault", before, own)


@studio.post("/studio/vault/codes")
def renew_code() -> Response:
    """A new recovery code, where the old one was lost or seen by others."""
    if not doorkeeper.fresh():
        return doorkeeper.to_confirm(url_for(".vault"))
    opened = door.opened()
    if opened is None:
        return vault_page({"passphrase": shut()}, 409)
    return fresh_code(opened.private, "renew-vault-code", id_of(kept.wrap_of(None)))


def fresh_code(
    private: bytes,
    word: str,
    before: UUID | None,
    own: tuple[dict[str, str], UUID | None] | None = None,
) -> Response:
    code = wrapping.new_code(GROUPS)
    told = door.wrapped(code, private, RECOVERY)
    try:
        with writing() as session:
            part = wrapping.part_hash(code, ASKED)
            kept.renew_code(session, told, part, before, today())
            if own:
                kept.set_wrap(session, current_user.staff_id, own[0], today(), own[1])
            did(session, word, current_user.staff_id.hex)
    except kept.Overtaken:
        return vault_page({"code": meanwhile()}, 409)
    deployment().stores.wipe(current())
    return code_page(code)


# what is typed


def tried(
    field: str, wrap: VaultWrap | None, recovery: bool = False
) -> tuple[bytes | None, Response | None]:
    """The private key by the words in this field, or the page that refuses them."""
    sent = request.form.get(field, "")
    words = sent if field in ("passphrase", "old") else wrapping.plain(sent)
    try:
        return door.private_by(words, wrap, recovery), None
    except TooOften:
        return None, vault_page({field: _("Too many attempts. Please wait a minute.")}, 429)
    except WrongPassphrase:
        return None, vault_page({field: _("These words do not open it.")}, 422)
    except Exchanged:
        return None, vault_page({field: exchanged()}, 409)


def new_words() -> tuple[str, str | None]:
    """The new passphrase, and what is wrong with it."""
    words = request.form.get("passphrase", "")
    if not SHORTEST <= len(words) <= door.LONGEST:
        return "", phrases.short_passphrase(SHORTEST)
    if words != request.form.get("again", ""):
        return "", _("The two are not the same.")
    return words, None


def id_of(wrap: VaultWrap | None) -> UUID | None:
    """Read before the write, inside which it may be gone."""
    return wrap.id if wrap else None


def seen() -> UUID | None:
    try:
        return UUID(hex=request.form.get("seen", ""))
    except ValueError:
        return None


def meanwhile() -> str:
    return _("This has changed meanwhile, here or elsewhere. This is how it stands now.")


def exchanged() -> str:
    return _(
        "The key in the store is not the one that belongs to these details. Seal nothing more, and "
        "tell whoever runs the server."
    )


def shut() -> str:
    return _("The contact details are shut. Please open them first.")


def today() -> date:
    return day(now(), zone())


def colleagues() -> list[Staff]:
    """The other coordinators."""
    others = [one for one in all_staff() if one.id != current_user.staff_id]
    return [one for one in others if one.role == "coordinator"]


# pages


def vault_page(
    wrong: dict[str, str] | None = None, status: int = 200, form: str | None = None
) -> Response:
    """``form`` names the one of several forms with a new passphrase that was wrong."""
    at, holders = now(), kept.holders()
    asked = kept.asking(at)
    names = {one.id: one.name for one in all_staff()}
    return page(
        "studio/vault.html",
        status,
        key=kept.key(),
        mine=kept.wrap_of(current_user.staff_id),
        opened=door.opened(),
        fresh=doorkeeper.fresh(),
        entries=[(e, book, kept.kept_until(e, book.code)) for e, book in kept.entries()],
        colleagues=colleagues(),
        holders=holders,
        asked=asked,
        names=names,
        me=current_user.staff_id,
        at=at,
        hour=kept.ASKED,
        wrong=defaultdict(str, wrong or {}),
        form=form,
        shortest=SHORTEST,
        longest=door.LONGEST,
        news=next((name for name in NEWS if name in request.args), None),
        csrf=csrf.token(),
    )


NEWS = ("ready", "locked", "changed", "removed", "asked", "agreed")


def code_page(code: str, colleague: str | None = None) -> Response:
    """A code, shown once: of recovery, or for a colleague."""
    return page(
        "studio/vault_code.html", groups=code.split("-"), colleague=colleague, csrf=csrf.token()
    )
