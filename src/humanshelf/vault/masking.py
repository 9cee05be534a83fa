"""An entry as it is shown first: enough to know that it is the right one, no more."""

DOT = "•"
HEAD, COUNTRY, TAIL, HIDDEN = 1, 3, 2, 4


def mask(words: str) -> str:
    """Line by line: the first letter and the last two, of a telephone its country too."""
    return "\n".join(_line(line) for line in words.splitlines())


def _line(line: str) -> str:
    signs = [place for place, sign in enumerate(line) if sign.isalnum()]
    head = COUNTRY if line.startswith("+") else HEAD
    enough = len(signs) >= head + TAIL + HIDDEN
    hidden = signs[head:-TAIL] if enough else signs
    return "".join(DOT if place in hidden else sign for place, sign in enumerate(line))
