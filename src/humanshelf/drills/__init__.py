"""Drills: each plays an event in a deployment of its own, does to it what a bad day would do, and
says what it found. Never the real data: a folder that is new, and gone afterwards.

A drill is a module here with one function, ``drill``, that is given a
:class:`~humanshelf.drills.stage.Stage` and yields what it finds. It needs nothing but the product.
"""
