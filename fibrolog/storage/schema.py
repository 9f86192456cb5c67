"""By what a diary's file is known."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fibrolog.domain.entries import TYPES

if TYPE_CHECKING:
    from fibrolog.storage.outcomes import Kept

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
# Where what the diary keeps under a uid is kept.
TABLE_OF: dict[Kept, str] = {**{name: its.table for name, its in TYPES.items()}, "trial": "trials"}
