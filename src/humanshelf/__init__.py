"""Humanshelf: the system that Human Library events run on."""
