"""An event's policy in a librarian's words: each number with one sentence of what it does."""

from flask_babel import gettext as _

from humanshelf.studio.numbers import Words

Group = tuple[str, list[Words]]
"""A heading, and the fields under it."""


def groups() -> list[Group]:
    return [
        (_("How readings are held"), _format()),
        (_("Readings"), _readings()),
        (_("Breaks and the books’ well-being"), _breaks()),
        (_("Readers and fairness"), _readers()),
        (_("Interpreters"), _interpreters()),
        (_("Missed calls"), _missed()),
    ]


def _format() -> list[Words]:
    return [
        (
            "rounds",
            _("Timed rounds"),
            _("All readings of a round begin and end together. 0: readers come at any time."),
        ),
        ("seats", _("Chairs at each book"), _("So many people sit with one book in a round.")),
        ("wishes", _("Books on one card"), _("A reader may choose so many, in order.")),
        (
            "group",
            _("People on one card"),
            _("Friends may share a card. A book’s own limit may be lower."),
        ),
        (
            "open_cards",
            _("Open cards at once"),
            _(
                "When so many wait and read, no more cards are given for a while. "
                "0: twice as many as chairs and time can serve."
            ),
        ),
        (
            "rush",
            _("Cards a minute"),
            _("Readers take no more than that in the long run; at once, twice as many."),
        ),
    ]


def _readings() -> list[Words]:
    return [
        (
            "loan",
            _("Reading, minutes"),
            _("Card and desk show when a reading should end."),
        ),
        (
            "changeover",
            _("Between readings, minutes"),
            _("For the book to breathe, and for the next reader to sit down."),
        ),
        (
            "extension",
            _("Extension, minutes"),
            _("Once a reading, if both agree and nobody waits for the book."),
        ),
        (
            "look_in",
            _("Looking in, minutes"),
            _("The desk is reminded so long after the start and before the end. 0: never."),
        ),
        (
            "ready",
            _("Get ready, minutes"),
            _("So long before the call the card asks its reader to get ready."),
        ),
    ]


def _breaks() -> list[Words]:
    return [
        (
            "rest_after",
            _("Break after so many readings"),
            _("0: only when a book or the desk asks for one."),
        ),
        ("rest", _("Break, minutes"), _("Nobody is called to the book meanwhile.")),
        (
            "book_readings",
            _("Readings per book, at most"),
            _("Then the book is done for the day. 0: no limit."),
        ),
    ]


def _readers() -> list[Words]:
    return [
        (
            "reader_readings",
            _("Readings per reader, at most"),
            _("In one event, with one phone. 0: no limit."),
        ),
        (
            "first_timers",
            _("First-timers go first after minutes"),
            _("When somebody who has not read yet has waited so long, second readings come later."),
        ),
        (
            "pauses",
            _("Pauses of a card"),
            _("So often a reader may step out and keep the place."),
        ),
        ("pause", _("Pause, minutes"), _("So long the place is kept.")),
        (
            "regret",
            _("Coming back after leaving, minutes"),
            _("Within this time a reader who left gets the old place again."),
        ),
    ]


def _interpreters() -> list[Words]:
    return [
        (
            "interpreting",
            _("Times as long with an interpreter"),
            _("1: as long as any other reading."),
        ),
        (
            "interpreter_rest",
            _("Interpreter’s break after so many readings"),
            _("As long as a book’s break. 0: none."),
        ),
    ]


def _missed() -> list[Words]:
    return [
        (
            "grace",
            _("Wait for a called reader, minutes"),
            _("Then the desk may call somebody else."),
        ),
        (
            "misses",
            _("Missed calls that are forgiven"),
            _("Whoever says “I am here” afterwards is next. One more missed call ends the card."),
        ),
    ]
