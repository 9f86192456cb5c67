"""The questions about an episode: what `add` asks without words, and `finish` of what is missing.

Digits and Enter are enough to answer every one of them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any, TypeAlias

from fibrolog.cli.clarify import settled_line, settled_uses
from fibrolog.cli.output import tell
from fibrolog.cli.prompts import MOST_CHOICES, Question, ask_all, picked, yes_or_no
from fibrolog.domain.entries import Episode, Moment, Side, require_ended
from fibrolog.domain.vocabulary import Region
from fibrolog.errors import NotUnderstood
from fibrolog.parse import amounts
from fibrolog.parse.episode import EpisodeParts, Line, combined, has_reserved_word, read_side
from fibrolog.parse.remedies import UseGrammar, split_uses
from fibrolog.parse.search import Found, beginning, recent_first, resembling
from fibrolog.parse.when.format import spoken
from fibrolog.render.entry_words import entry_words
from fibrolog.storage.diary import Diary
from fibrolog.text import quote

# What fills the list of a diary that knows no places yet: where spasms are most common.
_COMMON_PLACES = ("neck", "shoulder", "lower-back", "calf", "thigh", "foot")
# Likewise, what needs neither a shop nor advice.
_COMMON_REMEDIES = ("heat", "cold", "massage", "stretching", "magnesium")
_HOW = "Enter skips, b goes back, Ctrl-C saves nothing."
_SIDES: dict[str, Side] = {"1": "left", "2": "right", "3": "both"}
_MISSING = "No place was given, so nothing was saved; type fibrolog add to begin again."
# Raises NotUnderstood for a line that cannot be true.
Check: TypeAlias = Callable[[Line], object]
_NUMBERS = re.compile(r"[\d\s,]+", re.ASCII)


def asked_whole(
    line: Line, moment: Moment, diary: Diary, grammar: UseGrammar, check: Check
) -> Line:
    """Ask everything about an episode that its options have not said.

    Args:
        line: what is known.
        moment: when it began.
        diary: knows the regions and remedies.
        grammar: how remedies are read.
        check: raises NotUnderstood for a line that cannot be true.

    Raises:
        NotUnderstood: when no place is given.
        Stopped: on Ctrl-C or Ctrl-D.
    """
    tell(f"New {line.kind or 'spasm'}: {spoken(moment)}.\n{_HOW}", err=True)
    questions = (
        _place(diary, line, grammar, check), _SIDE, _INTENSITY, _duration(check), _WOKE,
        _remedies(diary, grammar),
    )  # fmt: skip
    return ask_all(questions, line)


def asked_place(line: Line, diary: Diary, grammar: UseGrammar, check: Check) -> Line:
    """Ask only where it was, for a line that says everything else, as `asked_whole` does.

    Raises:
        NotUnderstood: when no place is given.
        Stopped: on Ctrl-C or Ctrl-D.
    """
    return ask_all((_place(diary, line, grammar, check),), line)


def asked_missing(
    episode: Episode, entry_id: str, region: Region, now: datetime, *, plain: bool
) -> dict[str, Any]:
    """Ask what is missing of an episode, and return the answers as `finish` takes them.

    Raises:
        Stopped: on Ctrl-C or Ctrl-D.
    """
    there = EpisodeParts(region, episode.side, episode.intensity, episode.duration_s, episode.count)
    line = Line(there, episode.kind, episode.woke or None)

    def check(line: Line) -> None:
        require_ended(replace(episode, duration_s=line.said.duration_s), now)

    asked = (_SIDE, _INTENSITY, _duration(check), _WOKE)
    questions = [one for one in asked if one.wanted(line)]
    if questions:
        tell(f"{entry_id}: {entry_words(episode, aloud=plain)}.\n{_HOW}", err=True)
    line = ask_all(questions, line)
    given = {
        "side": None if episode.side else line.said.side,
        "intensity": None if episode.intensity is not None else line.said.intensity,
        "duration_s": None if episode.duration_s else line.said.duration_s,
    }
    units = {"duration_s": "s"}
    answers: dict[str, Any] = {
        name: f"{value}{units.get(name, '')}" for name, value in given.items() if value is not None
    }
    return answers | ({"woke": True} if line.woke and not episode.woke else {})


def _known(line: Line, **told: Any) -> Line:
    return replace(line, said=replace(line.said, **told))


def _read_side(typed: str, line: Line) -> Line:
    return _known(line, side=_SIDES.get(typed) or read_side(typed))


def _read_intensity(typed: str, line: Line) -> Line:
    intensity = amounts.intensity(typed)
    if intensity == 0:
        raise NotUnderstood("A spasm hurts, so it cannot be 0; type 1 to 10, or Enter to skip.")
    return _known(line, intensity=intensity)


def _has_sides(line: Line) -> bool:
    return line.said.region is not None and line.said.region.sides != "none"


_SIDE: Question[Line] = Question(
    # The region stands here so that a wrong one shows at once.
    lambda line: f"{line.said.region.name if line.said.region else ''}: 1 left, 2 right, 3 both?",
    _read_side,
    lambda line: line.said.side is None and _has_sides(line),
)
_INTENSITY: Question[Line] = Question(
    lambda _: "How bad, 1 to 10?",
    _read_intensity,
    # A twitch is painless, so there is nothing to ask.
    lambda line: line.said.intensity is None and line.kind != "twitch",
)
_WOKE: Question[Line] = Question(
    lambda _: "Did it wake you? 1 yes, 2 no:",
    lambda typed, line: replace(line, woke=yes_or_no(typed)),
    lambda line: line.woke is None,
)


def _duration(check: Check) -> Question[Line]:
    def read(typed: str, line: Line) -> Line:
        if amounts.looks_like_intensity(amounts.plain(typed)):  # a bare number
            typed = f"{typed} min"
        answered = _known(line, duration_s=amounts.duration(typed))
        check(answered)
        return answered

    return Question(
        lambda _: "How long? Minutes, or 90s, or 1h:",
        read,
        lambda line: line.said.duration_s is None,
    )


def _place(diary: Diary, line: Line, grammar: UseGrammar, check: Check) -> Question[Line]:
    """Return the question where it was, with the places of late to pick from."""
    late = diary.usual_places()
    if line.said.side is not None:  # it goes with whatever is picked
        late = [(name, None) for name in dict.fromkeys(name for name, _ in late)]
    shown = [name for name, _ in late]
    for name in _COMMON_PLACES:
        region = diary.regions.find(name)
        if len(late) < len(_COMMON_PLACES) and region and not region.hidden:
            late += [(region.name, None)] if region.name not in shown else []
    late = late[:MOST_CHOICES]

    def narrowed(typed: str, found: Sequence[Found]) -> Question[Line]:
        found = recent_first(found, shown)[:MOST_CHOICES]
        return Question(
            lambda _: "Number or letters (Enter: the list again):",
            lambda typed, line: read(typed, line, [(one.name, None) for one in found]),
            lead=f"{quote(typed)} may be:",
            choices=[one.label for one in found],
        )

    def everywhere() -> Question[Line]:
        names = [region.name for region in diary.regions if not region.hidden]
        return Question(
            lambda _: "Number or letters (Enter: the first list):",
            lambda typed, line: read(typed, line, [(name, None) for name in names]),
            choices=names,
        )

    def read(
        typed: str, line: Line, choices: Sequence[tuple[str, Side | None]]
    ) -> Line | Question[Line]:
        if typed == "0":
            return everywhere()
        if typed.isdecimal():
            name, side = picked(typed, choices)
            return _at(diary.regions.get(name), line.said.side or side, line)
        exact = diary.regions.find(typed)
        if exact is not None:
            return _at(exact, line.said.side, line)
        begun = beginning(diary.regions, typed)
        if len(begun) == 1 and not has_reserved_word(typed):
            return _at(diary.regions.get(begun[0].name), line.said.side, line)
        if begun or typed.isalpha():
            found = begun or resembling(diary.regions, typed)
            if found:
                return narrowed(typed, found)
        answered = _read_line(typed, line, diary, grammar)
        check(answered)
        return answered

    return Question(
        lambda _: "Number, letters, or a whole line:",
        lambda typed, line: read(typed, line, late),
        lambda line: line.said.region is None,
        lead="Where was it?",
        choices=[f"{side} {name}" if side else name for name, side in late],
        zero="all places",
        letters=True,
        refusal=_MISSING,
    )


def _at(region: Region, side: Side | None, line: Line) -> Line:
    region.require_side(side)
    return _known(line, region=region, side=side)


def _read_line(typed: str, line: Line, diary: Diary, grammar: UseGrammar) -> Line:
    """Read what was typed at the question for the region as a whole line, such as `calf l 7 3m`."""
    typed_line = settled_line([typed], diary, grammar)
    said = combined(typed_line.said, line.said)
    if said.region is None:
        raise NotUnderstood(f"{quote(typed)} is not a place; type one such as calf.")
    said.region.require_side(said.side)
    if line.kind != "twitch" and typed_line.kind != "twitch" and said.intensity == 0:
        raise NotUnderstood("A spasm hurts, so it cannot be 0; type the line again.")
    return Line(
        said,
        typed_line.kind or line.kind,
        typed_line.woke or line.woke,
        (*(line.uses or ()), *typed_line.uses) if typed_line.uses else line.uses,
        (*line.new, *typed_line.new),
    )


def _remedies(diary: Diary, grammar: UseGrammar) -> Question[Line]:
    """Return the question what was taken, with what is used most to pick from."""
    used = diary.usual_remedies()
    common = (diary.remedies.find(name) for name in _COMMON_REMEDIES)
    offered = [remedy.name for remedy in common if remedy and not remedy.hidden]
    shown = list(dict.fromkeys([*used, *offered[: max(0, len(offered) - len(used))]]))
    shown = shown[:MOST_CHOICES]

    def everything() -> Question[Line]:
        names = [remedy.name for remedy in diary.remedies if not remedy.hidden]
        return Question(
            lambda _: "Numbers or words (Enter: the first list):",
            lambda typed, line: read(typed, line, names),
            choices=names,
        )

    def read(typed: str, line: Line, choices: Sequence[str]) -> Line | Question[Line]:
        if typed == "0":
            return everything()
        uses, new = settled_uses([", ".join(_remedy_words(typed, choices))], diary, grammar)
        return replace(line, uses=tuple(uses), new=(*line.new, *new))

    return Question(
        lambda _: "Numbers or words:",
        lambda typed, line: read(typed, line, shown),
        lambda line: line.uses is None,
        lead="What did you take or do?",
        choices=shown,
        zero="all remedies",
    )


def _remedy_words(typed: str, choices: Sequence[str]) -> Iterable[str]:
    """Return the parts of an answer, with names for the numbers: `1 3`, `2 400mg, heat`."""
    parts = [typed] if _NUMBERS.fullmatch(typed) else split_uses(typed)
    words: list[str] = []
    for part in parts:
        first, *rest = part.split() or [""]
        if _NUMBERS.fullmatch(part):
            numbers = part.replace(",", " ").split()
            words += [picked(number, choices) for number in dict.fromkeys(numbers)]
        elif first.isdecimal() and rest:
            words.append(" ".join([picked(first, choices), *rest]))
        else:
            words.append(part)
    return words
