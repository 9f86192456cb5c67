"""What the diary says about a period: computed as one frozen value, and told as a document.

Storage counts (`tallies`), this package computes (`rates`, `summary`) and says it (`sections`, each
once, in the blocks of `document`), and renderers draw the kinds of block; nothing here reads a
file, a clock or a terminal. A section of your own: a file in `sections`, its place in the list
there, and what scripts get of it in `fibrolog.render.json`.

What only carries a result is a named tuple, here and in `remedies`: to define a frozen dataclass
takes a third of a millisecond at every start, and a report has dozens of such values.
"""
