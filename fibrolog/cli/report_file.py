"""`report --save`: the report as a file, in the form that the file's ending names."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Literal, TypeAlias, get_args

from fibrolog.cli.output import json_text
from fibrolog.errors import NotUnderstood
from fibrolog.text import either, quote

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


def text_of(report: Report, form: Form, *, plain: bool) -> str:
    """Return a report in a form; with `plain` text is one fact a line, for screen readers."""
    if form == "json":
        from fibrolog.render.json import report_json

        return f"{json_text(report_json(report))}\n"
    from fibrolog.report.sections import report_document

    document = report_document(report)
    if form == "html":
        from fibrolog.render.html import html

        return html(document)
    if form == "txt" and plain:
        from fibrolog.render.plain import plain as read_aloud

        return f"{read_aloud(document)}\n"
    from fibrolog.render.capture import svg, txt

    return txt(document) if form == "txt" else svg(document)
