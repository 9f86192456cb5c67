"""By what a diary's file is known."""

# "fbrl" in ASCII: what SQLite's header calls the application id.
APPLICATION_ID = 0x6662726C
# Raised by each migration; a file with a higher one was written by a newer fibrolog.
SCHEMA_VERSION = 3
# The tables whose every change is journalled, so that it can be taken back.
JOURNALLED = (
    "regions", "remedies", "region_aliases", "remedy_aliases", "episodes", "uses", "clear_days",
    "revisions", "trials",
)  # fmt: skip
TABLES = (*JOURNALLED, "steps", "changes")
