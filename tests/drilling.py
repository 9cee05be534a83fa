"""What tests of drills share."""

from collections.abc import Iterable

from humanshelf.drills.finding import Finding


def told(findings: Iterable[Finding]) -> dict[str, bool | None]:
    """By the promise, whether it was kept."""
    return {finding.promise: finding.good for finding in findings}
