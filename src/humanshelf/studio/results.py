"""What was answered: in a survey by link as figures and words, by an event's books as sheets."""

from flask import Response, redirect, url_for

from humanshelf.impact.hiding import USUAL
from humanshelf.impact.sheets import Moment
from humanshelf.pages import page
from humanshelf.pages.downloads import download
from humanshelf.pages.language import language
from humanshelf.pages.reporting.names import Names
from humanshelf.pages.reporting.notes import rounding
from humanshelf.pages.reporting.sections import Shown, said
from humanshelf.pages.reporting.tables import as_csv
from humanshelf.records.survey_results import figures_alone, written_alone
from humanshelf.records.surveys import Survey, languages
from humanshelf.studio import studio
from humanshelf.studio.check_ins import check_ins_page
from humanshelf.studio.survey import survey_or_404


@studio.get("/studio/surveys/<survey>/results")
def results(survey: str) -> Response:
    """What readers answered before and after stands in the report."""
    found = survey_or_404(survey)
    if found.moment is Moment.CHECK_IN:
        return check_ins_page(found)
    if found.moment is not Moment.ALONE:
        return redirect(url_for(".report"), 303)  # type: ignore[return-value]
    return alone_page(found)


@studio.get("/studio/surveys/<survey>/results/table")
def results_table(survey: str) -> Response:
    """Figures only: words and whole sheets are read here and carried nowhere."""
    found = survey_or_404(survey)
    if found.moment is not Moment.ALONE:
        return redirect(url_for(".results", survey=survey), 303)  # type: ignore[return-value]
    shown = counted(found)
    return download(as_csv(shown.figures, shown.names).encode(), "text/csv", "survey.csv")


def alone_page(found: Survey) -> Response:
    assert found.id is not None
    shown = counted(found)
    return page(
        "studio/results.html",
        survey=found,
        section=said(shown),
        format="CSV",
        notes=rounding(USUAL),
        written=written_alone(found.id),
    )


def counted(found: Survey) -> Shown:
    assert found.id is not None
    figures = figures_alone(found.id, USUAL)
    return Shown(figures, Names(figures, language(), languages()))
