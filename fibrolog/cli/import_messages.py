"""What `import` answers: what came in, what was here already, and what could not come in."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from fibrolog.cli.confirmations import came_back
from fibrolog.cli.rejected_lines import BadLines
from fibrolog.storage.import_records import Merged
from fibrolog.text import agreeing, both, counted, plural, quote, visible
from fibrolog.trials.plan import TrialRecord

# As many names as a sentence can hold.
_NAMED = 10


def brought(done: Merged, *, dry_run: bool) -> Iterator[str]:
    """Yield what an import did, or would do."""
    would = "Would " if dry_run else ""
    added = _listed(
        (done.added["episode"], "episode"),
        (done.added["use"], "use"),
        (done.added["clear"], "clear day"),
        (done.trials, "trial"),
    )
    changed = _listed((done.changed, "entry"), (done.changed_trials, "trial"))
    removed = _listed((done.removed, "entry"), (done.removed_trials, "trial"))
    if added:
        yield f"{would + 'add' if would else 'Added'} {added}."
    if changed:
        which = _first(done.changed_ids, done.changed + done.changed_trials)
        yield f"{would + 'change' if would else 'Changed'} {changed}: {which}."
    yield from _changed_on_both_sides(done, dry_run=dry_run)
    if removed:
        yield (
            f"{would + 'remove' if would else 'Removed'} {removed} that the other diary had "
            "removed."
        )
    if done.gave_way:
        gave = counted(done.gave_way, "clear day", "gives", grouped=True)
        yield f"{gave} way to a spasm, or to another entry for the day."
    for clear in done.back:
        yield came_back(clear, dry_run=dry_run)
    if others := done.many_back - len(done.back):
        yield f"So {'would be' if dry_run else agreeing(others, 'is')} {others:,} more."
    yield from _known_already(done)
    for noun in ("region", "remedy"):
        names = [name for which, name in done.new_names if which == noun]
        if names:
            shown = ", ".join(names[:_NAMED])
            more = f" and {len(names) - _NAMED} more" if len(names) > _NAMED else ""
            yield visible(f"New {plural(noun)}: {shown}{more}.")
    if not done.writes:
        yield (
            "Nothing is new." if done.same or done.same_trials else "There is nothing to bring in."
        )
        return
    if not (added or changed or removed or done.gave_way or done.back or done.new_names):
        yield "No entry changed, only what is known of words and of entries that were removed."
    if dry_run:
        yield "This was only a look; nothing was changed."
    else:
        yield "To take all of it back, type: fibrolog undo"


def _changed_on_both_sides(done: Merged, *, dry_run: bool) -> Iterator[str]:
    """Yield whose version of an entry is kept, where it had been changed here and elsewhere."""
    if done.lost_here:
        which = _first(done.lost_here, done.many_lost_here)
        back = (
            ""
            if dry_run
            else f" To see what it was here, type: fibrolog history {done.lost_here[0]}"
        )
        was = agreeing(done.many_lost_here, "was")
        yield (
            f"{which} {was} changed here as well; what comes in is later, "
            f"and {'would be' if dry_run else 'is'} kept.{back}"
        )
    if done.lost_there:
        which = _first(done.lost_there, done.many_lost_there)
        was = agreeing(done.many_lost_there, "was")
        yield f"{which} {was} changed elsewhere as well; what is here is later, and stays."


def _first(ids: Sequence[str], count: int) -> str:
    """Return the first of several ids, and how many more there are."""
    more = count - len(ids[:_NAMED])
    return both([*ids[:_NAMED], *([f"{more:,} more"] if more > 0 else [])])


def _known_already(done: Merged) -> Iterator[str]:
    """Yield what an import brought in vain."""
    if done.same:
        yield f"{counted(done.same, 'entry', 'was', grouped=True)} here already, as new or newer."
    if done.same_trials:
        yield f"{counted(done.same_trials, 'trial', 'was', grouped=True)} here already."
    if done.stayed_removed:
        yield (
            f"{counted(done.stayed_removed, 'entry', 'was', grouped=True)} removed here "
            "later, and so left out."
        )


def not_shown(done: Merged) -> Iterator[str]:
    """Yield that an import brings more than its first entries, where it does."""
    more = sum(done.added.values()) + done.changed - len(done.first)
    if done.first and more > 0:
        yield f"And {more:,} more."


def at_once(running: Sequence[TrialRecord]) -> Iterator[str]:
    """Yield that several trials run now, where they do: each diary had begun one."""
    if len(running) > 1:
        named = both([f"{one.id} ({one.trial.remedy})" for one in running])
        yield visible(
            f"{len(running)} trials run at once now, {named}; to end one early, type: "
            f"fibrolog trial stop {running[-1].id}"
        )


def bad_lines(bad: BadLines) -> Iterator[str]:
    """Yield why lines cannot come in, a sentence for each reason."""
    for (column, reason), (first, lines) in bad.reasons.items():
        more = f" and {lines - 1:,} more" if lines > 1 else ""
        where = f", column {quote(column)}" if column else ""
        yield visible(f"Line {first}{more}{where}: {reason}")
    if bad.others:
        yield f"And {counted(bad.others, 'more line', grouped=True)}, each for another reason."


def refused(bad: int, source: str, *, possible: bool) -> str:
    """Return the sentence for an import with bad lines, which it may be possible to keep apart."""
    them = "them" if bad > 1 else "it"
    apart = f", or keep {them} apart with --skip-bad REJECTS.csv" if possible else ""
    lines = counted(bad, "line", grouped=True)
    return f"Nothing came in from {source}: {lines} cannot be read, see above; mend {them}{apart}."


def _listed(*counts: tuple[int, str]) -> str:
    """Return what there is of several things: `2 episodes and 1 trial`; '' when there is none."""
    parts = [counted(count, noun, grouped=True) for count, noun in counts if count]
    return both(parts) if parts else ""
