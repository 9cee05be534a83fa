"""What somebody wrote, line by line."""


def lines(sent: str | None) -> str:
    """Without what no keyboard writes, among it marks that turn the direction of a text, and
    without empty lines."""
    parts = (sent or "").splitlines()
    kept = ("".join(c for c in line if c.isprintable()).strip() for line in parts)
    return "\n".join(line for line in kept if line)
