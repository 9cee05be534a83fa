"""A device that holds passkeys, made of nothing but arithmetic: for what no browser would do."""

import hashlib
import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass, field
from secrets import token_bytes
from typing import Any

import cbor2
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256

PRESENT, VERIFIED, ATTESTED = 0x01, 0x04, 0x40


def text(raw: bytes) -> str:
    return urlsafe_b64encode(raw).decode().rstrip("=")


def raw(text: str) -> bytes:
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))


@dataclass
class Fob:
    """One passkey on one device. What it says wrongly on purpose is an argument."""

    origin: str
    key: Any = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))
    id: bytes = field(default_factory=lambda: token_bytes(32))
    handle: bytes = b""
    count: int = 0

    def make(self, asked: dict[str, Any], **wrong: Any) -> str:
        """A new passkey for who is asked like this, as the page's script sends it."""
        self.handle = raw(asked["user"]["id"])
        client = self._client("webauthn.create", asked, wrong)
        point = self.key.public_key().public_numbers()
        x, y = (one.to_bytes(32, "big") for one in (point.x, point.y))
        cose = cbor2.dumps({1: 2, 3: wrong.get("algorithm", -7), -1: 1, -2: x, -3: y})
        told = bytes(16) + len(self.id).to_bytes(2, "big") + self.id + cose
        data = self._data(asked["rp"]["id"], wrong, ATTESTED) + told
        made = cbor2.dumps({"fmt": "none", "attStmt": {}, "authData": data})
        return self._written({"clientDataJSON": client, "attestationObject": made})

    def answer(self, asked: dict[str, Any], **wrong: Any) -> str:
        """Signs this challenge."""
        client = self._client("webauthn.get", asked, wrong)
        data = self._data(asked["rpId"], wrong)
        signed = data + hashlib.sha256(client).digest()
        signature = wrong.get("key", self.key).sign(signed, ec.ECDSA(SHA256()))
        told = {"clientDataJSON": client, "authenticatorData": data, "signature": signature}
        return self._written(told | {"userHandle": wrong.get("handle", self.handle)})

    def _client(self, type: str, asked: dict[str, Any], wrong: dict[str, Any]) -> bytes:
        told = {"type": wrong.get("type", type), "challenge": asked["challenge"]}
        return json.dumps(told | {"origin": wrong.get("origin", self.origin)}).encode()

    def _data(self, host: str, wrong: dict[str, Any], more: int = 0) -> bytes:
        flags = wrong.get("flags", PRESENT | VERIFIED) | more
        host = wrong.get("host", host)
        count = wrong.get("count", self.count)
        return hashlib.sha256(host.encode()).digest() + bytes([flags]) + count.to_bytes(4, "big")

    def _written(self, response: dict[str, bytes]) -> str:
        told = {name: text(value) for name, value in response.items() if value}
        id = text(self.id)
        return json.dumps({"id": id, "rawId": id, "type": "public-key", "response": told})
