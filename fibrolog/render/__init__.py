"""The shapes a result is shown in: each renderer takes a value and returns it, shaped.

Nothing here prints, computes a figure or reads the diary. Whatever a person wrote goes through
`text.visible` before it reaches a screen.
"""
