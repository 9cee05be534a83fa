"""Whether an answer answers its question. What contradicts itself is refused, never guessed."""

from collections.abc import Sequence
from dataclasses import dataclass

from humanshelf.impact.questions import NONE, OTHER, Question
from humanshelf.impact.sheets import RATHER_NOT, Answer, Kind

LONGEST = 600
"""Signs of free text: enough for what stays with somebody, too little for a life."""


class Wrong(ValueError):
    """An answer that cannot be taken as it is."""


class Contradiction(Wrong):
    """Both “rather not say” and an answer, “none” with others, or two where one is asked for."""


class NoSuchAnswer(Wrong):
    """A step or an option that the question does not have."""


class TooLong(Wrong):
    """More words than a survey takes."""


@dataclass(frozen=True, slots=True)
class Answered:
    """``answer`` is None where the question was skipped; ``words`` are what was written, which
    are the whole answer to an open question (``free``)."""

    answer: Answer | None = None
    words: str = ""
    free: bool = False


def read(question: Question, sent: Sequence[str], written: str = "") -> Answered:
    """What was ticked and what was written, as one answer."""
    ticked = list(dict.fromkeys(one for one in sent if one))
    words = tidy(written)
    if len(words) > LONGEST:
        raise TooLong
    if RATHER_NOT in ticked:
        if len(ticked) > 1 or words:
            raise Contradiction
        return Answered(RATHER_NOT)
    match question.item.kind:
        case Kind.TEXT:
            return _text(ticked, words)
        case Kind.SCALE:
            return _scale(question, ticked)
        case Kind.CHOICE:
            return _choice(question, ticked, words)
        case Kind.SEVERAL:
            return _several(question, ticked, words)


def tidy(written: str) -> str:
    """Without what cannot be seen: control signs, and marks that turn the text around."""
    lines = written.replace("\r\n", "\n").replace("\t", " ").split("\n")
    seen = ("".join(sign for sign in line if sign.isprintable()) for line in lines)
    return "\n".join(line.strip() for line in seen).strip()


def _text(ticked: list[str], words: str) -> Answered:
    if ticked:
        raise NoSuchAnswer
    return Answered(words or None, words, free=True)


def _scale(question: Question, ticked: list[str]) -> Answered:
    steps = {str(step): step for step in question.steps}
    if any(one not in steps for one in ticked):
        raise NoSuchAnswer
    if len(ticked) > 1:
        raise Contradiction
    return Answered(steps[ticked[0]]) if ticked else Answered()


def _choice(question: Question, ticked: list[str], words: str) -> Answered:
    found = _several(question, ticked, words)
    if isinstance(found.answer, tuple):
        if len(found.answer) > 1:
            raise Contradiction
        return Answered(found.answer[0], found.words)
    return found


def _several(question: Question, ticked: list[str], words: str) -> Answered:
    options = question.item.options
    if any(one not in options for one in ticked):
        raise NoSuchAnswer
    if words and OTHER not in options:
        raise NoSuchAnswer
    if words and OTHER not in ticked:
        ticked = [*ticked, OTHER]  # Who writes there means it.
    if NONE in ticked and len(ticked) > 1:
        raise Contradiction
    # In the question's order, not in that of the taps.
    chosen = tuple(option for option in options if option in ticked)
    return Answered(chosen or None, words)
