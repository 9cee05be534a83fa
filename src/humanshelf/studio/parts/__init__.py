"""What a library sets for itself, part by part; each is a page of settings and a step of setup."""

from humanshelf.studio.parts.clock import Clock
from humanshelf.studio.parts.keeping import Keeping
from humanshelf.studio.parts.labels import Labels
from humanshelf.studio.parts.languages import Languages
from humanshelf.studio.parts.look import Look
from humanshelf.studio.parts.names import Names
from humanshelf.studio.parts.part import Part, Typed
from humanshelf.studio.parts.privacy import Privacy
from humanshelf.studio.parts.vocabulary import Vocabulary

__all__ = ["PARTS", "Part", "Typed"]

PARTS: dict[str, Part] = {
    part.name: part
    for part in (
        Names(),
        Languages(),
        Vocabulary(),
        Clock(),
        Look(),
        Labels(),
        Privacy(),
        Keeping(),
    )
}
