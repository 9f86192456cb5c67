"""What making a file safely takes beside SQLite."""

from __future__ import annotations

import os
from pathlib import Path


def synchronise_folder(path: Path) -> None:
    """See to it that a new name in a folder survives a power cut."""
    folder = os.open(path, os.O_RDONLY)
    try:
        os.fsync(folder)
    except OSError:
        pass  # some network file systems cannot; the entry itself is synchronised all the same
    finally:
        os.close(folder)
