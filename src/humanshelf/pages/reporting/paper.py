"""A report as data for the house style of documents (prints/report.typ)."""

from typing import Any

from flask_babel import format_date, pgettext
from flask_babel import gettext as _

from humanshelf import prints
from humanshelf.media.files import opened
from humanshelf.pages import voices
from humanshelf.pages.here import Here
from humanshelf.pages.prose import plainly
from humanshelf.pages.reporting import Page
from humanshelf.pages.reporting.notes import notes
from humanshelf.pages.reporting.parts import Block, Chart, Said, Section
from humanshelf.records.programme import ShownExhibit

Data = dict[str, Any]


def as_pdf(page: Page, here: Here, language: str) -> bytes:
    return prints.pdf("report", data(page, here, language))


def data(page: Page, here: Here, language: str) -> Data:
    released = _("Edition %(num)s", num=page.edition) if page.edition else ""
    return {
        "lang": language,
        "title": _("Report"),
        "heading": _said(page.title, language),
        "library": here.words("name", language)[0],
        "hue": here.hue,
        "eyebrow": _("Report"),
        "lead": page.days,
        "head": format_date(page.day, "d MMMM y") if page.day else "",
        "foot": released,
        "names": {
            "before": pgettext("chart", "Before"),
            "after": pgettext("chart", "After"),
            "answer": pgettext("chart", "Answer"),
            "scale": pgettext("chart", "Scale"),
            "picture": _("Picture"),
            "number": pgettext("chart", "Number"),
        },
        "sections": [_section(section, language) for section in page.sections],
        "quotes-heading": _("What people say"),
        "quotes": [
            {"words": _said(quote.words("text", language), language), "who": voices.who(quote.who)}
            for quote in page.quotes
        ],
        "photos-heading": _("Photographs"),
        "photos": [_photo(photo, language) for photo in page.photos],
        "notes-heading": _("How these figures were made"),
        "notes": notes(page.k),
    }


def _said(said: Said, language: str) -> str | Data:
    text, its = said
    return text if its == language else {"text": text, "lang": its}


def _photo(photo: ShownExhibit, language: str) -> Data:
    """Of a size that a page of paper can show."""
    sealed = opened(photo.pictures[-1].name)
    return {
        "bytes": b"".join(sealed.read(0, sealed.size)) if sealed else b"",
        "alt": photo.words("alt", language)[0],
        "caption": _said(plainly(photo.words("caption", language)), language),
    }


def _section(section: Section, language: str) -> Data:
    return {
        "heading": section.heading,
        "lead": list(section.lead),
        "figures": [{"name": name, "value": value} for name, value in section.figures],
        "blocks": [_block(block, language) for block in section.blocks],
    }


def _block(block: Block, language: str) -> Data:
    dots = block.dots
    return {
        "heading": _said(block.heading, language),
        "sentences": list(block.sentences),
        "dots": dots
        and {
            "was": dots.was / 100,
            "is": dots.now / 100,
            "steps": f"{dots.low}–{dots.high}",
            "was-text": dots.was_text,
            "is-text": dots.now_text,
        },
        "charts": [_chart(chart, language) for chart in block.charts],
    }


def _chart(chart: Chart, language: str) -> Data:
    return {
        "caption": chart.caption,
        "rows": [
            {"name": _said(row.name, language), "share": _share(row.share), "text": row.text}
            for row in chart.rows
        ],
        "pairs": [
            {
                "name": _said(pair.name, language),
                "was": _share(pair.was),
                "is": _share(pair.now),
                "was-text": pair.was_text,
                "is-text": pair.now_text,
            }
            for pair in chart.pairs
        ],
    }


def _share(share: int | None) -> float | None:
    return None if share is None else share / 100
