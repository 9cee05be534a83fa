"""What a floor refuses, each with one sentence. The doors turn them into the reader's language."""


class Mistake(Exception):
    """A verb that the floor refuses as it stands. Nothing was changed.

    ``instead`` are books with which it would not have been refused, where that is known.
    """

    instead: tuple[str, ...] = ()


class UnknownBook(Mistake):
    """The book does not stand on this event's shelf."""


class UnknownCard(Mistake):
    """No open card of this event has that id."""


class NoWish(Mistake):
    """A card needs at least one wish."""


class TooManyWishes(Mistake):
    """The policy allows fewer wishes on a card."""


class WishTwice(Mistake):
    """The same book is wished for twice on one card."""


class GroupTooLarge(Mistake):
    """A wished book reads with fewer people at once."""

    def __init__(self, limit: int) -> None:
        super().__init__(f"at most {limit} at once")
        self.limit = limit


class NotOpenYet(Mistake):
    """The event has not been opened."""


class CalledOff(Mistake):
    """The event does not take place."""


class AllGiven(Mistake):
    """As many cards were given as the event has room for. The desk may still give one."""


class BookIsNeeded(Mistake):
    """Somebody waits for this book or sits with it, or it has read already: it cannot be taken
    off the shelf."""


class NoMoreCards(Mistake):
    """After the last call no card is given."""


class EventOver(Mistake):
    """The event is closed."""


class HallFull(Mistake):
    """As many cards are open as the policy allows, or no label is left."""


class TooMany(Mistake):
    """More cards are taken within a minute or two than the policy allows. The desk may give one."""


class NothingToVoid(Mistake):
    """None of these cards waits any more without having been called, read or paused."""


class NobodyWaits(Mistake):
    """No waiting card may be called to this book."""


class BookIsBusy(Mistake):
    """A card is called to this book, or reads it."""

    def __init__(self, label: str) -> None:
        super().__init__(f"{label} is at this book")
        self.label = label


class BookRests(Mistake):
    """The book is on a break."""


class BookIsDone(Mistake):
    """The book is done for today."""


class NobodyCalled(Mistake):
    """No card is called to this book."""


class NobodyReads(Mistake):
    """No card reads this book."""


class AlreadyCalled(Mistake):
    """The card is called, or reads, already."""

    def __init__(self, label: str, table: str) -> None:
        super().__init__(f"{label} is at table {table}")
        self.label, self.table = label, table


class OthersWait(Mistake):
    """A reading is not extended while others wait for the book."""


class ExtendedAlready(Mistake):
    """A reading is extended once."""


class NotResting(Mistake):
    """The book is not on a break."""


class TableTaken(Mistake):
    """Another book sits at this table."""


class Overtaken(Mistake):
    """Somebody else changed what this tap was meant for."""


class CannotMove(Mistake):
    """The card is not at a stage from which it can make this move."""


class NothingToUndo(Mistake):
    """There is no such step, or it is undone already."""


class TooLateToUndo(Mistake):
    """A later step touched the same card or book."""


class TooLate(Mistake):
    """No reading with these books would end by closing. ``instead`` are books that could."""

    def __init__(self, instead: tuple[str, ...]) -> None:
        super().__init__(f"can still be read: {', '.join(instead) or 'none'}")
        self.instead = instead


class ReadEnough(Mistake):
    """This reader has had as many readings as the policy allows."""


class PausedEnough(Mistake):
    """The card has been paused as often as the policy allows."""


class BookDeclines(Mistake):
    """The book said no to this, or the time it gives today is over. No reason is asked."""


class NoInterpreter(Mistake):
    """No interpreter between these languages is free."""


class UnknownInterpreter(Mistake):
    """No interpreter of this event has that code."""


class CannotSplit(Mistake):
    """Only a group can be split, and somebody must stay on each card."""


class BadTime(Mistake):
    """The event cannot end then."""


class NoRoundLeft(Mistake):
    """No round is left that the event would still hold."""


class BetweenRounds(Mistake):
    """Cards are called while readers gather for a round and in its first half, not in between."""


class EndsAtBell(Mistake):
    """A round ends for all when the bell rings."""
