"""Where the diary is."""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from pathlib import Path

import typer

from fibrolog.errors import DiaryError
from fibrolog.storage.file import PRIVATE_FOLDER, translate_errors

FILE_NAME = "diary.db"


def diary_path(ctx: typer.Context) -> Path:
    """Return the diary's file: from `--db`, `FIBROLOG_DB`, or the default place."""
    named: Path | None = ctx.obj.db
    path = place(named)
    with translate_errors(path):
        if named is None:
            _make_private(path.parent)
        return Path(os.path.realpath(path))


def place(named: Path | None) -> Path:
    """Return where the diary is when its file was named, or not."""
    return named if named is not None else _default_path()


def _make_private(folder: Path) -> None:
    """Remove the rights that others have on the folder that is fibrolog's own."""
    if folder.exists() and folder.stat().st_mode & 0o077:
        with suppress(PermissionError):
            folder.chmod(PRIVATE_FOLDER)


def _default_path() -> Path:
    if not sys.platform.startswith("linux"):
        return Path(typer.get_app_dir("fibrolog")) / FILE_NAME
    told = os.environ.get("XDG_DATA_HOME", "")
    if Path(told).is_absolute():  # the XDG specification ignores relative ones
        return Path(told) / "fibrolog" / FILE_NAME
    try:
        return Path.home() / ".local" / "share" / "fibrolog" / FILE_NAME
    except RuntimeError as error:
        raise DiaryError("There is no home folder; name the diary's file with --db.") from error
