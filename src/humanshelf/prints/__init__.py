"""Pages for paper and files: what a door has gathered, set in type as PDF. It asks nobody.

A template is a file <name>.typ beside this one, house.typ is what they share. What a door hands
over reaches the template as data, never as source: words with # or $ or markup stay words. The
fonts are those inside typst, and nothing outside this folder can be read.

Every template needs in its data: `lang`, `title` (neutral: it stands in the window's bar),
`library` and `hue`. Where a text is in another language it is {"text": …, "lang": …}. Numbers
come as text, ready in the language; places on a scale and shares come as fractions from 0 to 1.
A picture comes as its bytes.
"""

from humanshelf.prints.aside import aside
from humanshelf.prints.typesetter import TEMPLATES, pictures, typeset

__all__ = ["TEMPLATES", "pdf", "pictures"]


def pdf(template: str, data: dict[str, object]) -> bytes:
    """The document as PDF: tagged, with its language and title. Views just call it."""
    return aside(typeset, template, data)
