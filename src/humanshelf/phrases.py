"""Wording that several doors share: what was refused, what was done, what is announced."""

from flask_babel import gettext as _
from flask_babel import ngettext, pgettext

from humanshelf.lending import mistakes as m
from humanshelf.lending.promise import Moved
from humanshelf.lending.turns import Why


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
                "A chosen book reads with at most %(num)s person at once.",
                "A chosen book reads with at most %(num)s people at once.",
                mistake.limit,
            )
        case m.TooLate():
            if mistake.instead:
                return _("There is no time left today for these books. Please choose others.")
            return _("There is no time left today for these books.")
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
    if kind is m.CalledOff:
        return _("This event does not take place.")
    if kind is m.AllGiven:
        return _("All cards for this event are given. If somebody leaves, there is room again.")
    if kind is m.NoMoreCards:
        return _("The last cards have been given. No more cards today.")
    if kind is m.EventOver:
        return _("The event is over. Thank you.")
    if kind is m.HallFull:
        return _("All cards are taken for now. Please try again in a little while.")
    if kind is m.TooMany:
        return _("Many cards are being taken just now. Please try again in one minute.")
    if kind is m.NothingToVoid:
        return _("None of these cards waits any more.")
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
        "void": _("cards taken back"),
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


def privacy(hours: int, days: int) -> list[str]:
    """What is kept of a reader, and for how long: true of every library."""
    return [
        _("You need no name, no account and no telephone number."),
        _("We do not store your name, telephone number, e-mail or IP address."),
        ngettext(
            "Cards are erased %(num)s hour after the event ends.",
            "Cards are erased %(num)s hours after the event ends.",
            hours,
        ),
        _("Answers to a survey are counted without saying who gave them."),
        ngettext(
            "What you write to us is erased after %(num)s day, unless you agree to be quoted.",
            "What you write to us is erased after %(num)s days, unless you agree to be quoted.",
            days,
        ),
        _("Nothing on these pages comes from other sites, and nobody counts who looks at them."),
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


def type_code() -> str:
    return _("Please type the code that the board in the hall shows.")


def scan_again() -> str:
    return _(
        "This code is not good any more. Please scan the code on the board again, "
        "or ask at the desk."
    )


def accept_rules() -> str:
    return _("Please accept the rules first.")


def exhibit_kind(kind: str) -> str:
    return {
        "photo": _("Photograph"),
        "film": _("Short film"),
        "documentary": _("Documentary"),
        "text": pgettext("exhibit", "Text"),
        "object": pgettext("exhibit", "Object"),
    }[kind]


def book_stage(stage: str) -> str:
    """How far somebody has come on the way to the shelf."""
    return {
        "applied": pgettext("book stage", "Applied"),
        "interview": pgettext("book stage", "Interview"),
        "training": pgettext("book stage", "Training"),
        "approved": pgettext("book stage", "Approved"),
        "resting": pgettext("book stage", "Resting"),
    }[stage]


def book_visibility(visibility: str) -> str:
    """Who of the readers sees a book."""
    return {
        "public": _("Everybody sees it"),
        "code": _("With the code of the shelf"),
        "onsite": _("On site only"),
    }[visibility]


def book_consent(consent: str) -> str:
    return {
        "": _("No consent yet"),
        "recorded": _("Consent is recorded"),
        "before": _("On the shelf from before consent was asked for here"),
        "fictional": _("Made up: nobody has to be asked"),
    }[consent]


def role(name: str) -> str:
    """What somebody of the team is, as a word in a list."""
    return {
        "coordinator": _("coordinator"),
        "librarian": _("librarian"),
        "editor": _("editor"),
        "translator": _("translator"),
    }[name]


def role_may(name: str) -> str:
    """What this role is for, beside its name."""
    return {
        "coordinator": _("Everything, the team and the rules too; signs in with a second factor."),
        "librarian": _("The desk at events."),
        "editor": _("Exhibition, stories and texts."),
        "translator": _("Texts in other languages."),
    }[name]


ABOUT_PEOPLE = frozenset(
    ("add-person", "change-role", "end-device", "end-devices", "end-devices-of", "make-link")
    + ("remove-person", "set-up-factor", "remove-factor", "renew-recovery-codes")
    + ("use-recovery-code", "change-password", "add-passkey", "remove-passkey", "passkey-copied")
)
"""Acts whose thing is somebody of the team."""


def act(word: str) -> str:
    """What somebody of the team did, for the list of acts."""
    acts = _acts_of_team() | _acts_of_studio() | _acts_of_library() | _acts_of_events()
    acts |= _acts_of_vault()
    return acts.get(word) or word


def _acts_of_team() -> dict[str, str]:
    return {
        "add-person": _("added somebody to the team"),
        "change-role": _("changed a role"),
        "make-link": _("made a sign-in link"),
        "end-devices-of": _("signed somebody out everywhere"),
        "remove-person": _("removed somebody from the team"),
        "set-up-factor": _("set up a second factor"),
        "remove-factor": _("removed the second factor"),
        "renew-recovery-codes": _("made new recovery codes"),
        "use-recovery-code": _("signed in with a recovery code"),
        "change-password": _("changed the own password"),
        "add-passkey": _("added a passkey"),
        "remove-passkey": _("removed a passkey"),
        "passkey-copied": _("a passkey was refused: perhaps a copy"),
        "end-device": _("signed out another device"),
        "end-devices": _("signed out all other devices"),
    }


def _acts_of_library() -> dict[str, str]:
    return {
        "change-library": _("changed the settings of the library"),
        "skip-step": _("left a step of setting up for later"),
        "make-event": _("made an event"),
        "open-library": _("opened the library"),
        "burn-library": _("destroyed what was kept of readers"),
        "export-library": _("exported everything that the library holds"),
        "hide-library": _("hid the library"),
        "make-lockdown-paper": _("made a new lockdown paper"),
        "show-library": _("showed the library again"),
    }


def _acts_of_vault() -> dict[str, str]:
    return {
        "set-up-vault": _("set up the sealed contact details"),
        "keep-vault-code": _("confirmed the recovery code"),
        "open-vault": _("opened the sealed contact details"),
        "change-passphrase": _("changed the own passphrase"),
        "give-vault-key": _("handed over a key to the contact details"),
        "take-vault-key": _("took a key to the contact details"),
        "remove-vault-key": _("gave up the own key to the contact details"),
        "recover-vault": _("opened the contact details with the recovery code"),
        "renew-vault-code": _("made a new recovery code"),
        "save-contact": _("sealed a book’s contact details"),
        "read-contact": _("read a book’s contact details"),
        "erase-contact": _("erased a book’s contact details"),
        "add-scan": _("sealed a page of a book’s signed form"),
        "read-scan": _("read a page of a book’s signed form"),
        "erase-scan": _("erased a page of a book’s signed form"),
        "ask-contacts": _("asked for all contact details as a file"),
        "agree-contacts": _("agreed to a file of all contact details"),
        "take-contacts": _("took all contact details as a file"),
    }


def _acts_of_events() -> dict[str, str]:
    return {
        "change-event": _("changed an event"),
        "repeat-event": _("made a series of an event"),
        "publish-event": _("published an event"),
        "draft-event": _("took an event back to a draft"),
        "call-off-event": _("called an event off"),
        "reinstate-event": _("let an event take place after all"),
        "prepare-event": _("prepared an event"),
        "remove-event": _("removed a draft of an event"),
        "forget-event": _("let an event be forgotten"),
        "keep-template": _("kept an event as a template"),
        "remove-template": _("removed a template"),
        "change-entrance": _("changed who may come in to an event"),
        "renew-entrance": _("changed the code on site"),
        "invite": _("made an invitation to an event"),
        "revoke-invitation": _("took an invitation back, or let it hold again"),
        "shelve-books": _("set the shelf of an event"),
        "add-interpreter": _("added an interpreter"),
        "change-interpreter": _("changed an interpreter"),
        "remove-interpreter": _("removed an interpreter"),
        "assign-interpreters": _("gave an event its interpreters"),
        "add-book": _("added a book"),
        "change-book": _("changed a book"),
        "translate-book": _("translated a book"),
        "show-book-to": _("changed who sees a book"),
        "move-book": _("moved a book on in recruiting"),
        "take-consent-back": _("took a book’s consent back"),
        "withdraw-book": _("withdrew a book"),
        "put-book-back": _("put a book back"),
        "erase-book": _("erased a book"),
        "import-books": _("brought books in from a file"),
    }


def _acts_of_studio() -> dict[str, str]:
    return {
        "add-exhibit": _("added an exhibit"),
        "change-exhibit": _("changed an exhibit"),
        "publish-exhibit": _("published an exhibit"),
        "withdraw-exhibit": _("withdrew an exhibit"),
        "remove-exhibit": _("removed an exhibit"),
        "add-screening": _("added a screening"),
        "remove-screening": _("removed a screening"),
        "name-theme": _("named a theme"),
        "assign-themes": _("gave books their themes"),
        "start-story": _("started a story"),
        "save-piece": _("changed a story or the practice card"),
        "publish-piece": _("published a story or the practice card"),
        "withdraw-piece": _("withdrew a story or the practice card"),
        "show-piece": _("showed a withdrawn story or the practice card again"),
        "remove-story": _("removed a story"),
        "make-quote": _("made a quote"),
        "word-quote": _("worded a quote"),
        "release-quote": _("released a quote"),
        "withdraw-quote": _("withdrew a quote"),
        "erase-quote": _("erased a quote"),
        "release-report": _("released a report"),
        "withdraw-report": _("withdrew a report"),
        "put-report-back": _("put a report back"),
        "change-policy": _("changed the rules of lending of an event"),
        "make-survey": _("made a survey"),
        "change-survey": _("changed a survey"),
        "switch-survey": _("switched a survey on or off"),
        "choose-survey": _("chose what an event asks"),
        "deliver-feedback": _("passed words on to a book, or took them back"),
        "correct-feedback": _("corrected the language of words"),
        "record-consent": _("noted or took back a consent"),
        "read-words": _("read sealed words"),
        "sort-feedback": _("sorted words by theme and tone"),
        "set-feedback-aside": _("set words aside, or took them back in"),
        "import-comments": _("brought comments in from a file"),
        "add-comment": _("added a comment"),
        "start-rehearsal": _("started a rehearsal"),
        "remove-rehearsal": _("removed a rehearsal"),
    }


def left(word: str) -> str:
    """What is still kept of people, by kind (libraries/left.py)."""
    return {
        "cards": _("Cards"),
        "steps": _("Steps at the desk"),
        "links": _("Links to books’ own pages"),
        "interpreters": _("Interpreters"),
        "note": _("The note at the desk"),
        "entrance": _("Join codes"),
        "invitations": _("Invitations"),
        "snapshot": _("A sealed copy, should the disk fail"),
        "tied": _("Answers that a phone can still open"),
        "codes": _("Codes for the survey after a month"),
        "sheets": _("Answers that lead to nobody"),
        "sheet-words": _("Answers in people’s own words"),
        "words": _("What people said"),
        "drafts": _("Drafts of quotes"),
        "quotes": _("Quotes that are shown"),
        "sessions": _("Devices with somebody signed in"),
        "sign-in-links": _("Sign-in links"),
        "exports": _("Exports that wait to be fetched"),
        "alone": _("Answers to surveys by link"),
        "books": _("Books, by pen name"),
        "roster": _("Interpreters on the list"),
        "contacts": _("Books with sealed contact details"),
        "scans": _("Pages of signed forms, sealed"),
        "accounts": _("Accounts of the team"),
        "acts": _("Steps of the team, under “What was done”"),
    }[word]


def short_passphrase(shortest: int) -> str:
    return ngettext(
        "A passphrase has at least %(num)s sign.",
        "A passphrase has at least %(num)s signs.",
        shortest,
    )


def marks() -> dict[str, str]:
    """How the long texts of a library are marked, as pages/marks.py reads them."""
    return {
        "*…*": pgettext("mark", "set apart"),
        "**…**": pgettext("mark", "bold"),
        "[…](https://…)": pgettext("mark", "a link"),
        "- …": pgettext("mark", "a list"),
        "> …": pgettext("mark", "a quotation"),
        "# …": pgettext("mark", "a heading"),
    }
