"""Every table of a library's own store, and every query. Nobody else writes SQL.

Rows go in and out as plain values; ``floors`` turns the rows of one event into the core's
:class:`~humanshelf.lending.floor.Floor` and back, and nothing else does.
"""
