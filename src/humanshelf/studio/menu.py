"""The way to the parts of the studio: groups, of which the one that is open shows its pages."""

from dataclasses import dataclass, replace

from flask import request, url_for
from flask_babel import gettext as _
from flask_babel import pgettext

from humanshelf.access.doorkeeper import may
from humanshelf.studio import studio


@dataclass(frozen=True)
class Link:
    name: str
    url: str
    open: bool = False
    """Whether this is the page that is read, or one below it."""

    def holds(self, path: str) -> bool:
        return path == self.url or path.startswith(self.url + "/")


@dataclass(frozen=True)
class Group:
    title: str
    links: tuple[Link, ...]

    @property
    def name(self) -> str:
        """Where there is but one page, its own: who may do little need not wonder what else."""
        return self.title if len(self.links) > 1 else self.links[0].name

    @property
    def open(self) -> bool:
        return any(link.open for link in self.links)


@studio.app_template_global("studio_menu")
def menu() -> list[Group]:
    """What this person may open. A page belongs to the link whose address begins its own at most
    length."""
    groups = [
        (title, [Link(name, url_for(route)) for route, name in links if may(route)])
        for title, links in _groups()
    ]
    here = [link for _title, links in groups for link in links if link.holds(request.path)]
    nearest = max(here, key=lambda link: len(link.url), default=None)
    return [
        Group(title, tuple(replace(link, open=link == nearest) for link in links))
        for title, links in groups
        if links
    ]


def _groups() -> tuple[tuple[str, tuple[tuple[str, str], ...]], ...]:
    start = pgettext("studio", "Start")
    return (
        (start, (("studio.home", start),)),
        (
            _("Events"),
            (
                ("studio.events", _("Prepare events")),
                ("desk.events", _("Events")),
                ("studio.plan", _("Plan an event")),
                ("studio.rehearsals", _("Rehearsals")),
                ("studio.interpreters", _("Interpreters")),
            ),
        ),
        (
            _("Books"),
            (
                ("studio.books", _("Books")),
                ("studio.recruiting", _("The way to the shelf")),
                ("studio.themes", _("Themes")),
                ("studio.translations", _("Translations")),
                ("studio.vault", _("Sealed contact details")),
            ),
        ),
        (_("Exhibition"), (("studio.exhibition", _("Exhibition")),)),
        (
            _("Reports"),
            (
                ("studio.report", _("Reports")),
                ("studio.surveys", _("Surveys")),
                ("studio.feedback", _("Feedback")),
                ("studio.comments", _("A comment from elsewhere")),
                ("studio.imports", _("Comments from a file")),
                ("studio.quotes", _("Quotes")),
                ("studio.stories", _("Stories")),
                ("studio.practice", pgettext("practice", "Practice card")),
            ),
        ),
        (
            _("The library"),
            (
                ("studio.library", _("The library")),
                ("studio.team", _("The team")),
                ("studio.activity", _("What was done")),
                ("studio.left", _("What is left")),
                ("studio.show_lockdown", _("If somebody comes")),
            ),
        ),
        (_("My account"), (("front.account", _("My account")),)),
    )
