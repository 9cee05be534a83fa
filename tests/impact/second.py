"""The figures of a report, computed a second time: from the raw sheets, with scipy and numpy.

Written apart from ``humanshelf.impact`` on purpose: it shares no function with it. It does not
decide what is hidden; it says what each figure that is shown has to be.
"""

from decimal import ROUND_HALF_UP, Decimal

import numpy
from scipy import optimize, stats

REFUSED = "rather-not"
ALPHA = 0.05


def check(plain, sheets, items):
    """Assert every figure of the report; returns how many numbers were confirmed."""
    known = {(item.key, item.version): item for item in items}
    return sum(_figure(told, sheets, known) for told in plain["answers"])


def fives(count):
    return int(Decimal(count / 5).quantize(Decimal(1), ROUND_HALF_UP)) * 5


def to(number, digits):
    return float(Decimal(repr(round(float(number), 9))).quantize(Decimal(10) ** -digits, ROUND_HALF_UP))  # fmt: skip  # noqa: E501


def _answer(item, answers):
    given = answers.get((item.key, item.version))
    return None if given == REFUSED else given


def _persons(sheets):
    """By event and pair, the answers at each moment."""
    found = {}
    for event, own in sheets.items():
        for sheet in own:
            if sheet.pair is not None:
                found.setdefault((event, sheet.pair), {})[str(sheet.moment)] = sheet.answers
    return found


def _both(item, sheets, first, second):
    """By event, (before, after) of each person who answered both times."""
    pairs = []
    for (event, _pair), moments in _persons(sheets).items():
        if first in moments and second in moments:
            one, other = (_answer(item, moments[moment]) for moment in (first, second))
            if one is not None and other is not None:
                pairs.append((event, one, other))
    return pairs


def _figure(told, sheets, known):
    items = [known[item["key"], item["version"]] for item in told["items"]]
    match told["form"]:
        case "spread":
            return _spread(told, sheets, items[0])
        case "change":
            pairs = _both(items[0], sheets, "baseline", "endline")
            confirmed = sum(
                _side(told[name], [pair[place] for pair in pairs])
                for name, place in (("before", 1), ("after", 2))
            )
            return confirmed + _count(told, len(pairs)) + _move(told, pairs)
        case "later":
            pairs = _both(items[0], sheets, "baseline", "follow-up")
        case "contrast":
            read, unread = items
            pairs = []
            for event, own in sheets.items():
                for sheet in own:
                    if str(sheet.moment) == "endline":
                        one, other = (_answer(item, sheet.answers) for item in (unread, read))
                        if one is not None and other is not None:
                            pairs.append((event, one, other))
        case "score":
            pairs = _scores(items, sheets)
    return _count(told, len(pairs)) + _move(told, pairs)


def _scores(items, sheets):
    pairs = []
    for (event, _pair), moments in _persons(sheets).items():
        if "baseline" in moments and "endline" in moments:
            rows = [[_answer(item, moments[m]) for item in items] for m in ("baseline", "endline")]
            if not any(answer is None for row in rows for answer in row):
                means = [
                    numpy.mean(
                        [
                            i.low + i.high - a if i.reverse else a
                            for i, a in zip(items, row, strict=True)
                        ]
                    )  # fmt: skip
                    for row in rows
                ]
                pairs.append((event, *means))
    return pairs


def _spread(told, sheets, item):
    given = [
        _answer(item, sheet.answers)
        for own in sheets.values()
        for sheet in own
        if str(sheet.moment) == told["moment"]
    ]
    given = [answer for answer in given if answer is not None]
    if told["option"]:
        given = ["yes" if told["option"] in answer else "no" for answer in given]
    confirmed = _count(told, len(given)) + _side(told["after"], given)
    if told["agreed"] is not None:
        step = int(told["agreed_from"].partition("–")[0])
        above = sum(part["count"] for part in told["after"]["parts"] if int(part["name"].partition("–")[0]) >= step)  # fmt: skip  # noqa: E501
        counts = [part["count"] for part in told["after"]["parts"]]
        whole = sum(counts) if None not in counts else max(fives(len(given)), sum(filter(None, counts)))  # fmt: skip  # noqa: E501
        assert told["agreed"] == to(100 * above / whole, 0), told
        assert 2 * step > item.low + item.high
        confirmed += 1
    return confirmed


def _count(told, n):
    if told["n"] is None:
        return 0
    assert told["n"] == fives(n), told["name"]
    return 1


def _side(side, given):
    if side is None:
        return 0
    assert side["n"] == fives(len(given))
    counts, confirmed = [part["count"] for part in side["parts"]], 1
    shown = sum(count or 0 for count in counts)
    whole = shown if None not in counts else max(side["n"], shown)
    for part in side["parts"]:
        if part["count"] is not None:
            low, _dash, high = part["name"].partition("–")
            within = (
                sum(int(low) <= answer <= int(high) for answer in given)
                if high
                else sum(str(answer) == low for answer in given)
            )
            assert part["count"] == fives(within), (part, within)
            assert part["percent"] == to(100 * part["count"] / whole, 0), part
            confirmed += 2
    if side["mean"] is not None:
        assert side["mean"] == to(numpy.mean(given), 1)
        confirmed += 1
    return confirmed


def _move(told, pairs):
    change = told["change"]
    if change is None:
        return 0
    differences = numpy.array([after - before for _event, before, after in pairs], float)
    events = len({event for event, _before, _after in pairs})
    middle = differences.mean()
    assert told["events"] == events
    assert change["mean"] == to(middle, 1), told["name"]
    assert change["enough"] == (len(differences) >= 31)
    assert change["pooled"] == (events > 1)
    if events < 2:
        rounded = to(middle, 1)
        assert change["verdict"] == ("up" if rounded > 0 else "down" if rounded < 0 else "same")
        assert change["low"] is change["effect"] is None
        return 3
    low, high = stats.ttest_1samp(differences, 0).confidence_interval(1 - ALPHA)
    assert (change["low"], change["high"]) == (to(low, 1), to(high, 1))
    wanted = "untold" if low <= 0 <= high else "rose" if middle > 0 else "fell"
    assert change["verdict"] == wanted
    effect = middle / differences.std(ddof=1)
    assert change["effect"] == to(effect, 2)
    assert (change["effect_low"], change["effect_high"]) == tuple(
        to(end, 2) for end in _effect_range(effect, len(differences))
    )
    return 8


def _effect_range(effect, n):
    t = effect * n**0.5

    def beyond(shift, below):
        return stats.nct.cdf(t, n - 1, shift) - below

    spread = 3 + abs(t) / 5
    for below in (1 - ALPHA / 2, ALPHA / 2):
        yield optimize.brentq(beyond, t - spread, t + spread, args=(below,)) / n**0.5
