"""Names of what is counted: questions and answers in their own words, themes, languages."""

from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _
from flask_babel import pgettext

from humanshelf.impact.figures import Form
from humanshelf.impact.instruments import instruments
from humanshelf.pages import voices
from humanshelf.pages.language import SIGN, talk_name
from humanshelf.pages.reporting.parts import Said
from humanshelf.pages.reporting.sentences import share
from humanshelf.records.words import Words

Figure = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Names:
    """``order`` is that of the library's languages: the next one stands in for a missing text."""

    figures: Figure
    language: str
    order: tuple[str, ...]

    def question(self, told: Figure, number: int = 0) -> Said:
        item = told["items"][number]
        return self._words(item)("text", self.language)

    def subject(self, told: Figure) -> Said:
        """What a figure is about: a question, or all statements of a scale."""
        return self.scale(told) if told["form"] == Form.SCORE else self.question(told)

    def scale(self, told: Figure) -> Said:
        """The name of what several statements ask together."""
        id = told["items"][0]["key"].partition(".")[0]
        found = instruments().get(id)
        texts = found.construct if found else {}
        return Words({k: {"name": v} for k, v in texts.items()}, self.order)("name", self.language)

    def answer(self, told: Figure, name: str) -> Said:
        """A step with its words, an option's words, or a span of steps."""
        item = told["items"][0]
        words = self._words(item)
        if item["kind"] != "scale":
            found = words(name, self.language)
            return found if found[0] else (name, self.language)
        end = {str(item["low"]): "low", str(item["high"]): "high"}.get(name, "")
        said, its = words(name, self.language)
        if not said and end:
            said, its = words(end, self.language)
        return (f"{name} · {said}", its) if said else (name, self.language)

    def agreed(self, told: Figure) -> str:
        item = told["items"][0]
        high, percent = self._words(item)("high", self.language)[0], share(told["agreed"])
        step = told["agreed_from"].partition("–")[0]
        if high:
            return _(
                "%(share)s answered %(step)s or more; %(high)s means “%(words)s”.",
                share=percent,
                step=step,
                high=item["high"],
                words=high,
            )
        return _("%(share)s answered %(step)s or more.", share=percent, step=step)

    def said(self, told: Figure, part: Figure) -> str:
        """62 % said “yes”."""
        words = self.answer(told, part["name"])[0]
        return _("%(share)s said “%(words)s”.", share=share(part["percent"]), words=words)

    def theme(self, code: str) -> Said:
        names = self.figures["themes"].get(code)
        if not names:
            return _("Without a theme"), self.language
        return Words({k: {"name": v} for k, v in names.items()}, self.order)("name", self.language)

    def talk(self, code: str) -> Said:
        if not code:
            return _("One of the book’s languages"), self.language
        return talk_name(code), self.language if code == SIGN else code

    def truth(self, part: str) -> Said:
        return {
            "sooner": _("Sooner than told"),
            "inside": _("As told"),
            "later": _("Later than told"),
        }[part], self.language

    def called(self, part: str) -> Said:
        return {
            "called": pgettext("cards", "Called"),
            "uncalled": _("Never called"),
        }[part], self.language

    def tone(self, kind: str) -> Said:
        return voices.tone(kind), self.language

    def count(self, n: int | None) -> str:
        return _("not shown") if n is None else str(n)

    def _words(self, item: Figure) -> Words:
        texts = self.figures["words"].get(f"{item['key']}@{item['version']}", {})
        return Words(texts, self.order)
