"""Student's t, central and noncentral: distribution and what is found by going back through it.

Nothing here counts people; ``statistics`` does, and says which formula it takes from where.
"""

import math
from collections.abc import Callable, Iterator

TINY = 1e-300
NORMAL = math.log(2 * math.pi) / 2


def t_above(t: float, freedom: float) -> float:
    """P(T >= t), by the incomplete beta function."""
    if t < 0:
        return 1 - t_above(-t, freedom)
    square = t * t
    if math.isinf(square):
        return 0.0
    inner, outer = freedom / (freedom + square), square / (freedom + square)
    return _beta(freedom / 2, inner, outer) / 2


def t_quantile(probability: float, freedom: float) -> float:
    """The t below which so much of the distribution lies."""
    if not 0 < probability < 1 or freedom <= 0:
        raise ValueError(f"no quantile of {probability} with {freedom} degrees of freedom")
    if probability == 0.5:
        return 0.0
    tail = min(probability, 1 - probability)
    high = 1.0
    while t_above(high, freedom) > tail:
        high *= 2
    found = root(lambda t: t_above(t, freedom) - tail, 0.0, high)
    return math.copysign(found, probability - 0.5)


def noncentral_t_below(t: float, freedom: float, shift: float) -> float:
    """P(T <= t) for T = (Z + shift) / S, where S is a chi over the root of its freedom.

    The mean over S of the normal distribution at t * S - shift, by Gauss-Legendre in pieces. The
    series of Lenth (1989, AS 243) is shorter but dies for shifts beyond 38.
    """
    bounds = _pieces(t, freedom, shift)
    log_scale = _log_scale(freedom / 2)
    total = []
    for low, high in zip(bounds, bounds[1:], strict=False):
        half, middle = (high - low) / 2, (high + low) / 2
        for node, weight in GAUSS:
            s = middle + half * node
            bend = s - 1
            log = log_scale + (freedom - 1) * math.log(s) - freedom * bend * (2 + bend) / 2
            total.append(weight * half * math.exp(log) * _normal_below(t * s - shift))
    return min(1.0, max(0.0, math.fsum(total)))


def shift_with(below: float, t: float, freedom: float) -> float:
    """The shift under which so much of the noncentral t lies below ``t``."""
    spread = math.sqrt(1 + t * t / (2 * freedom))
    low, high = t - 2 * spread, t + 2 * spread
    while noncentral_t_below(t, freedom, low) < below:
        low -= 2 * spread
    while noncentral_t_below(t, freedom, high) > below:
        high += 2 * spread
    return root(lambda shift: noncentral_t_below(t, freedom, shift) - below, low, high)


def root(function: Callable[[float], float], low: float, high: float) -> float:
    """Where a falling function crosses zero, by the Illinois rule and halving in turn."""
    at_low, at_high, last = function(low), function(high), math.inf
    for turn in range(400):
        if high - low <= 4e-15 * (abs(low) + abs(high)) or at_low == at_high:
            break
        between = low + (high - low) * at_low / (at_low - at_high)
        if turn % 9 == 8 or not low < between < high:
            between = (low + high) / 2
        value = function(between)
        if value == 0 or abs(between - last) <= 1e-14 * abs(between):
            return between
        last = between
        if value > 0:
            low, at_low = between, value
            at_high /= 2
        else:
            high, at_high = between, value
            at_low /= 2
    return (low + high) / 2


def _beta(a: float, x: float, y: float) -> float:
    """The regularised incomplete beta function of a and 1/2 at x = 1 - y."""
    if x <= 0:
        return 0.0
    if y <= 0:
        return 1.0
    front = math.exp(a * _log(x, y) + 0.5 * _log(y, x) - _log_beta(a))
    if x < (a + 1) / (a + 2.5):
        return front * _fraction(a, 0.5, x) / a
    return 1 - front * _fraction(0.5, a, y) / 0.5


def _log(x: float, rest: float) -> float:
    """The logarithm of x = 1 - rest, exact where either is small."""
    return math.log(x) if x < 0.5 else math.log1p(-rest)


def _log_beta(a: float) -> float:
    """Of a and 1/2. The difference of two great logarithms is lost; its series is not."""
    if a < 50:
        return math.lgamma(a) + math.lgamma(0.5) - math.lgamma(a + 0.5)
    series = 0.125 / a - 1 / (192 * a**3) + 1 / (640 * a**5) - 17 / (14336 * a**7)
    return math.lgamma(0.5) - math.log(a) / 2 + series


def _fraction(a: float, b: float, x: float) -> float:
    """The continued fraction of the incomplete beta function, by Lentz."""
    c, d = 1.0, 1 / _away(1 - (a + b) * x / (a + 1))
    found = d
    for m in range(1, 100_000):
        for step in (
            m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m)),
            -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1)),
        ):
            d = 1 / _away(1 + step * d)
            c = _away(1 + step / c)
            found *= c * d
        if abs(c * d - 1) < 1e-16:
            break
    return found


def _away(value: float) -> float:
    return value if abs(value) > TINY else TINY


def _normal_below(x: float) -> float:
    return math.erfc(-x / math.sqrt(2)) / 2


def _log_scale(a: float) -> float:
    """What makes the density of S one in sum, with Stirling's part taken into the exponent."""
    if a < 10:
        rest = math.lgamma(a) - ((a - 0.5) * math.log(a) - a + NORMAL)
    else:
        rest = 1 / (12 * a) - 1 / (360 * a**3) + 1 / (1260 * a**5) - 1 / (1680 * a**7)
    return math.log(2) + math.log(a) / 2 - NORMAL - rest


def _pieces(t: float, freedom: float, shift: float) -> list[float]:
    """Where S is likely, cut where the normal distribution under the integral turns."""
    width = 1 / math.sqrt(2 * freedom)
    low, high = max(0.0, 1 - 10 * width), 1 + 10 * width
    cuts = {low + (high - low) * k / 5 for k in range(6)}
    if t:
        turns = {(shift + k) / t for k in (-8, -3, 0, 3, 8)}
        cuts |= {cut for cut in turns if low < cut < high}
    return sorted(cuts)


def _gauss(count: int) -> Iterator[tuple[float, float]]:
    """Nodes and weights of Gauss-Legendre on -1 to 1, by Newton from Tricomi's guess."""
    for k in range(1, count + 1):
        x = math.cos(math.pi * (k - 0.25) / (count + 0.5))
        for _ in range(8):
            before, now = 1.0, x
            for n in range(2, count + 1):
                before, now = now, ((2 * n - 1) * x * now - (n - 1) * before) / n
            slope = count * (x * now - before) / (x * x - 1)
            x -= now / slope
        yield x, 2 / ((1 - x * x) * slope * slope)


GAUSS = tuple(_gauss(24))
