"""Whose data may be touched now.

The library in force is a context variable. Threads, greenlets and pools start without one, on
purpose: work that left its library must say again which one it is for, or it raises.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from flask import current_app

from humanshelf.tenancy.keys import checked

EXTENSION = "humanshelf.tenancy"

_library: ContextVar[str | None] = ContextVar("library", default=None)

# Called while a library is still in force and about to be left; db closes its session here.
on_leaving: list[Callable[[], None]] = []


class ScopeError(RuntimeError):
    """Data was about to be touched outside the library it belongs to."""


class NoLibrary(ScopeError):
    """A library's data was touched with no library in force."""


class WrongLibrary(ScopeError):
    """Something of one library was used while another was in force."""


class LibrarySwitch(ScopeError):
    """A library was entered while another was in force."""


def current() -> str:
    uid = _library.get()
    if uid is None:
        raise NoLibrary("no library is in force")
    return uid


def current_or_none() -> str | None:
    return _library.get()


@contextmanager
def library(uid: str) -> Iterator[None]:
    """Put a library in force. Inside it only the same library may be entered again."""
    outer = _library.get()
    if outer == uid:
        yield
        return
    if outer is not None:
        raise LibrarySwitch(f"{outer} is in force, {uid} cannot be entered")
    token = _library.set(checked(uid))
    try:
        yield
    finally:
        try:
            for leave in on_leaving:
                leave()
        finally:
            _library.reset(token)


def put_in_force(uid: str | None) -> None:
    """Set the library for the rest of this context, which the caller has made for one request."""
    _library.set(None if uid is None else checked(uid))


def key(purpose: str) -> bytes:
    """The key of the library in force for one purpose: cookie, card, link, csrf …"""
    keys = current_app.extensions[EXTENSION].keys
    derived: bytes = keys.derive(current(), purpose)
    return derived


def kept(name: str) -> dict[Any, Any]:
    """What this worker remembers of the library in force, until the library's epoch rises."""
    memory: dict[str, dict[str, dict[Any, Any]]] = current_app.extensions[EXTENSION].memory
    return memory.setdefault(current(), {}).setdefault(name, {})
