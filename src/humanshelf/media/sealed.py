"""Files sealed in pieces, so that a part of a film can be sent without opening all of it.

Each file has a key of its own, made from the library's and from its random name, and is written
once; so the number of a piece can be its nonce. A piece that is moved, or the last that is cut
off, does not open.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from nacl.exceptions import CryptoError
from nacl.secret import SecretBox

PIECE = 64 * 1024
MAC = SecretBox.MACBYTES
"""What sealing adds to a piece."""


class Damaged(OSError):
    """A sealed file is not as it was written."""


def seal(source: BinaryIO, target: BinaryIO, key: bytes) -> int:
    """Seal all of ``source``. Returns how many bytes it was."""
    sealing, size = Sealing(target, key), 0
    while piece := source.read(PIECE):
        size += sealing.write(piece)
    sealing.close()
    return size


class Sealing:
    """Seals what is written to it, one piece after the other, for who cannot say it all at once."""

    def __init__(self, target: BinaryIO, key: bytes) -> None:
        self._target, self._box = target, SecretBox(key)
        self._number, self._rest = 0, bytearray()

    def write(self, content: bytes) -> int:
        self._rest += content
        # Something is held back: nobody knows yet which piece is the last.
        while len(self._rest) > PIECE:
            self._put(last=False)
        return len(content)

    def flush(self) -> None:
        """What is held back comes with the end."""

    def close(self) -> None:
        """The last piece: without it the file does not open. ``target`` stays open."""
        self._put(last=True)

    def _put(self, last: bool) -> None:
        piece = bytes(self._rest[:PIECE])
        del self._rest[:PIECE]
        self._target.write(self._box.encrypt(piece, _nonce(self._number, last)).ciphertext)
        self._number += 1


class Sealed:
    """A sealed file, open to read any part of it."""

    def __init__(self, path: Path, key: bytes) -> None:
        self.path, self._box = path, SecretBox(key)
        whole = path.stat().st_size
        self.pieces = max(1, -(-whole // (PIECE + MAC)))
        self.size = whole - self.pieces * MAC
        self._end: bytes | None = None

    def read(self, start: int, end: int) -> Iterator[bytes]:
        """The bytes from ``start`` up to ``end``, in pieces."""
        if self.size < 0:
            raise Damaged(self.path.name)
        with self.path.open("rb") as file:
            for number in range(start // PIECE, max(start, end - 1) // PIECE + 1):
                piece = self._piece(file, number)
                first = number * PIECE
                yield piece[max(0, start - first) : end - first]

    def check_end(self) -> None:
        """Whether the last piece is there: nothing was cut off."""
        with self.path.open("rb") as file:
            self._end = self._piece(file, self.pieces - 1)

    def _piece(self, file: BinaryIO, number: int) -> bytes:
        if number == self.pieces - 1 and self._end is not None:
            return self._end  # Most pictures are one piece: it is opened once.
        file.seek(number * (PIECE + MAC))
        sealed = file.read(PIECE + MAC)
        try:
            return self._box.decrypt(sealed, _nonce(number, number == self.pieces - 1))
        except (CryptoError, ValueError):
            raise Damaged(self.path.name) from None


def _nonce(number: int, last: bool) -> bytes:
    return number.to_bytes(8) + bytes([last]) + bytes(SecretBox.NONCE_SIZE - 9)
