"""What the diary says about a period, computed as one frozen value.

Storage counts (`tallies`), this package computes (`rates`, `summary`), and renderers show; nothing
here reads a file, a clock or a terminal.

What only carries a result is a named tuple, here and in `remedies`: to define a frozen dataclass
takes a third of a millisecond at every start, and a report has dozens of such values.
"""
