"""A sealed file opens in parts, under its own key, and only as it was written."""

from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from nacl.secret import SecretBox

from humanshelf.media.sealed import MAC, PIECE, Damaged, Sealed, Sealing, seal

KEY, OTHER = b"k" * 32, b"o" * 32


def sealed(folder: Path, data: bytes, key: bytes = KEY) -> Path:
    out = BytesIO()
    assert seal(BytesIO(data), out, key) == len(data)
    path = folder / "file"
    path.write_bytes(out.getvalue())
    return path


def content(size: int) -> bytes:
    return bytes((number * 31 + number // 256) % 256 for number in range(size))


SIZES = (0, 1, PIECE - 1, PIECE, PIECE + 1, 2 * PIECE, 3 * PIECE + 7)


@pytest.mark.parametrize("size", SIZES)
def test_what_was_sealed_is_read_again(tmp_path, size):
    found = Sealed(sealed(tmp_path, content(size)), KEY)
    assert found.size == size
    found.check_end()
    assert b"".join(found.read(0, size)) == content(size)


@pytest.mark.parametrize("size", SIZES)
def test_what_is_sealed_bit_by_bit_is_the_same_and_opens_only_with_its_end(tmp_path, size):
    out, whole = BytesIO(), content(size)
    sealing = Sealing(out, KEY)
    for start in range(0, size, 1000):
        sealing.write(whole[start : start + 1000])
    path = tmp_path / "cut"
    path.write_bytes(out.getvalue())
    with pytest.raises(Damaged):
        Sealed(path, KEY).check_end()
    sealing.close()
    assert out.getvalue() == sealed(tmp_path, whole).read_bytes()


@given(st.data())
@settings(max_examples=80, deadline=None)
def test_any_part_of_it_is_that_part(tmp_path_factory, data):
    size = data.draw(st.integers(1, 3 * PIECE + 9))
    start = data.draw(st.integers(0, size - 1))
    end = data.draw(st.integers(start + 1, size))
    path = sealed(tmp_path_factory.mktemp("part"), content(size))
    assert b"".join(Sealed(path, KEY).read(start, end)) == content(size)[start:end]


def test_the_last_piece_is_opened_once_to_look_at_the_end_and_to_send_it(tmp_path, monkeypatch):
    opened, decrypt = [], SecretBox.decrypt
    monkeypatch.setattr(
        SecretBox, "decrypt", lambda box, *args: opened.append(args) or decrypt(box, *args)
    )
    found = Sealed(sealed(tmp_path, content(100)), KEY)
    found.check_end()
    assert b"".join(found.read(0, 100)) == content(100)
    assert len(opened) == 1


def test_nothing_of_it_stands_on_the_disk(tmp_path):
    path = sealed(tmp_path, b"a plain word " * 9000)
    assert b"plain word" not in path.read_bytes()


def test_another_key_does_not_open_it(tmp_path):
    with pytest.raises(Damaged):
        list(Sealed(sealed(tmp_path, content(100)), OTHER).read(0, 100))


@pytest.mark.parametrize("cut", [1, MAC, PIECE + MAC, 2 * (PIECE + MAC)])
def test_what_was_cut_off_is_noticed(tmp_path, cut):
    path = sealed(tmp_path, content(3 * PIECE))
    path.write_bytes(path.read_bytes()[:-cut])
    with pytest.raises(Damaged):
        Sealed(path, KEY).check_end()


def test_pieces_in_another_order_are_noticed(tmp_path):
    path = sealed(tmp_path, content(3 * PIECE))
    data, step = path.read_bytes(), PIECE + MAC
    path.write_bytes(data[step : 2 * step] + data[:step] + data[2 * step :])
    with pytest.raises(Damaged):
        list(Sealed(path, KEY).read(0, 10))


def test_a_bit_that_has_turned_is_noticed(tmp_path):
    path = sealed(tmp_path, content(1000))
    data = bytearray(path.read_bytes())
    data[500] ^= 1
    path.write_bytes(bytes(data))
    with pytest.raises(Damaged):
        list(Sealed(path, KEY).read(0, 1000))
