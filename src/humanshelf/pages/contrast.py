"""How well a library's hue can be read: ratios as WCAG 2 counts them, from the tokens of base.css.

The tokens keep every hue readable; what is counted here is told to the coordinator who chooses,
and a test holds these numbers against the style sheet.
"""

from dataclasses import dataclass
from math import cos, radians, sin

HUES = tuple(range(0, 360, 15))
CHROMA = dict.fromkeys((60, 75, 90, 105, 120, 165, 225, 240), 0.08)
CHROMA |= dict.fromkeys((180, 195, 210), 0.074)
FULL = 0.12
NEEDED = 4.5
"""For text, by WCAG 2.2 AA."""
PAPER, ON_FILL = (0.992, 0.004, 95.0), (0.99, 0.004, 95.0)
LIGHT_FILL, DARK_FILL = 0.44, 0.47
DARK_BRAND, DARK_PAPER = (0.79, 0.085), (0.235, 0.007)

Oklch = tuple[float, float, float]


@dataclass(frozen=True, slots=True)
class Ratios:
    """Text on the hue's filled parts, and words in the hue on paper; by day and in the dark."""

    fill_light: float
    fill_dark: float
    words_light: float
    words_dark: float

    @property
    def worst(self) -> float:
        return min(self.fill_light, self.fill_dark, self.words_light, self.words_dark)


def ratios(hue: int) -> Ratios:
    chroma = CHROMA.get(hue, FULL)
    light, dark = (LIGHT_FILL, chroma, float(hue)), (DARK_FILL, chroma, float(hue))
    return Ratios(
        fill_light=ratio(ON_FILL, light),
        fill_dark=ratio(ON_FILL, dark),
        words_light=ratio(light, PAPER),
        words_dark=ratio((*DARK_BRAND, float(hue)), (*DARK_PAPER, float(hue))),
    )


def ratio(one: Oklch, other: Oklch) -> float:
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def luminance(colour: Oklch) -> float:
    """The relative luminance of what a screen shows."""
    red, green, blue = (min(1.0, max(0.0, part)) for part in linear(colour))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def linear(colour: Oklch) -> Oklch:
    """Linear sRGB of an oklch colour (Björn Ottosson's matrices)."""
    lightness, chroma, hue = colour
    a, b = chroma * cos(radians(hue)), chroma * sin(radians(hue))
    long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    middle = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    return (
        4.0767416621 * long - 3.3077115913 * middle + 0.2309699292 * short,
        -1.2684380046 * long + 2.6097574011 * middle - 0.3413193965 * short,
        -0.0041960863 * long - 0.7034186147 * middle + 1.7076147010 * short,
    )
