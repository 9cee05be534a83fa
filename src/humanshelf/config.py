"""Settings: read once from the environment, frozen afterwards."""

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

PREFIX = "HUMANSHELF_"
LANGUAGES = ("az", "kk", "ru", "en", "tr")
EXIT = "https://www.wikipedia.org/"
HOST_NAME = re.compile("[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?")
SOURCE = Path(__file__).parents[2]


def home() -> Path:
    """The checkout, or for an installed package the folder that the command is given in."""
    return SOURCE if (SOURCE / "bootstrap.py").exists() else Path.cwd()


@dataclass(frozen=True, slots=True)
class Settings:
    """What a deployment may choose.

    ``data`` holds the stores; ``keys`` the keys, best on another disk. ``base_domain`` is what
    follows a library's slug in its host name. ``origin_port`` is the port as browsers see it,
    None when it is the scheme's own. ``streams`` caps the open streams of one worker. Every
    ``snapshot_minutes`` (0: never) a running event is written, sealed, to ``snapshots``, best on
    another disk too.
    """

    data: Path
    keys: Path
    base_domain: str = "localhost"
    scheme: str = "http"
    origin_port: int | None = 8000
    streams: int = 6000
    exit_url: str = EXIT
    snapshots: Path | None = None
    snapshot_minutes: int = 5

    @classmethod
    def read(cls, environ: Mapping[str, str] = os.environ) -> "Settings":
        """From ``HUMANSHELF_…`` variables. Raises ValueError naming what is wrong."""
        data = Path(environ.get(PREFIX + "DATA") or home() / "instance").absolute()
        base = (environ.get(PREFIX + "BASE_DOMAIN") or "localhost").lower().strip(".")
        if not HOST_NAME.fullmatch(base):
            raise ValueError(f"the base domain must be a host name, not {base!r}")
        # Who names a proxy that ends TLS means https, on the command line too.
        behind = "https" if environ.get(PREFIX + "PROXY") else "http"
        scheme = environ.get(PREFIX + "SCHEME") or behind
        if scheme not in ("http", "https"):
            raise ValueError(f"{PREFIX}SCHEME must be http or https, not {scheme!r}")
        _number(environ, "WORKERS", 1)  # counted in serving.py, where nobody could be told
        return cls(
            data=data,
            keys=Path(environ.get(PREFIX + "KEYS") or data / "keys").absolute(),
            base_domain=base,
            scheme=scheme,
            origin_port=_number(environ, "ORIGIN_PORT", 8000 if scheme == "http" else 0) or None,
            streams=_number(environ, "STREAMS", 6000),
            exit_url=_address(environ, "EXIT_URL", EXIT),
            snapshots=Path(environ.get(PREFIX + "SNAPSHOTS") or data / "snapshots").absolute(),
            snapshot_minutes=_number(environ, "SNAPSHOT_MINUTES", 5),
        )

    def origin(self, slug: str) -> str:
        """Where a library is found, without a closing slash."""
        return self._at(f"{slug}.{self.base_domain}")

    @property
    def bare_origin(self) -> str:
        """Where the network is found: invitations, and the door of its admins."""
        return self._at(self.base_domain)

    def _at(self, host: str) -> str:
        port = f":{self.origin_port}" if self.origin_port else ""
        return f"{self.scheme}://{host}{port}"


def _number(environ: Mapping[str, str], name: str, otherwise: int) -> int:
    value = environ.get(PREFIX + name)
    if not value:
        return otherwise
    if not (value.isascii() and value.isdigit()):
        raise ValueError(f"{PREFIX}{name} must be a number, not {value!r}")
    return int(value)


def _address(environ: Mapping[str, str], name: str, otherwise: str) -> str:
    value = environ.get(PREFIX + name) or otherwise
    if not value.startswith(("https://", "http://")):
        raise ValueError(f"{PREFIX}{name} must be a web address, not {value!r}")
    return value
