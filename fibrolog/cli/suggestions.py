"""What each option and each place for words can hold: the diary's words, ids and times."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import NamedTuple

from fibrolog.cli.clock import present
from fibrolog.domain.entries import KINDS, RELIEFS, SIDES, AnyRecord, ClearDay, EntryName, Episode
from fibrolog.domain.vocabulary import (
    CATEGORIES,
    GROUPS,
    PAIN_TYPES,
    SIGNS,
    Noun,
    Region,
    Remedy,
    Terms,
    Vocabulary,
)
from fibrolog.guide import TOPICS
from fibrolog.storage.diary import Diary
from fibrolog.text import name_key

# As a suggestion: let the shell complete the name of a file.
FILES = "/"
_DAYS = {
    "today": "", "yesterday": "", "monday": "the latest one", "tuesday": "the latest one",
    "wednesday": "the latest one", "thursday": "the latest one", "friday": "the latest one",
    "saturday": "the latest one", "sunday": "the latest one", "3 days ago": "any number of them",
}  # fmt: skip
_TIMES = {
    "now": "", "20m ago": "any number of minutes", "2h ago": "any number of hours",
    "2am": "the latest one", "last night 3am": "the night that just ended", "yesterday 8pm": "",
    **_DAYS,
}  # fmt: skip
_COMING_DAYS = {
    "today": "", "tomorrow": "", "monday": "the next one", "tuesday": "the next one",
    "wednesday": "the next one", "thursday": "the next one", "friday": "the next one",
    "saturday": "the next one", "sunday": "the next one", "in 3 days": "any number of them",
}  # fmt: skip
_DURATIONS = {"30s": "30 seconds", "1m": "1 minute", "3m": "3 minutes", "10m": "10 minutes"}
# What the options with a fixed choice take.
_CHOICES: Mapping[str, Iterable[str]] = {
    "--side": SIDES,
    "--kind": KINDS,
    "--relief": RELIEFS,
    "--sign": SIGNS.aliases,
    "--pain": PAIN_TYPES.aliases,
    "--group": GROUPS,
    "--category": CATEGORIES,
    "--format": ("csv", "json"),
    "--only": ("episodes", "uses", "clear"),
    "--date-order": ("dmy", "mdy", "ymd"),
    "--delimiter": ("comma", "semicolon", "tab", "bar"),
    "--install-completion": ("bash", "zsh", "fish"),
    "--show-completion": ("bash", "zsh", "fish"),
}
_TERMS: Mapping[str, Noun] = {
    "--region": "region", "--remedy": "remedy", "--took": "remedy", "--why": "remedy",
    "--combo": "remedy",
}  # fmt: skip
_TAKE_TIMES = ("--at",)
_TAKE_DAYS = ("--since", "--until", "--to")
_TAKE_COMING_DAYS = ("--from",)
_TAKE_FILES = ("--db", "--output", "--keep", "--skip-bad", "--save")
_FILE_COMMANDS = ("import", "backup")
_ID_COMMANDS: Mapping[str, tuple[EntryName, ...]] = {
    "finish": ("episode",), "show": (), "edit": (), "delete": (), "history": (),
}  # fmt: skip
_TRIAL_COMMANDS = ("trial today", "trial status", "trial report", "trial stop")
_WORST = 10
# Far more than anybody pages through with TAB.
_RECENT = 300


class Suggestion(NamedTuple):
    """A word that may come next, and what it is."""

    word: str
    what: str = ""


class Suggestions:
    """The words that fit in one place, for one diary.

    Args:
        vocabulary: its regions and remedies, or those of a new diary.
        diary: None where it cannot be read.
    """

    def __init__(self, vocabulary: Vocabulary, diary: Diary | None) -> None:
        self._vocabulary = vocabulary
        self._diary = diary

    def of_option(self, option: str, typed: str) -> Iterator[Suggestion]:
        """Yield what may be the value of an option."""
        if option in _TAKE_FILES:
            yield Suggestion(FILES)
        elif option in _TAKE_TIMES:
            yield from _beginning(typed, _TIMES)
        elif option in _TAKE_DAYS:
            yield from _beginning(typed, _DAYS)
        elif option in _TAKE_COMING_DAYS:
            yield from _beginning(typed, _COMING_DAYS)
        elif option == "--for":
            yield from self._ids(typed, ("episode",))
        elif option == "--intensity":
            yield from _intensities(typed)
        elif option == "--duration":
            yield from _beginning(typed, _DURATIONS)
        elif option in _TERMS:
            yield from self._names(self._terms(_TERMS[option]), typed)
        else:
            yield from _beginning(typed, dict.fromkeys(_CHOICES.get(option, ()), ""))

    def of_words(self, command: str, before: Sequence[str], typed: str) -> Iterator[Suggestion]:
        """Yield what may come after the words of a command.

        Args:
            command: such as `add` or `remedies hide`.
            before: the words before, without options.
            typed: what there is of the next word.
        """
        noun: Noun = "remedy" if command.startswith("remedies") else "region"
        if command in _FILE_COMMANDS:
            yield Suggestion(FILES)
        elif command == "restore":
            yield from self._removed(typed)
        elif command in _ID_COMMANDS:
            yield from self._ids(typed, _ID_COMMANDS[command])
        elif command == "add":
            yield from self._of_a_spasm(before, typed)
        elif command in ("took", "trial start"):
            yield from self._of_remedies(before, typed)
        elif command in _TRIAL_COMMANDS:
            yield from self._trials(typed)
        elif command == "none":
            yield from _beginning(" ".join([*before, typed]), _DAYS, after=" ".join(before))
        elif command == "guide":
            topics = dict.fromkeys(TOPICS, "")
            yield from _beginning(" ".join([*before, typed]), topics, after=" ".join(before))
        elif command.endswith(" hide") or (command.endswith(" rename") and not before):
            yield from self._names(self._terms(noun), typed)

    def _terms(self, noun: Noun) -> Terms[Region] | Terms[Remedy]:
        return self._vocabulary.remedies if noun == "remedy" else self._vocabulary.regions

    def _of_a_spasm(self, before: Sequence[str], typed: str) -> Iterator[Suggestion]:
        regions = self._vocabulary.regions
        words = [word.rstrip(".,") for word in before]
        continued = list(_continued(regions, words, typed))
        yield from continued
        said = [regions.find(word) for word in words]
        said += [regions.find(" ".join(pair)) for pair in pairwise(words)]
        where = next((region for region in said if region is not None), None)
        if where is None:
            if continued:  # half of a region stands there
                return
            yield from self._names(regions, typed)
        sided = set(map(str.casefold, words)) & {*SIDES, "l", "r"}
        if not sided and (where is None or where.sides != "none"):
            yield from _beginning(typed, dict.fromkeys(SIDES, ""))
        if where is not None:
            if not any(word.isdecimal() for word in words):
                yield from _intensities(typed)
            yield from _beginning(typed, _DURATIONS)

    def _of_remedies(self, before: Sequence[str], typed: str) -> Iterator[Suggestion]:
        last = " ".join(before).rpartition(",")[2].split()
        remedies = self._vocabulary.remedies
        yield from _continued(remedies, last, typed)
        if not last:  # after a remedy comes its dose, which nobody can know
            yield from self._names(remedies, typed)

    def _names(self, terms: Terms[Region] | Terms[Remedy], typed: str) -> Iterator[Suggestion]:
        """Yield names, the most used first, and the other names of those that do not fit."""
        shown = [term for term in terms if not term.hidden]
        if self._diary is not None:
            counts = self._diary.times_used(terms.noun)
            shown.sort(key=lambda term: -counts.get(term.name, 0))
        for term in shown:
            what = term.category if isinstance(term, Remedy) else term.group
            if (fitting := _fitting(term.name, typed)) is not None:
                yield Suggestion(fitting, what)
                continue
            for alias in term.aliases:
                if typed and (fitting := _fitting(alias, typed)) is not None:
                    yield Suggestion(fitting, term.name)

    def _ids(self, typed: str, kinds: tuple[EntryName, ...]) -> Iterator[Suggestion]:
        if self._diary is None:
            return
        from fibrolog.storage.entries import Selection

        for record in self._diary.newest(Selection(kinds_of_entry=kinds), _RECENT):
            if record.id.startswith(typed.casefold()):
                yield Suggestion(record.id, _short(record))
        if typed and "last".startswith(typed.casefold()):
            last = self._diary.saved_last(present(), kinds)
            if last is not None:
                yield Suggestion("last", _short(last))

    def _removed(self, typed: str) -> Iterator[Suggestion]:
        for record in self._diary.removed_last(_RECENT) if self._diary is not None else ():
            if record.id.startswith(typed.casefold()):
                yield Suggestion(record.id, _short(record))

    def _trials(self, typed: str) -> Iterator[Suggestion]:
        for record in self._diary.trials() if self._diary is not None else ():
            if record.id.startswith(typed.casefold()):
                day = record.trial.design.first_day
                yield Suggestion(record.id, f"{record.trial.remedy}, from {day}")


def _fitting(name: str, typed: str) -> str | None:
    """Return a name in the form that goes on from what was typed, or None if none does."""
    for form in (name, name.replace("-", " ")):
        if form.casefold().startswith(typed.casefold()):
            return form
    return None


def _continued(
    terms: Terms[Region] | Terms[Remedy], before: Sequence[str], typed: str
) -> Iterator[Suggestion]:
    """Yield the rest of names whose first words stand there already: `lower` and then `back`."""
    for count in range(1, min(len(before), terms.most_words - 1) + 1):
        begun = name_key(" ".join(before[-count:]))
        known = terms.find(begun)
        for term in terms:
            if term.hidden or term is known:
                continue
            for name in (term.name, *term.aliases):
                rest = name_key(name).removeprefix(f"{begun} ")
                if rest != name_key(name) and rest.startswith(typed.casefold()):
                    yield Suggestion(rest, term.name)
                    break


def _beginning(typed: str, words: Mapping[str, str], *, after: str = "") -> Iterator[Suggestion]:
    """Yield the words that begin with what was typed, without what stands before it already."""
    for word, what in words.items():
        if word.startswith(typed.casefold().lstrip()):
            yield Suggestion(word[len(after) :].lstrip(), what)


def _intensities(typed: str) -> Iterator[Suggestion]:
    for number in range(1, _WORST + 1):
        if str(number).startswith(typed):
            yield Suggestion(str(number), f"{number} of {_WORST}")


def _short(record: AnyRecord) -> str:
    """Return what an entry is: `left calf, Sunday 22 November 2026, 03:12`."""
    from fibrolog.parse.when.format import spoken, spoken_day
    from fibrolog.render.entry_words import place

    entry = record.entry
    if isinstance(entry, ClearDay):
        return f"no spasm, {spoken_day(entry.day)}"
    name = place(entry) if isinstance(entry, Episode) else f"{entry.remedy} {entry.dose}".rstrip()
    return f"{name}, {spoken(entry.moment)}"
