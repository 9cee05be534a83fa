"""Setting a document, beside the phones."""

from humanshelf.aside import Aside

aside = Aside(2)
