"""The diary's file: one SQLite database, and the only package in which SQL is spoken.

`connection` opens, creates and guards the file; `migrations` shapes it; `diary` writes and reads
entries; `terms` the vocabulary; `ledger` every entry as a line of one table; `tallies` counts
for reports. Rows stay inside: what leaves is a domain object, a frozen count or a plain cell.
"""
