"""From a template and its data to a document."""

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import typst

FOLDER = Path(__file__).parent
TEMPLATES = frozenset(path.stem for path in FOLDER.glob("*.typ")) - {"house"}


def typeset(template: str, data: Mapping[str, Any], **more: Any) -> bytes:
    """The template with its data as PDF, or as `format` asks."""
    if template not in TEMPLATES:
        raise LookupError(f"there is no template {template}.typ")
    result: bytes = typst.compile(
        FOLDER / f"{template}.typ",
        root=FOLDER,
        font_paths=_fonts(),
        ignore_system_fonts=True,
        sys_inputs={"data": as_json(data)},
        # Nothing is fetched: there is no package here and no place to keep one.
        package_path=FOLDER / "packages",
        package_cache_path=FOLDER / "packages",
        **{"format": "pdf", **more},
    )
    return result


def pictures(template: str, data: Mapping[str, Any], ppi: int = 96) -> list[bytes]:
    """The pages as PNG, for somebody's eyes while a template is being made."""
    pages: Any = typeset(template, data, format="png", ppi=float(ppi))
    return [pages] if isinstance(pages, bytes) else list(pages)


def as_json(data: Mapping[str, Any]) -> str:
    """The data as one text. Half a letter (a lone surrogate) becomes a question mark."""
    text = json.dumps(data, ensure_ascii=False, allow_nan=False, default=_picture)
    return text.encode("utf-8", "replace").decode("utf-8")


def _picture(value: object) -> list[int]:
    """A picture's bytes as numbers: typst makes bytes of them again without a file between."""
    if isinstance(value, bytes):
        return list(value)
    raise TypeError(f"a document has no use for a {type(value).__name__}")


@cache
def _fonts() -> typst.Fonts:
    return typst.Fonts(include_system_fonts=False)
