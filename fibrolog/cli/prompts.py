"""Asking, one plain line at a time: forward, back with b, on with Enter, away with Ctrl-C.

Nothing is drawn, moved or redrawn, so that a screen reader and a tired person can follow.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

import typer

from fibrolog.cli.output import tell, wrapped
from fibrolog.errors import NotUnderstood, Stopped
from fibrolog.text import quote, shortened, visible

T = TypeVar("T")

_BACK = "b"
# One digit picks one of these.
MOST_CHOICES = 9


@dataclass(frozen=True)
class Question(Generic[T]):
    """One question about something that is being put together from answers.

    Attributes:
        prompt: what stands in front of the answer, given what is known so far.
        read: returns what is known with an answer, or another question to ask instead.
        wanted: whether to ask, given what is known so far.
        lead: lines that come before the prompt, each time this question comes up.
        choices: what the numbers from 1 stand for.
        zero: what 0 stands for.
        letters: whether b is a letter of an answer, where nothing is left to go back to.
        refusal: what to say when the answer is missing and cannot be; '' lets Enter skip.
    """

    prompt: Callable[[T], str]
    read: Callable[[str, T], T | Question[T]]
    wanted: Callable[[T], bool] = lambda _: True
    lead: str = ""
    choices: Sequence[str] = ()
    zero: str = ""
    letters: bool = False
    refusal: str = ""


def ask_all(questions: Sequence[Question[T]], known: T) -> T:
    """Ask what is wanted, in order, and return what is known in the end.

    Raises:
        NotUnderstood: when an answer is missing that cannot be.
        Stopped: on Ctrl-C or Ctrl-D.
    """
    try:
        return _asked(questions, known)
    except KeyboardInterrupt:
        typer.echo(err=True)  # the terminal shows ^C at the end of the prompt
        raise Stopped("Nothing was saved.") from None


def _asked(questions: Sequence[Question[T]], known: T) -> T:
    before: list[tuple[int, T]] = []
    place = 0
    while place < len(questions):
        if not questions[place].wanted(known):
            place += 1
            continue
        answered = _ask(questions[place], known)
        if answered is not None:
            before.append((place, known))
            known = answered
            place += 1
        elif before:
            place, known = before.pop()
        else:
            _say("This is the first question.")
    return known


def _ask(question: Question[T], known: T) -> T | None:
    """Return what is known with the answer; None: go back."""
    asked = question
    _show(asked)
    while True:
        typed = _answer(asked.prompt(known))
        if asked is not question and typed.casefold() in ("", _BACK):
            asked = question
            _show(asked)
        elif not typed.isprintable():
            _say("That key means nothing here; type digits, letters or Enter.")
        elif not typed:
            if question.refusal:
                raise NotUnderstood(question.refusal)
            return known
        elif typed.casefold() == _BACK and not question.letters:
            return None
        else:
            try:
                answer = asked.read(typed, known)
            except NotUnderstood as error:
                _say(str(error))
                continue
            if not isinstance(answer, Question):
                return answer
            asked = answer
            _show(asked)


def ask(question: Question[T], known: T) -> T:
    """Ask one question that has nothing before it; b is an answer to it.

    Raises:
        NotUnderstood: when an answer is missing that cannot be.
        Stopped: on Ctrl-C or Ctrl-D.
    """
    return ask_all((question,), known)


def picked(typed: str, choices: Sequence[T]) -> T:
    """Return the choice with this number.

    Raises:
        NotUnderstood: when there is none.
    """
    digits = typed.lstrip("0")
    number = int(digits) if digits and len(digits) <= len(str(len(choices))) else 0
    if not 0 < number <= len(choices):
        raise NotUnderstood(f"There is no {shortened(typed)} in the list.")
    return choices[number - 1]


def yes_or_no(typed: str) -> bool:
    """Return what 1, y, yes, 2, n or no says.

    Raises:
        NotUnderstood: when it is something else.
    """
    meant = {"1": True, "y": True, "yes": True, "2": False, "n": False, "no": False}
    if typed.casefold() not in meant:
        raise NotUnderstood(f"{quote(typed)} is not understood; type 1 for yes or 2 for no.")
    return meant[typed.casefold()]


def _show(question: Question[T]) -> None:
    if question.lead:
        _say(question.lead)
    for number, label in enumerate(question.choices, 1):
        _say(f"{number} {label}")
    if question.zero:
        _say(f"0 {question.zero}")


def _say(text: str) -> None:
    tell(visible(text), err=True)


def _answer(prompt: str) -> str:
    """Return what was typed, without the full stop that voice typing leaves behind."""
    typer.echo(f"{wrapped(visible(prompt))} ", nl=False, err=True)
    # Bytes, because a slip of the fingers may be no text in the terminal's encoding.
    typed = sys.stdin.buffer.readline()
    if not typed:  # Ctrl-D, which ends the input
        raise KeyboardInterrupt
    return typed.decode(sys.stdin.encoding, "replace").strip().rstrip(".")
