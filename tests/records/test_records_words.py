"""What people said is forgotten on time: words after ninety days, tallies and releases stay."""

from datetime import timedelta

import pytest

from cast import NOW
from humanshelf.impact.voices import Source, Tone
from humanshelf.libraries.forgetting import forget_everywhere
from humanshelf.records.feedback import Tally, theme_tally
from humanshelf.records.quotes import released
from humanshelf.records.sorting import pass_on, set_aside, sort

WORDS = "I met Zubeyda."
DUE = NOW + timedelta(days=90)


@pytest.fixture
def said(baku, nu):
    """Words kept, set aside and new; a quote released and a draft; the neighbour has some too."""
    kept, aside, _new = (bytes.fromhex(baku.words(WORDS, consent=True)) for _ in range(3))
    with baku.inside():
        sort(kept, None, Tone.GLAD)
        pass_on(kept, "deniz")
        set_aside(aside)
    baku.quote(kept.hex(), 2, released=True)
    baku.quote(kept.hex())
    nu.words(WORDS, day=(NOW + timedelta(days=1)).date())
    return kept


def forget(stage, at):
    """What went besides the sign-in links and cards that nobody has here."""
    return forget_everywhere(stage.app, at)


def test_the_day_before_everything_is_there(stage, said, baku):
    assert forget(stage, DUE - timedelta(days=1)) == 0
    assert baku.rows("SELECT count(*) FROM feedback WHERE text = ?", WORDS) == [(3,)]


def test_then_words_drafts_and_what_was_set_aside_go(stage, said, baku, nu):
    assert forget(stage, DUE) == 1 + 1 + 2
    everything = "".join(repr(baku.rows(f"SELECT * FROM {t}")) for t in ("feedback", "quote"))
    assert "Zubeyda" not in everything
    assert baku.rows("SELECT text, link, about, passed FROM feedback") == [("", None, None, 0)] * 2
    assert nu.rows("SELECT text FROM feedback") == [(WORDS,)]
    assert forget(stage, DUE) == 0


def test_tallies_and_what_was_released_stay(stage, said, baku):
    forget(stage, DUE)
    with baku.inside():
        assert theme_tally() == [Tally(None, Tone.GLAD, 1)]
        assert [one.words("text", "en") for one in released()] == [("I met …", "en")]
    assert baku.rows("SELECT consent FROM feedback WHERE state = 'kept'") == [(1,)]


def test_words_about_no_event_go_by_the_day_they_came(stage, baku):
    baku.words(WORDS, event_id=None, source=Source.ONLINE, link="https://a.example/")
    assert forget(stage, DUE - timedelta(days=1)) == 0
    assert forget(stage, DUE) == 1


def test_with_its_event_everything_goes(said, baku):
    baku.change("DELETE FROM event WHERE code = 'autumn'")
    assert (baku.count("feedback"), baku.count("quote")) == (0, 0)
