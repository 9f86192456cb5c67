"""What the diary says about a period, computed as one frozen value.

Storage counts (`tallies`), this package computes (`rates`, `summary`), and renderers show; nothing
here reads a file, a clock or a terminal.
"""
