"""What the page of a practice card or a story needs, for readers and for the preview alike."""

from typing import Any

from humanshelf.pages import voices
from humanshelf.telling import practice as card
from humanshelf.telling import story as tale
from humanshelf.telling.telling import Telling


def practice(told: Telling, language: str) -> dict[str, Any]:
    return {
        "told": told,
        "fields": card.FIELDS,
        "labels": card.labels(),
        "facts": card.facts(told.facts),
        "videos": card.videos(told.facts.get("videos", "")),
        "borrowed": told.borrowed(card.FIELDS, language),
    }


def story(told: Telling, language: str) -> dict[str, Any]:
    return {
        "told": told,
        "labels": tale.labels(),
        "aside": tale.aside(told.facts),
        "borrowed": told.borrowed(tale.FIELDS, language),
        "voices": voices,
    }
