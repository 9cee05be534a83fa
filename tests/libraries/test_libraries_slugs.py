"""Which word may be a library's address."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from cast import NOW, SLUGS
from humanshelf.libraries.slugs import (
    KEPT_FOR,
    RESERVED,
    Fault,
    SlugTaken,
    fault_of,
    keep,
    let_go,
    likeness,
    may_take,
    offered,
)
from humanshelf.tenancy.db import db, writing_control
from humanshelf.tenancy.models import KeptSlug

TODAY = NOW.date()


@pytest.fixture
def inside(stage):
    with stage.app.app_context():
        yield


@pytest.mark.parametrize(
    ("slug", "fault"),
    [
        ("", Fault.FORM),
        ("Baku", Fault.FORM),
        ("-left", Fault.FORM),
        ("two.words", Fault.FORM),
        ("a" * 41, Fault.FORM),
        ("bakı", Fault.FORM),
        ("xn--bak-5ma", Fault.FORM),
        ("ab--cd", Fault.FORM),
        ("www", Fault.RESERVED),
        ("network", Fault.RESERVED),
        ("adm1n", Fault.RESERVED),
        ("mai1", Fault.RESERVED),
        ("baku", Fault.TAKEN),
        ("ba-ku", Fault.ALIKE),
        ("nu", Fault.TAKEN),
        ("tbilisi", None),
        ("a", None),
        ("a" * 40, None),
    ],
)
def test_what_may_be_an_address(inside, slug, fault):
    assert fault_of(slug, TODAY) == fault
    if fault:
        with pytest.raises(SlugTaken) as refused:
            may_take(slug, TODAY)
        assert refused.value.fault == fault
    else:
        may_take(slug, TODAY)


@pytest.mark.parametrize(
    "pair", [("tarn", "tam"), ("vvest", "west"), ("k0k", "kok"), ("il1", "lll"), ("cloud", "doud")]
)
def test_look_alikes_are_one(pair):
    assert likeness(pair[0]) == likeness(pair[1])


def test_a_library_may_keep_its_own_word_or_take_one_alike(inside, baku):
    assert fault_of("baku", TODAY, own=baku.uid) is None
    assert fault_of("ba-ku", TODAY, own=baku.uid) is None
    assert fault_of("nu", TODAY, own=baku.uid) is Fault.TAKEN


def test_a_word_is_kept_for_a_year_with_its_look_alikes(inside):
    with writing_control() as session:
        keep(session, "tbilisi", TODAY)
        keep(session, "tbilisi", TODAY)
    for slug in ("tbilisi", "tbil1si"):
        assert fault_of(slug, TODAY + KEPT_FOR) is Fault.KEPT
        assert fault_of(slug, TODAY + KEPT_FOR + timedelta(days=1)) is None
    assert fault_of("batumi", TODAY) is None


def test_a_kept_word_cannot_be_read(inside):
    with writing_control() as session:
        keep(session, "tbilisi", TODAY)
    (mac,) = db.session.execute(sa.select(KeptSlug.mac)).scalars()
    assert len(mac) == 32
    assert b"tb" not in mac


def test_a_library_that_comes_back_has_its_word_again(inside):
    with writing_control() as session:
        keep(session, "tbilisi", TODAY)
    with writing_control() as session:
        let_go(session, "tbilisi")
        let_go(session, "batumi")
    assert fault_of("tbilisi", TODAY) is None


def test_a_word_that_is_offered_may_be_taken_and_is_another_each_time(inside):
    words = {offered(TODAY) for _ in range(20)}
    assert len(words) > 15
    assert all(len(word) == 8 and fault_of(word, TODAY) is None for word in words)


def test_our_libraries_have_words_that_are_free_to_take():
    assert RESERVED.isdisjoint(SLUGS)
