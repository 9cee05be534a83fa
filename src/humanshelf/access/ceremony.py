"""How a passkey is made and answers, at the door where somebody stands: a library's own host, or
the bare domain for network admins. One made at a sibling library's door is a stranger's here.

User verification is required: who has the device and not its finger, face or code is nobody. So a
passkey stands for password and second factor together.
"""

import hmac
import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from flask import Response, current_app, jsonify, request
from flask_babel import pgettext
from sqlalchemy.orm import Session

from humanshelf.access import challenges
from humanshelf.access.challenges import ADD, ENTER, LIFE
from humanshelf.access.passwords import aside
from humanshelf.access.sessions import door_key
from humanshelf.config import Settings
from humanshelf.records import passkeys as kept
from humanshelf.tenancy.db import writing, writing_control
from humanshelf.tenancy.hosts import name_of
from humanshelf.tenancy.scope import current_or_none

LONGEST = 16 * 1024
"""Signs of an answer."""
MOST = 10
"""Passkeys of one account."""
ALGORITHMS = (-7, -8, -257)
"""ES256, EdDSA and RS256, in COSE's numbers."""


class Refused(Exception):
    """No passkey of this door, or not now. Which of the reasons it was is never told."""


class WentBack(Refused):
    """The device has counted less than it had: there are two of it."""

    def __init__(self, owner: UUID) -> None:
        super().__init__("a passkey's count went back")
        self.owner = owner


@dataclass(frozen=True, slots=True)
class Door:
    """Where the passkeys of this door are kept."""

    kind: kept.Kind
    answers: kept.Answers
    writing: Callable[[], AbstractContextManager[Session]]


@dataclass(frozen=True, slots=True)
class Told:
    """An answer as it was sent, not yet believed."""

    sent: str
    challenge: bytes
    credential: bytes
    handle: bytes | None


def door() -> Door:
    if current_or_none() is None:
        return Door(kept.NetworkPasskey, kept.NetworkAnswered, writing_control)
    return Door(kept.StaffPasskey, kept.StaffAnswered, writing)


def host() -> str:
    """The only host at which a passkey made here will answer."""
    return name_of(request.host) or ""


def origin() -> str:
    settings: Settings = current_app.config["HUMANSHELF"]
    bare = current_or_none() is None
    return settings.bare_origin if bare else settings.origin(host().partition(".")[0])


def offer_entry(at: datetime) -> Response:
    """What the browser asks its passkeys. No account is named: the passkey knows whose it is."""
    return _offer(ENTER, at, {"rpId": host(), "userVerification": "required"})


def offer_new(owner: UUID, name: str, at: datetime) -> Response:
    """What the browser makes a passkey of. The device shows ``name`` and the host, and a neutral
    title, to whoever opens its list."""
    mine = kept.passkeys_of(door().kind, owner)
    handle = _handle_of(mine, owner)
    there = [{"type": "public-key", "id": _text(one.credential)} for one in mine]
    known = {"id": _text(handle), "name": name, "displayName": name}
    asked = {
        "rp": {"id": host(), "name": pgettext("title", "Reading list")},
        "user": known,
        "pubKeyCredParams": [{"type": "public-key", "alg": one} for one in ALGORITHMS],
        "excludeCredentials": there,
        "authenticatorSelection": {
            "residentKey": "required",
            "requireResidentKey": True,
            "userVerification": "required",
        },
        "attestation": "none",
    }
    return _offer(ADD + owner.bytes, at, asked)


def entered(sent: str, at: datetime, only: UUID | None = None) -> UUID:
    """Whose passkey has answered; it is used then. Raises :class:`Refused`, :class:`WentBack`."""
    here, told = door(), _read(sent)
    _take(told, ENTER, at)
    found = kept.by_credential(here.kind, told.credential)
    if found is None or found.handle != told.handle or found.host != host():
        raise Refused
    if only is not None and found.owner != only:
        raise Refused
    id, owner = found.id, found.owner
    # Taken along before the line to the store is given back.
    count: int | None = aside(
        _entered, told.sent, told.challenge, host(), origin(), found.credential_key
    )
    if count is None:
        raise Refused
    with here.writing() as session:
        risen = kept.use(session, here.kind, id, count, at.date())
    if not risen:
        raise WentBack(owner)
    return owner


def added(owner: UUID, sent: str, label: str, at: datetime) -> Any:
    """The new passkey, for the caller to store in its write. Raises :class:`Refused`."""
    here, told = door(), _read(sent)
    _take(told, ADD + owner.bytes, at)
    handle = _handle_of(kept.passkeys_of(here.kind, owner), owner)
    made: tuple[bytes, bytes, int] | None = aside(
        _made, told.sent, told.challenge, host(), origin()
    )
    if made is None:
        raise Refused
    credential, key, count = made
    return here.kind(
        owner=owner, credential=credential, credential_key=key, handle=handle, count=count,
        host=host(), label=label, since=at.date(),
    )  # fmt: skip


def _offer(purpose: bytes, at: datetime, asked: dict[str, Any]) -> Response:
    browser = challenges.browser()
    challenge = challenges.challenge(purpose, browser, at)
    timeout = int(LIFE.total_seconds() * 1000)
    answer: Response = jsonify(asked | {"challenge": _text(challenge), "timeout": timeout})
    challenges.keep(answer, browser)
    return answer


def _take(told: Told, purpose: bytes, at: datetime) -> None:
    """The challenge that was answered is used up, whatever else is wrong with the answer."""
    here = door()
    if not challenges.stands(told.challenge, purpose, at):
        raise Refused
    with here.writing() as session:
        first = kept.answer(session, here.answers, told.challenge, at, LIFE)
    if not first:
        raise Refused


def _read(sent: str) -> Told:
    if len(sent) > LONGEST:
        raise Refused
    try:
        told = json.loads(sent)
        client = json.loads(_bytes(told["response"]["clientDataJSON"]))
        handle = told["response"].get("userHandle")
        challenge, credential = _bytes(client["challenge"]), _bytes(told["rawId"])
        return Told(sent, challenge, credential, _bytes(handle) if handle else None)
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        raise Refused from None


def _entered(sent: str, challenge: bytes, host: str, origin: str, key: bytes) -> int | None:
    """The device's count, if all is as it should be. The count itself is not looked at here."""
    from webauthn import verify_authentication_response

    try:
        found = verify_authentication_response(
            credential=sent,
            expected_challenge=challenge,
            expected_rp_id=host,
            expected_origin=origin,
            credential_public_key=key,
            credential_current_sign_count=0,
            require_user_verification=True,
        )
    except Exception:  # A stranger's bytes in four formats: whatever breaks, they open nothing.
        return None
    return found.new_sign_count


def _made(sent: str, challenge: bytes, host: str, origin: str) -> tuple[bytes, bytes, int] | None:
    """The new passkey's name, its public key and its count, if all is as it should be."""
    from webauthn import verify_registration_response
    from webauthn.helpers.cose import COSEAlgorithmIdentifier

    try:
        found = verify_registration_response(
            credential=sent,
            expected_challenge=challenge,
            expected_rp_id=host,
            expected_origin=origin,
            require_user_verification=True,
            supported_pub_key_algs=[COSEAlgorithmIdentifier(one) for one in ALGORITHMS],
        )
    except Exception:  # As above.
        return None
    return found.credential_id, found.credential_public_key, found.sign_count


def _handle_of(mine: list[Any], owner: UUID) -> bytes:
    """Nobody finds out by it whose it is, and one account has the same each time."""
    return mine[0].handle if mine else hmac.digest(door_key("passkey"), owner.bytes, "sha256")


def _text(raw: bytes) -> str:
    return urlsafe_b64encode(raw).decode().rstrip("=")


def _bytes(text: str) -> bytes:
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))
