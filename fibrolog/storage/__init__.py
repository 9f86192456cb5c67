"""The diary's file: one SQLite database, and the only package in which SQL is spoken.

`file` opens and creates it, `guard` looks at it first, `migrations` shapes it; `diary` writes and
reads, with `entries`, `vocabulary`, `trials`, `statistics` and `undo` for its parts; `merge` takes
in what another file holds. Rows stay inside: what leaves is a domain object, a frozen count or a
cell.
"""
