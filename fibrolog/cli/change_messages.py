"""What the commands that change or look at changes answer."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

from fibrolog.cli.clock import When
from fibrolog.cli.confirmations import came_back, came_twice, replaced
from fibrolog.domain.entries import AnyRecord, ClearDay, Moment
from fibrolog.parse.when.format import spoken, spoken_day
from fibrolog.render.entry_json import entry_json
from fibrolog.render.entry_words import entry_words
from fibrolog.storage.outcomes import Deleted, Edited, Restored
from fibrolog.storage.undo import Step, Touched, Version
from fibrolog.text import visible

# Of a step with more changes than a line of the history can hold, such as an import.
_NAMED_OF_MANY = 3


def entry_line(record: AnyRecord, *, plain: bool) -> str:
    """Return an entry in a line, with its time."""
    entry = record.entry
    when = spoken_day(entry.day) if isinstance(entry, ClearDay) else spoken(entry.moment)
    return f"{record.id}: {entry_words(entry, aloud=plain)}, {when}."


def edited(done: Edited, when: When | None = None, *, plain: bool) -> str:
    """Return the answer to `edit` and `finish`; `when`: the moment that was typed."""
    if done.before == done.after:
        lines = [f"Nothing to change: {entry_line(done.after, plain=plain)}"]
    else:
        lines = [
            f"Changed {entry_line(done.after, plain=plain)}",
            f"It was {entry_line(done.before, plain=plain)}",
        ]
    lines += came_twice(when) if when else []
    lines += replaced(done.replaced)
    lines += map(came_back, done.back)
    return "\n".join(lines)


def deleted(done: Deleted, *, plain: bool) -> str:
    """Return the answer to `delete`."""
    lines = [f"Deleted {entry_line(record, plain=plain)}" for record in done.removed]
    lines += map(came_back, done.back)
    first = done.removed[0].id
    lines.append(
        f"To bring it back, type: fibrolog undo\nAt any later time: fibrolog restore {first}"
        if len(done.removed) == 1
        else f"To bring them back, type: fibrolog undo\nOne alone: fibrolog restore {first}"
    )
    return "\n".join(lines)


def restored(done: Restored, *, plain: bool) -> str:
    """Return the answer to `restore`."""
    if done.was_there:
        return f"Nothing to bring back: {entry_line(done.record, plain=plain)}"
    lines = [f"Brought back {entry_line(done.record, plain=plain)}"]
    if done.side_lost:
        lines.append(f"Its side, {done.side_lost}, is left out: its region has no sides now.")
    lines += replaced(done.replaced)
    return "\n".join(lines)


def taken_back(step: Step, *, redo: bool, plain: bool) -> str:
    """Return what one reversal did; in plain text no line hangs below another."""
    indent = "" if plain else "  "
    head = f"{'Put back' if redo else 'Took back'}: {step.command}."
    lines = [head, *(f"{indent}{_now(touched, plain=plain)}" for touched in step.touched)]
    if step.more:
        lines.append(f"{indent}And {step.more:,} more.")
    return "\n".join(lines)


def step_line(step: Step, now: datetime, *, plain: bool) -> str:
    """Return one step of the history."""
    shown = step.touched[:_NAMED_OF_MANY] if step.more else step.touched
    names = ", ".join(f"{one.name} {one.deed}" for one in shown) or "no entry changed"
    more = f" and {step.more + len(step.touched) - len(shown):,} more" if step.more else ""
    undone = ", taken back" if step.undone else ""
    end = "." if plain else ""
    when = _local(step.at, now, plain=plain)
    return visible(f"{when}{step.command}: {names}{more}{undone}{end}")


def version_lines(versions: Iterable[Version], now: datetime, *, plain: bool) -> Iterator[str]:
    """Yield what became of one entry, a line for each time it was changed."""
    before: AnyRecord | None = None
    for version in versions:
        head = f"{_local(version.at, now, plain=plain)}{version.command}: "
        end = "." if plain else ""
        if version.entry is None:
            yield f"{head}removed{end}"
        elif before is None:
            yield f"{head}{entry_line(version.entry, plain=plain)}"
        else:
            yield head + visible("; ".join(_differences(before, version.entry))) + end
        before = version.entry


def gone(versions: Sequence[Version]) -> Iterator[str]:
    """Yield how to bring back an entry that is gone."""
    *_, latest = versions
    if latest.entry is not None:
        return
    was = next(version.entry for version in reversed(versions) if version.entry is not None)
    # A clear day that ended for a spasm has no day to come back to.
    if not isinstance(was.entry, ClearDay) or latest.command == "delete":
        yield f"To bring it back, type: fibrolog restore {was.id}"


def _differences(before: AnyRecord, after: AnyRecord) -> Iterator[str]:
    old, new = entry_json(before), entry_json(after)
    for name in new:
        if old[name] != new[name] and name != "updated_at":
            yield f"{name} {_shown(old[name])} became {_shown(new[name])}"


def _shown(value: object) -> str:
    if isinstance(value, list):
        return "; ".join(value) or "nothing"
    return "nothing" if value in (None, "") else str(value)


def _now(touched: Touched, *, plain: bool) -> str:
    state = {"added": "is back", "removed": "is gone", "changed": "is as it was"}[touched.deed]
    if touched.entry is None:
        return visible(f"{touched.name} {state}.")
    line = entry_line(touched.entry, plain=plain)
    return f"{touched.name} {state}: {line.partition(': ')[2]}"


def _local(at: datetime, now: datetime, *, plain: bool) -> str:
    """Return a time to begin a line with: a column of it, or words."""
    local = at.astimezone(now.tzinfo)
    return f"{spoken(Moment(local))}, " if plain else f"{local:%Y-%m-%d %H:%M}  "
