"""Whole events played on the real floor: to plan one, to practise one, to measure the rules.

Plain Python like the core beneath it, and apart from it for one reason: the core decides, and
here stand people who come, wish and sit down by lot. What is decided is asked of ``lending/``.
"""
