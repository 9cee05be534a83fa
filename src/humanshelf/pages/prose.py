"""What a library writes at length, drawn as HTML or as plain text.

Two parsers of different hands stand between a text and a page: markdown-it-py, which takes no
HTML (pages/marks.py), and nh3, which keeps only the elements named here. This is the one place
where a library's text becomes markup; tools/scan.py knows it by its name. What readers write is
never Markdown.
"""

import re
from collections.abc import Iterable

import nh3
from markdown_it.tree import SyntaxTreeNode
from markupsafe import Markup

from humanshelf.pages.marks import LINK, READER, read

TAGS = {"p", "br", "em", "strong", "a", "ul", "ol", "li", "blockquote", "h2", "h3", "h4", "h5"}
MARKED = re.compile(r"[\\*_\[\r]|^\s*(?:[-+#>]|\d+[.)])", re.MULTILINE)
"""Where a text holds none of this, it reads as it stands."""


def _kept(_tag: str, name: str, value: str) -> str | None:
    return value if name != "href" or LINK.fullmatch(value) else None


def prose(found: tuple[str, str], shown: str, top: int = 3) -> Markup:
    """A text with its language for a page in the language ``shown``; its headings from h<top>."""
    text, its = found
    if not text:
        return Markup("")
    language = Markup("") if its == shown else Markup(' lang="{}"').format(its)
    words = Markup(nh3.clean(
        READER.renderer.render(read(text, top), READER.options, {}),
        tags=TAGS,
        attributes={"*": set(), "a": {"href"}},
        url_schemes={"https"},
        attribute_filter=_kept,
        link_rel="noopener noreferrer nofollow",
    ))  # fmt: skip
    return Markup('<div class="prose"{}>{}</div>').format(language, words)


def plain(text: str) -> str:
    """The same without marks: for titles, calendars, boards and lists."""
    return "\n\n".join(_parts(SyntaxTreeNode(read(text)).children)) if MARKED.search(text) else text


def plainly(found: tuple[str, str]) -> tuple[str, str]:
    """For templates: the text stays with its language."""
    text, its = found
    return plain(text), its


def _parts(nodes: Iterable[SyntaxTreeNode]) -> list[str]:
    return [_part(node) for node in nodes]


def _part(node: SyntaxTreeNode) -> str:
    if node.type in ("bullet_list", "ordered_list"):
        counted, items = node.type == "ordered_list", _parts(node.children)
        return "\n".join(
            f"{at}. {one}" if counted else f"– {one}" for at, one in enumerate(items, 1)
        )
    if node.type == "inline":
        return "".join(_words(node))
    return "\n".join(_parts(node.children))


def _words(node: SyntaxTreeNode) -> Iterable[str]:
    for one in node.walk(include_self=False):
        if one.type == "text":
            yield one.content
        elif one.type in ("softbreak", "hardbreak"):
            yield "\n"
