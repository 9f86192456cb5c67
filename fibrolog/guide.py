"""The handbook: Markdown pages that are part of the program, one for each topic."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from fibrolog.errors import NotUnderstood
from fibrolog.text import either, name_key, nearest, quote

# In the order in which the first page lists them.
TOPICS = (
    "first steps", "words", "report", "remedies", "trial", "import", "files", "privacy",
    "accessibility", "spasms", "urgent",
)  # fmt: skip

_PAGES = Path(__file__).with_name("handbook")
_FIRST_PAGE = "README"  # what a forge shows of the folder
# Pictures, and what the tests run for a page before a reader sees its first line.
_NOT_TO_READ = re.compile(r"<(?:!--|img ).*?>\n+", re.DOTALL)


def page(words: Sequence[str]) -> str:
    """Return one page of the handbook as Markdown.

    Args:
        words: the topic as it was typed, in any letter case; none for the page that lists them.

    Raises:
        NotUnderstood: when there is no such topic, naming the nearest.
    """
    name = _topic(" ".join(words)).replace(" ", "-") if words else _FIRST_PAGE
    return _NOT_TO_READ.sub("", (_PAGES / f"{name}.md").read_text(encoding="utf-8"))


def _topic(typed: str) -> str:
    topic = name_key(typed)
    if topic in TOPICS:
        return topic
    close = nearest(typed, TOPICS)
    instead = f"type fibrolog guide {either(close)}" if close else "fibrolog guide lists the topics"
    raise NotUnderstood(f"The guide has no topic {quote(typed)}; {instead}.")
