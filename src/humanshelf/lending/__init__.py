"""How human books are lent. The core of the product, and the only place where a floor decides.

Plain Python: no Flask, no SQLAlchemy and no clock. Time comes in as an aware ``datetime``,
mistakes go out as the named exceptions of :mod:`humanshelf.lending.mistakes`, and what changed
is left in the floor for whoever saves it.
"""
