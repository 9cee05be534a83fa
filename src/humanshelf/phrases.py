"""Wording that several doors share: what was refused, what was done, what is announced."""

from flask_babel import gettext as _
from flask_babel import ngettext, pgettext

from humanshelf.lending import mistakes as m
from humanshelf.lending.promise import Moved
from humanshelf.lending.turns import Why
from humanshelf.tenancy import StoreBusy


def refusal(mistake: Exception) -> str:
    """What a floor refused, as one sentence to a person."""
    match mistake:
        case m.BookIsBusy():
            return _(
                "This book has a card already: %(card)s. Nothing was changed here.",
                card=mistake.label,
            )
        case m.AlreadyCalled():
            return _(
                "%(card)s is called already. Table: %(table)s. Nothing was changed here.",
                card=mistake.label,
                table=mistake.table,
            )
        case m.GroupTooLarge():
            return ngettext(
                "This book reads with at most %(num)s person at once.",
                "This book reads with at most %(num)s people at once.",
                mistake.limit,
            )
        case m.TooLate():
            if mistake.instead:
                return _("There is no time left today for these books. Please choose others.")
            return _("There is no time left today for these books.")
        case StoreBusy():
            return _("We cannot save just now. Please go on with the paper sheet.")
    return _refusal_of(type(mistake))


def _refusal_of(kind: type[Exception]) -> str:
    if kind is m.UnknownBook:
        return _("This book is not on the shelf today. Please choose another one.")
    if kind is m.UnknownCard:
        return _("This card is closed.")
    if kind is m.NoWish:
        return _("Please choose at least one book.")
    if kind is m.TooManyWishes:
        return _("That is more books than one card can hold. Please choose fewer.")
    if kind is m.WishTwice:
        return _("The same book is chosen twice. Please choose different books.")
    if kind is m.NotOpenYet:
        return _("The event has not started yet.")
    if kind is m.NoMoreCards:
        return _("The last cards have been given. No more cards today.")
    if kind is m.EventOver:
        return _("The event is over. Thank you.")
    if kind is m.HallFull:
        return _("All cards are taken for now. Please try again in a little while.")
    if kind is m.NobodyWaits:
        return _("Nobody is waiting for this book.")
    if kind is m.BookRests:
        return _("This book is on a break.")
    if kind is m.BookIsDone:
        return _("This book is done for today. Please choose another one.")
    if kind is m.NobodyCalled:
        return _("Nobody is called to this table any more. The page has been refreshed.")
    if kind is m.NobodyReads:
        return _("This reading is over already. The page has been refreshed.")
    if kind is m.OthersWait:
        return _("It cannot be extended: others are waiting for this book.")
    if kind is m.ExtendedAlready:
        return _("This reading was extended already.")
    if kind is m.NotResting:
        return _("The break is over already.")
    if kind is m.TableTaken:
        return _("Another book sits at this table.")
    if kind is m.NothingToUndo:
        return _("There is nothing to undo.")
    if kind is m.TooLateToUndo:
        return _("It is too late to undo this.")
    if kind is m.ReadEnough:
        return _("You have read as many books as one reader may today. Thank you for reading.")
    if kind is m.PausedEnough:
        return _("This card cannot be paused again.")
    # The same words whatever the reason: nobody shall learn that a book said no to them.
    if kind is m.BookDeclines:
        return _("This book cannot be given to this card. Please choose another one.")
    if kind is m.NoInterpreter:
        return _("No interpreter is free for this card just now.")
    if kind is m.UnknownInterpreter:
        return _("This interpreter is not at the event today.")
    if kind is m.CannotSplit:
        return _("Only a group can be split, and one person stays on each card.")
    if kind is m.BadTime:
        return _("The event cannot end at that time. Please choose another one.")
    if kind is m.NoRoundLeft:
        return _("No round is left today.")
    if kind is m.BetweenRounds:
        return _("Between rounds nobody is called. Call the next round first.")
    if kind is m.EndsAtBell:
        return _("A round ends for all at the same time. It cannot be extended for one.")
    return _("Someone was faster. The page has been refreshed.")


def unreadable() -> str:
    return _("Something went wrong. Please try again.")


def paper_time() -> str:
    """A time on the paper form is missing, or lies before the last step or ahead."""
    return _("Please give the time of day, after the last step and not later than now.")


def paper_what() -> str:
    return _("Please choose what happened at this time.")


def done(verb: str) -> str:
    """What a step did, for the undo button. The subject stands beside it."""
    names = {
        "take": _("card given"),
        "call": _("called"),
        "start": _("reading started"),
        "return": _("book came back"),
        "no-show": _("did not come"),
        "rest": _("break"),
        "resume": _("break ended"),
        "retire": _("done for today"),
        "arrive": _("reads again"),
        "extend": _("extended"),
        "move": _("table changed"),
        "leave": _("left the queue"),
        "pause": _("paused"),
        "back": _("back in the queue"),
        "wish": _("wishes changed"),
        "phase": _("event"),
        "split": _("group split"),
        "off": _("call taken back"),
        "more": _("asked for more time"),
        "own": _("a word from the book"),
        "interpreter": _("interpreter"),
        "delay": _("expected times moved"),
        "closes": _("end of the event moved"),
        "gather": _("round called"),
        "begin": _("round begun"),
        "end": _("round ended"),
        "onward": _("waits for the next round"),
        "then": _("wishes for the next round"),
        "read": _("round read"),
    }
    return names.get(verb, "")


def why(reason: str | None) -> str:
    """Why the floor names this card, in few words."""
    if reason == Why.LONGEST_WAIT:
        return _("longest wait")
    if reason == Why.CAME_BACK:
        return _("came back")
    if reason == Why.LAST_CHANCE:
        return _("last chance for this reader")
    if reason == Why.ELSEWHERE:
        return _("the other wishes are free sooner")
    if reason == Why.FIRST_READING:
        return _("first reading today")
    return ""


def moved(reason: str | None) -> str:
    """Why a card's time is later than it was told first."""
    if reason == Moved.DELAY:
        return _("Your time has moved: everything takes a little longer today.")
    if reason == Moved.BREAK:
        return _("Your time has moved: a book that you wait for takes a break.")
    if reason == Moved.EXTENDED:
        return _("Your time has moved: a reading before yours was extended.")
    if reason == Moved.LONGER:
        return _("Your time has moved: a reading before yours takes longer.")
    if reason == Moved.AHEAD:
        return _("Your time has moved: others come before you.")
    return ""


ANNOUNCEMENTS = ("late", "pause", "quiet", "ending")


def announcement(kind: str) -> str:
    """A sentence for all who wait. The set is fixed, so that each can hear it in their language."""
    if kind == "late":
        return _("We are running a little late. Your place is kept.")
    if kind == "pause":
        return _("There is a short break for all. Your place is kept.")
    if kind == "quiet":
        return _("Please speak quietly: people are reading nearby.")
    if kind == "ending":
        return _("The event ends soon. Please look at your card for news.")
    return ""


def phase(name: str) -> str:
    """An event's phase as a short word."""
    return {
        "planned": pgettext("chip", "Not open yet"),
        "open": pgettext("chip", "Open"),
        "last-call": pgettext("chip", "Last call"),
        "closed": pgettext("chip", "Closed"),
    }[name]


def rules() -> list[str]:
    """The rules of reading, in the order in which they are read out."""
    return [
        _("A book is a person. Ask in order to understand; do not argue, preach or sell."),
        _("Read one book at a time."),
        _("A reading lasts the time shown on your card. Please finish on time."),
        _("Return the book as you met it, in body and in soul."),
        _("The book may decline any question, without giving a reason. So may you."),
        _("The book may end the reading at any moment, without giving a reason. So may you."),
        _("No photographs and no recordings. Please put your phone away."),
        _("Ask nobody for a real name, a telephone number, an address or a social media account."),
        _("Take the story with you, but not the names: tell nobody whom you met here."),
        _(
            "If something is wrong, tell a librarian. "
            "Anyone who breaks these rules may be asked to leave."
        ),
    ]


def rights_of_book() -> list[str]:
    """Said to reader and book before a reading, so that both hear what the book may do."""
    return [
        _("The book tells only what it wants to tell, and may leave any question unanswered."),
        _("The book may take a break at any moment."),
        _("The book may end the reading at any moment, without giving a reason."),
        _("The book is met with respect, whatever it tells."),
        _("Nobody asks the book for a real name, and nobody takes photographs or records."),
    ]


def rights_of_reader() -> list[str]:
    return [
        _("You may ask whatever you want to understand."),
        _("You may leave any question unanswered."),
        _("You may end the reading at any moment, without giving a reason."),
        _("Nobody asks you for a name, and nobody writes down what you say."),
        _("You may call a librarian at any moment."),
    ]


def choose_language() -> str:
    return _("Please choose at least one language.")


def bad_departure() -> str:
    return _("Please give a time later today.")


def accept_rules() -> str:
    return _("Please accept the rules first.")
