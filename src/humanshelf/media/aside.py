"""Decoding a picture, beside the phones. No library is in force there: what the work needs is
handed to it."""

from humanshelf.aside import Aside

aside = Aside(1)
"""One at a time: a decoded picture takes tens of megabytes."""
