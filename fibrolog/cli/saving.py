"""`report --save`: the report as a file, in the form that the file's ending names."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Literal, TypeAlias, get_args

from fibrolog.cli.screen import json_text
from fibrolog.cli.whole_file import destination
from fibrolog.errors import NotUnderstood
from fibrolog.names import either
from fibrolog.text import quote

if TYPE_CHECKING:
    from fibrolog.report.summary import Report

Form: TypeAlias = Literal["html", "svg", "txt", "json"]
FORMS: tuple[Form, ...] = get_args(Form)


def form_of(file: Path) -> Form:
    """Return the form that a file's ending names, in any letter case.

    Raises:
        NotUnderstood: when it names none.
    """
    for form in FORMS:
        if file.suffix.casefold() == f".{form}":
            return form
    endings = either(f".{form}" for form in FORMS)
    raise NotUnderstood(
        f"--save {quote(str(file))} does not end in {endings}; type one like report.html."
    )


def save(report: Report, file: Path, form: Form, *, diary: Path, plain: bool) -> None:
    """Write a report to a private file, whole or not at all.

    Args:
        report: what to write.
        file: where to.
        form: what as.
        diary: the diary, which is never written over.
        plain: text is one fact a line, for screen readers.

    Raises:
        NotUnderstood: when the file is the diary.
        DiaryError: when it cannot be written.
    """
    text = _text(report, form, plain=plain)
    with destination(file, diary, "--save") as written:
        written.write(text)


def _text(report: Report, form: Form, *, plain: bool) -> str:
    if form == "json":
        from fibrolog.render.report_json import report_json

        return f"{json_text(report_json(report))}\n"
    if form == "html":
        from fibrolog.render.report_html import report_html

        return report_html(report)
    if form == "txt" and plain:
        from fibrolog.render.report_plain import report_plain

        return f"{report_plain(report)}\n"
    from fibrolog.render.report_sheet import report_svg, report_txt

    return report_txt(report) if form == "txt" else report_svg(report)
