"""A store that cannot be written, and a disk that cannot: told calmly, and over by itself."""

import errno
from contextlib import contextmanager

import pytest
import sqlalchemy as sa

import fussy
from cast import EVENT, HTMX
from humanshelf.tenancy import deployment

FULL, READ_ONLY = "PRAGMA max_page_count=1", "PRAGMA query_only=ON"
HEALED = "PRAGMA max_page_count=1000000", "PRAGMA query_only=OFF"
SAID = {
    "az": "Hazırda yadda saxlamaq olmur. "
    "Bir dəqiqədən sonra yenidən cəhd edin və ya kitabxanaçı masasında soruşun.",
    "ru": "Сейчас не получается сохранить. Попробуйте через минуту или подойдите к стойке.",
    "en": "We cannot save just now. Please try again in a minute, or ask at the desk.",
    "tr": "Şu anda kaydedemiyoruz. "
    "Lütfen bir dakika sonra yeniden deneyin ya da kütüphaneci masasına sorun.",
}
TOLD_ON = ("Traceback", "SQLITE", "sqlite", "OperationalError", "store.db")


@contextmanager
def store(house, pragma):
    """Every line to the store of this house is kept so, until the block ends: then each heals."""
    with house.inside():
        pool = deployment().stores.engine_for(house.uid).pool

    def spoil(line, *_rest):
        line.execute(pragma)

    def heal(line, *_rest):
        for each in HEALED:
            line.execute(each)

    sa.event.listen(pool, "checkout", spoil)
    try:
        yield
    finally:
        sa.event.remove(pool, "checkout", spoil)
        sa.event.listen(pool, "checkout", heal)


def refused(send):
    """The first answer that is no yes: what is free in the file is used up first."""
    for number in range(200):
        answer = send(number)
        if answer.status_code != 303:
            return answer
    pytest.fail("all was saved")


@pytest.mark.parametrize("pragma", [FULL, READ_ONLY], ids=["full", "read-only"])
def test_what_cannot_be_saved_is_told_in_the_readers_language_and_heals(baku, leyla, rana, pragma):
    card = leyla.card("lala")
    rana.token()
    with store(baku, pragma):
        for language, words in SAID.items():
            reader = {"Accept-Language": language}
            answer = refused(lambda _n: baku.reader(**reader).take("deniz"))  # noqa: B023
            assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")
            assert fussy.text(fussy.one(fussy.main(answer.text), "h1")) == words
            assert not [word for word in TOLD_ON if word in answer.text]
        part = leyla.post(f"{card}/departure", headers=HTMX)
        assert part.status_code == 503
        assert part.text.startswith("<main")
        desk = refused(lambda n: rana.tap("announcements", kind=("late", "")[n % 2]))
        assert (desk.status_code, desk.headers["Retry-After"]) == (503, "5")
        assert "Please go on with the paper sheet." in desk.text
        for visitor, path in (
            *((leyla, path) for path in ("/", f"/events/{EVENT}", card, f"/board/{EVENT}")),
            (rana, f"/desk/{EVENT}"),
        ):
            assert visitor.get(path).status_code == 200, path
    assert baku.reader().take("lala").status_code == 303
    assert rana.tap("announcements", kind="quiet").status_code == 303
    assert baku.rows("PRAGMA integrity_check") == [("ok",)]


def test_a_store_that_is_not_known_to_be_full_is_an_error(baku, monkeypatch):
    """The control: without the table of what keeps a store from being written."""
    monkeypatch.setattr("humanshelf.tenancy.sqlcipher.UNWRITABLE", {})
    with store(baku, READ_ONLY), pytest.raises(sa.exc.OperationalError):
        baku.reader().take("deniz")


@pytest.mark.parametrize(
    ("number", "status"),
    [
        *((one, 503) for one in (errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EIO)),
        (errno.ENOENT, 500),
    ],
)
def test_a_disk_that_is_full_or_fails_is_no_fault_of_ours(samir, baku, monkeypatch, number, status):
    def seal(*args):
        raise OSError(number, "where it lies")

    before = baku.checksum()
    monkeypatch.setitem(baku.app.view_functions, "studio.hang_exhibit", seal)
    answer = samir.post("/studio/exhibition", data={"csrf_token": samir.token()})
    assert answer.status_code == status
    assert "where it lies" not in answer.text
    assert baku.checksum() == before
