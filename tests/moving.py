"""Libraries on the move: another deployment, and what lies in folders."""

from dataclasses import dataclass
from pathlib import Path

from cast import Visitor, settings_for
from humanshelf.app import create_app
from humanshelf.tenancy import deployment, prepare

WORDS = "on iki hərfdən uzun"


@dataclass
class Elsewhere:
    """A deployment with keys of its own and no library yet."""

    folder: Path

    def __post_init__(self) -> None:
        settings = settings_for(self.folder)
        prepare(settings)
        self.app = create_app(settings)
        self.app.testing = True

    def visitor(self, slug: str) -> Visitor:
        self.app.wsgi_app.register._until = 0
        return Visitor(self.app, f"https://{slug}.localhost")

    @property
    def deployment(self):
        with self.app.app_context():
            return deployment()

    def close(self) -> None:
        self.deployment.stores.dispose()
        self.deployment.control.dispose()


def bytes_below(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file())


def names_below(folder: Path) -> set[str]:
    return {str(path.relative_to(folder)) for path in folder.rglob("*")}
