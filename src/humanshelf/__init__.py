"""Humanshelf: the system that Human Library events run on."""

__version__ = "0.1.0"
