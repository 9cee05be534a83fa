"""A book's page is live like a card, and silent where the book wants it silent."""

import pytest

from cast import HTMX


@pytest.fixture
def hers(baku):
    return f"/backroom/{baku.backroom('deniz')}"


def squeezed(source):
    return " ".join(part for part in source.replace("\n", " ").split(" ") if part)


def test_a_book_follows_its_readings(rana, leyla, murad, hers, listen):
    leyla.card("deniz")
    stream = listen(murad, f"{hers}/live")
    assert stream.message() == squeezed(murad.get(hers, headers=HTMX).text)
    for noun in ("calls", "readings", "returns"):
        rana.tap(noun, book="deniz")
        assert stream.message() == squeezed(murad.get(hers, headers=HTMX).text)


def test_asking_for_a_librarian_sends_nothing_to_the_books_own_page(murad, hers, baku):
    """The facts that a stream compares are the same before and after."""
    from humanshelf.lending.backroom import book_facts
    from humanshelf.pages.clock import now

    before = baku.floor()
    murad.post(f"{hers}/visits")
    after = baku.floor()
    assert after.seat("deniz").own.help is not None
    assert book_facts(before, before.forecast(now()), "deniz", now()) == book_facts(
        after, after.forecast(now()), "deniz", now()
    )


def test_a_renewed_link_ends_the_stream_of_the_old_one(leyla, murad, hers, listen, baku):
    stream = listen(murad, f"{hers}/live")
    stream.message()
    baku.backroom("deniz")
    leyla.card("deniz")
    assert stream.frame()["event"] == "bye"
