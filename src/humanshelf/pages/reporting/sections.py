"""The sections of a report: from figures as they were frozen to what stands on the page."""

from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _
from flask_babel import pgettext

from humanshelf.impact.figures import Form
from humanshelf.pages.reporting import sentences as say
from humanshelf.pages.reporting.charts import answers_chart, pair_charts, parts_chart, place
from humanshelf.pages.reporting.headlines import numbers
from humanshelf.pages.reporting.names import Names
from humanshelf.pages.reporting.parts import Block, Dots, Section

Figure = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Shown:
    """A report's figures with the names to tell them by."""

    figures: Figure
    names: Names


def sections(shown: Shown) -> list[Section]:
    """Those that have something in them, in the order of the report."""
    found = [_lent(shown), _changed(shown), _together(shown), _contrast(shown), said(shown)]
    return [one for one in [*found, _words(shown)] if one.blocks or one.figures]


def of(shown: Shown, *forms: Form) -> list[Figure]:
    return [told for told in shown.figures["answers"] if told["form"] in forms]


def _lent(shown: Shown) -> Section:
    lent, names = shown.figures["lending"], shown.names
    figures = [
        (name, _("not shown") if value is None else value) for _key, name, value in numbers(lent)
    ]
    told = (
        (_("Were the cards called?"), lent["cards"], names.called),
        (_("Readings by theme"), lent["readings"], names.theme),
        (_("Languages of the talks"), lent["talks"], names.talk),
        (_("Was the time we gave true?"), lent["truth"], names.truth),
    )
    blocks = [
        Block((heading, names.language), charts=(parts_chart(parts, name, names),))
        for heading, parts, name in told
        if _anything(parts)
    ]
    return Section("lent", _("What was lent"), (), tuple(figures), tuple(blocks))


def _changed(shown: Shown) -> Section:
    """Each question that was asked before and after."""
    told = of(shown, Form.CHANGE)
    late = {one["items"][0]["key"]: one for one in of(shown, Form.LATER)}
    blocks = []
    for one in told:
        said = say.change(one) if one["n"] else [say.kept_back(one)]
        if one["n"]:
            said = [say.people(one["n"]), *said]
        said += say.later(late[one["items"][0]["key"]]) if one["items"][0]["key"] in late else []
        blocks.append(
            Block(
                shown.names.question(one),
                tuple(said),
                _dots(one, shown.names),
                pair_charts(one, shown.names),
            )
        )
    lead = [_("Only people who answered both times are counted.")]
    if shown.figures["events"] == 1 and told:
        lead.append(_("One event cannot show an effect: this says how these people answered."))
    return Section("changed", _("Before and after"), tuple(lead), (), tuple(blocks))


def _together(shown: Shown) -> Section:
    blocks = [
        Block(shown.names.scale(one), tuple(say.score(one) or [say.kept_back(one)]))
        for one in of(shown, Form.SCORE)
    ]
    return Section("scales", _("Statements that belong together"), (), (), tuple(blocks))


def _contrast(shown: Shown) -> Section:
    blocks = [
        Block(shown.names.question(one), tuple(say.contrast(one) or [say.kept_back(one)]))
        for one in of(shown, Form.CONTRAST)
    ]
    lead = _("The same people answered about the theme they had read and about one they had not.")
    return Section("contrast", _("Read and not read"), (lead,), (), tuple(blocks))


def said(shown: Shown) -> Section:
    """What was asked once: how it was, whether they would come again, how they heard of us."""
    blocks = []
    several: dict[tuple[str, str, str], list[Figure]] = {}
    for one in of(shown, Form.SPREAD):
        item = one["items"][0]
        if one["option"]:
            several.setdefault((item["key"], item["version"], one["moment"]), []).append(one)
            continue
        blocks.append(_answered(one, shown.names))
    blocks += [_ticked(options, shown.names) for options in several.values()]
    return Section("said", _("What people answered"), (), (), tuple(blocks))


def _answered(one: Figure, names: Names) -> Block:
    if not one["n"]:
        return Block(names.question(one), (say.kept_back(one),))
    said = [say.people(one["n"])]
    if one["agreed"] is not None:
        said.append(names.agreed(one))
    elif one["items"][0]["kind"] == "choice":
        said += [names.said(one, part) for part in one["after"]["parts"] if part["percent"]]
    if one["after"]["mean"] is not None:
        said.append(_("Mean answer: %(mean)s.", mean=say.number(one["after"]["mean"])))
    chart = answers_chart(pgettext("chart", "Answers"), one, one["after"], names)
    return Block(names.question(one), tuple(said), charts=(chart,))


def _ticked(options: list[Figure], names: Names) -> Block:
    """Several answers could be ticked: a bar for each, of all who answered."""
    first = options[0]
    n = max(one["n"] or 0 for one in options)
    if not n:
        return Block(names.question(first), (say.kept_back(first),))
    chosen = [_yes(one) for one in options]
    chart = answers_chart(pgettext("chart", "Answers"), first, {"parts": chosen}, names)
    return Block(
        names.question(first),
        (say.people(n), _("Several answers could be given.")),
        charts=(chart,),
    )


def _yes(one: Figure) -> Figure:
    """Those who ticked this answer, as a part of all who answered."""
    parts = one["after"]["parts"] if one["after"] else []
    found = next((part for part in parts if part["name"] == "yes"), None)
    return (found or {"count": None, "percent": None}) | {"name": one["option"]}


def _words(shown: Shown) -> Section:
    lent, names = shown.figures["lending"], shown.names
    told = (
        (_("Themes of what was said"), lent["themes"], names.theme),
        (_("Tone of what was said"), lent["tones"], names.tone),
    )
    blocks = [
        Block((heading, names.language), charts=(parts_chart(parts, name, names),))
        for heading, parts, name in told
        if _anything(parts)
    ]
    return Section("feedback", _("Feedback in words"), (), (), tuple(blocks))


def _anything(parts: Figure | None) -> bool:
    """Whether some group of it is shown: frames alone say nothing."""
    return any(part["count"] is not None for part in (parts or {"parts": []})["parts"])


def _dots(one: Figure, names: Names) -> Dots | None:
    if one["change"] is None:
        return None
    item, before, after = one["items"][0], one["before"]["mean"], one["after"]["mean"]
    low, high = item["low"], item["high"]
    steps = range(low, high + 1) if high - low < 11 else range(low, high + 1, (high - low) // 4)
    return Dots(
        place(before, low, high),
        place(after, low, high),
        say.number(before),
        say.number(after),
        tuple(round(place(step, low, high)) for step in steps),
        low,
        high,
    )
