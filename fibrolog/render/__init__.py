"""The shapes a result is shown in: each renderer takes a value and returns it, shaped.

A document is drawn by `terminal`, `plain` and `html`, which know its kinds of block and nothing of
what is in them; its pictures are in `drawings`. Nothing here prints, computes a figure or reads
the diary. Whatever a person wrote goes through `text.visible` before it reaches a screen.
"""
