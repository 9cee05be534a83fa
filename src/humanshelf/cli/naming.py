"""A library as it is named on the command line, and why something is done to it."""

from collections.abc import Iterator
from contextlib import contextmanager

import click

from humanshelf.terminal import Refused, application

REASON = click.option("--reason", required=True, help="Why: it stands in the audit.")


@contextmanager
def named(name: str) -> Iterator[str]:
    """The uid of a library, inside an app context."""
    from humanshelf.libraries.lives import library_named
    from humanshelf.tenancy import StoreUnwritable

    with application().app_context():
        row = library_named(name)
        if row is None:
            raise Refused(f"There is no library {name!r} here.")
        try:
            yield row.uid
        except StoreUnwritable as error:
            raise Refused(f"It could not be done to its end: {error}. Try again.") from None


@contextmanager
def refusing() -> Iterator[None]:
    """What cannot be done is told in one sentence."""
    from humanshelf.libraries.life import NotFromHere
    from humanshelf.libraries.lives import NoReason

    try:
        yield
    except NoReason:
        raise Refused("Say why, with --reason.") from None
    except NotFromHere as error:
        raise Refused(f"This does not go: {error}.") from None


def told(reason: str) -> str:
    from humanshelf.libraries.lives import reason_of

    return reason_of(reason)
