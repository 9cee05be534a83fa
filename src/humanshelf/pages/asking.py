"""A survey on its pages: up to three questions each, every one of them free to be skipped.

Doors say who asks and under which pair; what is shown, read, refused and saved is the same.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from flask import Response, redirect, request
from flask_babel import gettext as _

from humanshelf.impact.items import LONGEST, Answered, Contradiction, TooLong, Wrong, read
from humanshelf.impact.questions import NONE, OTHER, Question
from humanshelf.impact.sheets import RATHER_NOT, Kind, Moment
from humanshelf.pages import page
from humanshelf.records.answers import Filled, Full, Place, filled, save
from humanshelf.records.surveys import Id, Survey, questions_of
from humanshelf.records.words import Words

PER_PAGE = 3
WORDS = "-words"
TEMPLATE = "survey.html"


@dataclass(frozen=True, slots=True)
class Asked:
    """A question on a page, with what stands in its fields and what is wrong with that."""

    question: Question
    words: Words
    chosen: tuple[str, ...] = ()
    written: str = ""
    wrong: str | None = None
    theme: tuple[str, str] | None = None
    sealed: bool = False

    @property
    def name(self) -> str:
        return name_of(self.question.item.id)

    @property
    def id(self) -> str:
        return self.name.replace(".", "-")

    @property
    def ask(self) -> str:
        return " ".join(self.question.item.id)

    rather_not, other, none, longest = RATHER_NOT, OTHER, NONE, LONGEST


@dataclass(frozen=True, slots=True)
class Sitting:
    """One person before one survey. ``hidden`` travels in the form; ``kept`` says that the
    browser keeps the pairing secret, so that a page may be looked at again."""

    survey: Survey
    questions: Sequence[Question]
    place: Place
    pair: bytes
    action: str
    order: tuple[str, ...]
    hidden: Mapping[str, str] = field(default_factory=dict)
    kept: bool = False
    apart: bool = False
    themes: Mapping[str, tuple[str, str]] = field(default_factory=dict)

    @property
    def pages(self) -> list[Sequence[Question]]:
        found = self.questions
        return [found[n : n + PER_PAGE] for n in range(0, len(found), PER_PAGE)]

    def filled(self) -> Filled | None:
        return filled(self.place, self.pair)


def show(sitting: Sitting, thanks: Callable[[], Response], **context: Any) -> Response:
    """The page that was asked for; else where somebody left off, or the thanks."""
    so_far = sitting.filled() or Filled()
    wanted = _number(request.args.get("page", ""), sitting)
    if wanted is None and so_far.done:
        return thanks()
    number = wanted or _left_off(sitting, so_far)
    return draw(sitting, number, so_far, **context)


def take(sitting: Sitting, thanks: Callable[[], Response], **context: Any) -> Response:
    """Save what was sent and go on; what contradicts itself is said beside its question."""
    number = _number(request.form.get("page", ""), sitting) or 1
    go = request.form.get("go", "next")
    asked = _asked(sitting.survey)
    answered, wrong = ({}, {}) if go == "skip" else _read(asked)
    if wrong:
        return draw(sitting, number, sitting.filled() or Filled(), 422, wrong=wrong, **context)
    last = number >= len(sitting.pages)
    done = last and go in ("send", "skip")
    # The page with the open question asks whether it may be quoted; another page does not say.
    open_question = any(one.item.kind is Kind.TEXT for one in asked.values())
    quotable = request.form.get("quotable") == "1" if open_question else None
    try:
        save(
            sitting.place,
            sitting.pair,
            list(asked),
            answered,
            quotable=quotable,
            done=done,
            apart=sitting.apart,
        )
    except Full:
        context["news"] = _("No more answers can be taken here. Thank you all the same.")
        return draw(sitting, number, sitting.filled() or Filled(), 409, **context)
    number = number - 1 if go == "back" else number + 1
    number = min(max(number, 1), len(sitting.pages))
    if sitting.kept:
        where = "" if done else f"?page={number}"
        return redirect(sitting.action + where, 303)  # type: ignore[return-value]
    return thanks() if done else draw(sitting, number, sitting.filled() or Filled(), **context)


def draw(
    sitting: Sitting,
    number: int,
    so_far: Filled,
    status: int = 200,
    *,
    wrong: Mapping[Id, str] | None = None,
    **context: Any,
) -> Response:
    questions = sitting.pages[number - 1]
    open_question = any(one.item.kind is Kind.TEXT for one in questions)
    return page(
        TEMPLATE,
        status,
        **{"news": None, "preview": False}
        | context
        | {
            "asked": [_as_asked(sitting, one, so_far, wrong) for one in questions],
            "action": sitting.action,
            "hidden": sitting.hidden,
            "number": number,
            "all": len(sitting.pages),
            "quotes": open_question and sitting.place.moment is not Moment.CHECK_IN,
            "quotable": so_far.quotable if wrong is None else "quotable" in request.form,
            "wrong": bool(wrong),
        },
    )


def blank(question: Question, order: tuple[str, ...]) -> Asked:
    """A question that nobody has answered."""
    return Asked(question, words_of(question, order))


def words_of(question: Question, order: tuple[str, ...]) -> Words:
    return Words({lang: dict(told) for lang, told in question.texts.items()}, order)


def name_of(id: Id) -> str:
    return ".".join(id)


def _asked(survey: Survey) -> dict[Id, Question]:
    """What stood on the page that was sent, also if the survey has changed since."""
    sent = (one.partition(" ") for one in request.form.getlist("ask")[: PER_PAGE * 2])
    return questions_of({(key, version) for key, _space, version in sent} & survey.past)


def _read(asked: Mapping[Id, Question]) -> tuple[dict[Id, Answered], dict[Id, str]]:
    answered: dict[Id, Answered] = {}
    wrong: dict[Id, str] = {}
    for id, question in asked.items():
        name = name_of(id)
        try:
            answered[id] = read(
                question, request.form.getlist(name)[:40], request.form.get(name + WORDS, "")
            )
        except Wrong as mistake:
            wrong[id] = _said(mistake)
    return answered, wrong


def _said(mistake: Wrong) -> str:
    if isinstance(mistake, Contradiction):
        return _("These answers do not go together. Please leave only one of them.")
    if isinstance(mistake, TooLong):
        return _("At most %(most)s letters, please.", most=LONGEST)
    return _("Please choose one of these answers.")


def _as_asked(
    sitting: Sitting, question: Question, so_far: Filled, wrong: Mapping[Id, str] | None
) -> Asked:
    """With what was saved; after a mistake with what was typed."""
    id = question.item.id
    words = words_of(question, sitting.order)
    theme, sealed = sitting.themes.get(question.item.role or ""), id in so_far.sealed
    if wrong is not None:
        typed = request.form.getlist(name_of(id))[:40]
        written = request.form.get(name_of(id) + WORDS, "")[: LONGEST * 2]
        return Asked(question, words, tuple(typed), written, wrong.get(id), theme, sealed)
    answer = so_far.answers.get(id)
    chosen = answer if isinstance(answer, tuple) else () if answer is None else (str(answer),)
    return Asked(question, words, chosen, so_far.texts.get(id, ""), None, theme, sealed)


def _number(sent: str, sitting: Sitting) -> int | None:
    found = int(sent) if sent.isascii() and sent.isdigit() and len(sent) < 3 else 0
    return found if 1 <= found <= len(sitting.pages) else None


def _left_off(sitting: Sitting, so_far: Filled) -> int:
    """The page after the last that holds an answer."""
    said = {*so_far.answers, *so_far.texts, *so_far.sealed}
    with_answers = [
        number
        for number, questions in enumerate(sitting.pages, 1)
        if any(one.item.id in said for one in questions)
    ]
    return min(max(with_answers, default=0) + 1, len(sitting.pages))
