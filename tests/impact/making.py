"""People who were asked: made up, by chance from a seed, with all that goes wrong in them."""

import random

from humanshelf.impact.lent import CARDS, READINGS, TALKS, THEMES, TONES, Day, Told, counted
from humanshelf.impact.report import Counting
from humanshelf.impact.sheets import RATHER_NOT, Item, Kind, Moment, Sheet

READ = Item("warmth.read", "v1", Kind.SCALE, 0, 10, role="read")
UNREAD = Item("warmth.unread", "v1", Kind.SCALE, 0, 10, role="unread")
EASE = Item("anxiety.ease", "v1", Kind.SCALE, 1, 5, reverse=True)
AWKWARD = Item("anxiety.awkward", "v1", Kind.SCALE, 1, 5)
EVENT = Item("satisfaction.event", "v1", Kind.SCALE, 1, 5)
AGAIN = Item("satisfaction.again", "v1", Kind.CHOICE, options=("yes", "perhaps", "no"))
WHERE = Item("heard.where", "v1", Kind.SEVERAL, options=("friend", "poster", "other"))
STAYS = Item("words.stays", "v1", Kind.TEXT)
SAFE = Item("check-in.safe", "v1", Kind.CHOICE, options=("yes", "no"))
ITEMS = (READ, UNREAD, EASE, AWKWARD, EVENT, AGAIN, WHERE, STAYS, SAFE)


def person(chance, lean=0.6):
    """The sheets of one person: some skip, some would rather not say, some come back later."""
    pair = chance.randbytes(16)
    ease, warm = chance.randint(1, 5), chance.randint(0, 10)
    before = {READ.id: warm, EASE.id: ease, AWKWARD.id: chance.randint(1, 5)}
    after = {
        READ.id: min(10, warm + chance.choice([0, 0, 1, 2])),
        UNREAD.id: warm,
        EASE.id: max(1, min(5, ease + chance.choice([-1, 0, 1, 1]))),
        AWKWARD.id: chance.randint(1, 4),
        EVENT.id: chance.choices(range(1, 6), [1, 1, 3, 6, 9])[0],
        AGAIN.id: "yes" if chance.random() < lean else chance.choice(["perhaps", "no"]),
        WHERE.id: tuple(option for option in WHERE.options if chance.random() < 0.4),
        STAYS.id: "bread",
    }
    sheets = [Sheet(Moment.BASELINE, _holes(chance, before), pair)]
    if chance.random() < 0.9:
        sheets.append(Sheet(Moment.ENDLINE, _holes(chance, after), pair))
    if chance.random() < 0.4:
        later = {READ.id: min(10, warm + chance.choice([0, 1])), EASE.id: ease}
        sheets.append(Sheet(Moment.FOLLOW_UP, _holes(chance, later), pair))
    return sheets


def _holes(chance, answers):
    kept = {}
    for id, answer in answers.items():
        draw = chance.random()
        if draw > 0.06:
            kept[id] = RATHER_NOT if draw > 0.97 else answer
    return kept


def evening(chance, readers):
    """One event's sheets, in no order: with some that belong to nobody's pair."""
    sheets = [sheet for _ in range(readers) for sheet in person(chance)]
    sheets += [Sheet(Moment.ENDLINE, {EVENT.id: chance.randint(3, 5)}) for _ in range(readers // 8)]
    chance.shuffle(sheets)
    return sheets


def day(chance, readers):
    told = []
    for _ in range(readers):
        low = chance.randrange(0, 60, 5)
        told.append(Told(low, low + 10, max(0, low + chance.randint(-8, 18))))
    uncalled = chance.randint(0, readers // 3)
    tallies = {
        **counted(told),
        CARDS: {"called": readers, "uncalled": uncalled},
        READINGS: {"work": readers // 2, "family": readers - readers // 2},
        TALKS: {"az": readers * 2 // 3, "ru": readers - readers * 2 // 3},
        THEMES: {"work": readers // 3, "family": readers // 4},
        TONES: {"glad": readers // 2, "critical": readers // 12},
    }
    return Day(tallies, used=float(20 * readers), there=2400.0)


def season(seed, *readers):
    """Several events, counted: by code "e0", "e1" and so on."""
    chance = random.Random(seed)
    counting = Counting()
    counting.asked = ITEMS
    for number, many in enumerate(readers):
        counting.add(f"e{number}", day(chance, many), evening(chance, many))
    return counting
