"""A folder's lock is given back at once, even where closing a file is put off."""

import os

import pytest

from humanshelf.tenancy.keys import locked


def test_who_was_alone_in_a_folder_may_be_so_again_before_the_file_is_closed(tmp_path, monkeypatch):
    """As under gevent, which closes files when others had their turn."""
    put_off = []
    monkeypatch.setattr("humanshelf.tenancy.keys.os.close", put_off.append)
    for _ in range(2):
        with locked(tmp_path), pytest.raises(BlockingIOError):
            taken(tmp_path)
    monkeypatch.undo()
    assert len(put_off) == 4
    for handle in put_off:
        os.close(handle)


def taken(folder):
    import fcntl

    handle = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    finally:
        os.close(handle)
