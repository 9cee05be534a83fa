"""The UN's seventeen goals for sustainable development, with pictograms of our own.

The UN's artwork, colours and wheel are its own and not used. Each drawing is one path of lines in
a field of 24 by 24, drawn in the colour of its surroundings; the name always stands beside it.
"""

from dataclasses import dataclass

from flask_babel import pgettext
from markupsafe import Markup

PATHS = {
    1: "M12 3a4 4 0 1 0 0 8 4 4 0 0 0 0-8zM3 14v6M3 15c4-2 6 0 8 1h4c2 0 2 2.5 0 2.5h-4M15.5"
    " 16.5l4-2c2-1 2.5 1 1 2.2L14 21H3",
    2: "M12 21V6M12 9.5C9 9.5 8 7.5 8 5.5c2.5 0 4 1.5 4 4zM12 9.5c3 0 4-2 4-4-2.5 0-4 1.5-4 "
    "4zM12 14.5c-3 0-4-2-4-4 2.5 0 4 1.5 4 4zM12 14.5c3 0 4-2 4-4-2.5 0-4 1.5-4 4zM12 19."
    "5c-3 0-4-2-4-4 2.5 0 4 1.5 4 4zM12 19.5c3 0 4-2 4-4-2.5 0-4 1.5-4 4zM12 6c-1-1-1-2.5"
    " 0-4 1 1.5 1 3 0 4z",
    3: "M9 3h6v6h6v6h-6v6H9v-6H3V9h6z",
    4: "M2 9l10-5 10 5-10 5zM6 11.5V16c3 3 9 3 12 0v-4.5M22 9v6",
    5: "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18zM8 10h8M8 14h8",
    6: "M12 3c4 5 6 8 6 11a6 6 0 0 1-12 0c0-3 2-6 6-11zM9 14.5a3 3 0 0 0 3 3",
    7: "M13 2L5 14h6l-1 8 9-13h-6z",
    8: "M3 8h18v11H3zM9 8V5h6v3M3 13h18M12 12v2",
    9: "M12 7a5 5 0 1 0 0 10 5 5 0 0 0 0-10zM12 3v4M12 17v4M3 12h4M17 12h4M5.6 5.6l2.9 2.9M1"
    "5.5 15.5l2.9 2.9M5.6 18.4l2.9-2.9M15.5 8.5l2.9-2.9",
    10: "M12 4v16M7 20h10M4 7h16M5 7l-3 7c1.5 2 4.5 2 6 0zM19 7l-3 7c1.5 2 4.5 2 6 0z",
    11: "M2 20h20M2 14h20M5 20v-6M19 20v-6M8 20a4 4 0 0 1 8 0M5 14V7M19 14V7M5 8c4 6 10 6 14 "
    "0M12 12v2",
    12: "M5 8h14l1 13H4zM8.5 11V7a3.5 3.5 0 0 1 7 0v4M9 17l2 2 4-4",
    13: "M5 16a7 7 0 0 1 14 0M2 16h20M12 3v3M4.5 6.5l2 2M19.5 6.5l-2 2M6 20h12",
    14: "M12 14V9M12 9c-1-3-4-4.5-8-3.5C5 8.5 8 10 12 9zM12 9c1-3 4-4.5 8-3.5C19 8.5 16 10 12"
    " 9zM2 17c2-2 4-2 5 0s3 2 5 0 4-2 5 0 3 2 5 0M2 21c2-2 4-2 5 0s3 2 5 0 4-2 5 0 3 2 5 "
    "0",
    15: "M6 18C4 9 11 4 20 4c1 10-5 16-14 14zM4 21c2-5 6-9 11-11",
    16: "M3 9l9-6 9 6zM5 9v8M10 9v8M14 9v8M19 9v8M3 17h18M2 21h20",
    17: "M12 3a2.5 2.5 0 1 0 0 5 2.5 2.5 0 0 0 0-5zM5 16a2.5 2.5 0 1 0 0 5 2.5 2.5 0 0 0 0-5z"
    "M19 16a2.5 2.5 0 1 0 0 5 2.5 2.5 0 0 0 0-5zM10.8 7.6L6.2 16.4M13.2 7.6l4.6 8.8M7.5 1"
    "8.5h9",
}
LINES = 'fill="none" stroke-width="1.6" stroke-linecap="round" stroke-linejoin="round"'


@dataclass(frozen=True, slots=True)
class Goal:
    number: int
    name: str

    @property
    def drawing(self) -> Markup:
        """For a page; the name stands beside it, so a screen reader passes it over."""
        return Markup(
            '<svg class="goal" viewBox="0 0 24 24" aria-hidden="true">'
            f'<path stroke="currentColor" {LINES} d="{{}}"/></svg>'
        ).format(PATHS[self.number])

    def file(self, colour: str) -> bytes:
        """For a paper: a picture of its own."""
        return (
            '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24">'
            f'<path stroke="{colour}" {LINES} d="{PATHS[self.number]}"/></svg>'
        ).encode()


def goals() -> dict[int, Goal]:
    names = (
        pgettext("goal", "No poverty"),
        pgettext("goal", "Zero hunger"),
        pgettext("goal", "Good health and well-being"),
        pgettext("goal", "Quality education"),
        pgettext("goal", "Gender equality"),
        pgettext("goal", "Clean water and sanitation"),
        pgettext("goal", "Affordable and clean energy"),
        pgettext("goal", "Decent work and economic growth"),
        pgettext("goal", "Industry, innovation and infrastructure"),
        pgettext("goal", "Reduced inequalities"),
        pgettext("goal", "Sustainable cities and communities"),
        pgettext("goal", "Responsible consumption and production"),
        pgettext("goal", "Climate action"),
        pgettext("goal", "Life below water"),
        pgettext("goal", "Life on land"),
        pgettext("goal", "Peace, justice and strong institutions"),
        pgettext("goal", "Partnerships for the goals"),
    )
    return {number: Goal(number, name) for number, name in enumerate(names, 1)}
