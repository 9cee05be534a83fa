"""Reports that were released: as a page, on paper, and as figures for other programs."""

from uuid import UUID

from flask import Response, abort
from flask_babel import format_date

from humanshelf.pages import page, voices
from humanshelf.pages.downloads import download
from humanshelf.pages.here import Here, here
from humanshelf.pages.language import language
from humanshelf.pages.reporting import Page, heading, laid_out
from humanshelf.pages.reporting.names import Names
from humanshelf.pages.reporting.notes import notes
from humanshelf.pages.reporting.paper import as_pdf
from humanshelf.pages.reporting.tables import as_csv, as_json
from humanshelf.readers import readers
from humanshelf.records import publications as kept
from humanshelf.records.publications import PublicationRow

FORMATS = (
    ("PDF", ".report_document"),
    ("CSV", ".report_table"),
    ("JSON", ".report_data"),
)


@readers.get("/reports")
def reports() -> Response:
    found = []
    for row in kept.all_publications():
        names = Names(row.figures, language(), tuple(library().languages))
        title, days = heading.headline(row.figures, names), heading.days(row.figures)
        found.append((row.code, title, days, row.edition))
    return page("readers/reports.html", reports=found)


@readers.get("/reports/<report>")
def report(report: str) -> Response:
    row = report_or_404(report)
    return page(
        "readers/report.html",
        shown=laid_out_row(row),
        code=row.code,
        formats=FORMATS,
        sample=row.sample,
        released_on=format_date(row.day, "d MMMM y"),
        notes=notes,
        voices=voices,
    )


@readers.get("/reports/<report>/document")
def report_document(report: str) -> Response:
    paper = as_pdf(laid_out_row(report_or_404(report)), library(), language())
    return download(paper, "application/pdf", "report.pdf")


@readers.get("/reports/<report>/table")
def report_table(report: str) -> Response:
    row = report_or_404(report)
    names = Names(row.figures, language(), tuple(library().languages))
    return download(as_csv(row.figures, names).encode(), "text/csv", "report.csv")


@readers.get("/reports/<report>/data")
def report_data(report: str) -> Response:
    row = report_or_404(report)
    told = as_json(row.figures, row.edition, row.day.isoformat())
    return download(told.encode(), "application/json", "report.json")


def report_or_404(code: str) -> PublicationRow:
    """One that is withdrawn was never there."""
    return kept.published(code) or abort(404)


def laid_out_row(row: PublicationRow) -> Page:
    events = [UUID(hex=event) for event in row.events]
    return laid_out(row.figures, events, library(), language(), row.edition, row.day)


def library() -> Here:
    return here() or abort(404)
