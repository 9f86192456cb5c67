"""When it happened: the words for moments and days, and how a moment is said back.

Nothing is imported here: `spoken` is on the path of every `add`, the rest only where the words
need it.
"""
