"""A long text for paper: the same reading as on pages, as data that house.typ draws.

Words stay words on the way there: nothing of a text is ever typst's source.
"""

from collections.abc import Iterator
from typing import Any

from markdown_it.tree import SyntaxTreeNode

from humanshelf.pages.marks import read

Data = dict[str, Any]


def printed(found: tuple[str, str], top: int) -> Data:
    """The text, in the language that it is in; its headings from the level ``top`` on."""
    text, its = found
    return {"lang": its, "blocks": _blocks(SyntaxTreeNode(read(text, top)))}


def _blocks(node: SyntaxTreeNode) -> list[Data]:
    return [_block(one) for one in node.children]


def _block(node: SyntaxTreeNode) -> Data:
    if node.type in ("bullet_list", "ordered_list"):
        counted = node.type == "ordered_list"
        return {
            "kind": "list",
            "counted": counted,
            "items": [_blocks(one) for one in node.children],
        }
    if node.type == "blockquote":
        return {"kind": "quote", "blocks": _blocks(node)}
    runs = [run for one in node.children for run in _runs(one, "", False, False)]
    if node.type == "heading":
        return {"kind": "heading", "level": int(node.tag[1:]), "runs": runs}
    return {"kind": "paragraph", "runs": runs}


def _runs(node: SyntaxTreeNode, link: str, strong: bool, stressed: bool) -> Iterator[Data]:
    """Words that look alike; of a link, the last of them has its address besides."""
    strong, stressed = strong or node.type == "strong", stressed or node.type == "em"
    if node.type == "link":
        # A page of our own has no address that would mean anything on paper.
        address = str(node.attrs["href"])
        link = address if address.startswith("https://") else ""
    words = node.content if node.type == "text" else "\n" * node.type.endswith("break")
    if words:
        yield {"words": words, "link": link, "strong": strong, "stressed": stressed, "note": ""}
    runs = [run for one in node.children for run in _runs(one, link, strong, stressed)]
    if node.type == "link" and runs and "".join(run["words"] for run in runs) != link:
        runs[-1]["note"] = link
    yield from runs
