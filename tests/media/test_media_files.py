"""A library's files lie in its own folder, under its own key, and go when it goes."""

import os
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path

import pytest

from footage import photo
from humanshelf.media import files
from humanshelf.media.refused import Refused
from humanshelf.media.sealed import Damaged
from humanshelf.tenancy import deployment


def kept(house):
    with house.inside():
        return [name for name, _picture in files.keep_picture(BytesIO(photo()))]


def whole(house, name):
    with house.inside():
        found = files.opened(name)
        return b"".join(found.read(0, found.size)) if found else None


def test_each_size_lies_there_sealed_under_a_random_name(baku):
    names = kept(baku)
    assert len(set(names)) == 3
    with baku.inside():
        for name in names:
            assert (files.folder() / name).read_bytes()[:4] != b"RIFF"
    assert [whole(baku, name)[:4] for name in names] == [b"RIFF"] * 3


def test_nothing_unsealed_and_nothing_unfinished_is_left_beside_them(baku, film):
    with baku.inside():
        before = set(os.listdir(files.folder()))
        name, told, size = files.keep_film(BytesIO(film()))
        assert set(os.listdir(files.folder())) - before == {name}
    assert (told.width, told.height, size) == (160, 90, len(whole(baku, name)))


def test_a_refused_file_leaves_nothing(baku):
    with baku.inside():
        before = set(os.listdir(files.folder()))
        for keep in (files.keep_film, files.keep_picture):
            with pytest.raises(Refused):
                keep(BytesIO(b"neither picture nor film"))
        assert set(os.listdir(files.folder())) == before


def test_one_library_does_not_open_the_file_of_another(baku, nu):
    name = kept(baku)[0]
    assert whole(nu, name) is None
    with baku.inside():
        source = (files.folder() / name).read_bytes()
    with nu.inside():
        (files.folder() / name).write_bytes(source)
    with pytest.raises(Damaged):
        whole(nu, name)


def test_a_file_that_was_cut_off_is_not_even_begun(baku):
    name = kept(baku)[0]
    with baku.inside():
        path = files.folder() / name
        path.write_bytes(path.read_bytes()[:-1])
        with pytest.raises(Damaged):
            files.opened(name)


@pytest.mark.parametrize("name", ["", "..", "../store.db", "store.db", "x" * 32, "A" * 32])
def test_only_names_of_files_open_anything(baku, name):
    assert whole(baku, name) is None


def test_files_go_with_the_library(baku):
    kept(baku)
    with baku.inside():
        where = files.folder()
        stores = deployment().stores
    with baku.app.app_context():
        stores.erase(baku.uid)
    assert not where.exists()


def test_what_no_row_names_is_swept_away_after_a_while(baku):
    name = kept(baku)[0]
    with baku.inside():
        everything = set(os.listdir(files.folder()))
        now = datetime.fromtimestamp((files.folder() / name).stat().st_mtime, UTC)
        assert files.sweep(everything - {name}, now + timedelta(hours=1)) == 0
        assert files.sweep(everything - {name}, now + timedelta(hours=3)) == 1
        assert set(os.listdir(files.folder())) == everything - {name}


def test_what_another_worker_swept_away_first_is_gone_and_the_rest_goes_on(baku, monkeypatch):
    names = kept(baku)
    with baku.inside():
        where = files.folder()
        written = datetime.fromtimestamp((where / names[0]).stat().st_mtime, UTC)
        listed = [where / names[0], where / ("0" * 32), where / names[1]]
        monkeypatch.setattr(Path, "iterdir", lambda folder: iter(listed))
        assert files.sweep([], written + timedelta(hours=3)) == 2
