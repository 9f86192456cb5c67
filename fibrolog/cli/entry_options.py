"""The options of an entry's fields, from the table of what an entry has."""

import inspect
from collections.abc import Callable, Sequence
from typing import Annotated, Any, Literal, TypeVar

import typer

from fibrolog.domain.entries import TYPES
from fibrolog.domain.fields import Choice, Field, Flag, Text, Words, options_of
from fibrolog.parse.fields import TYPED

CommandT = TypeVar("CommandT", bound=Callable[..., None])

# Of an episode alone, and then of a use: a note is of both.
OF_EPISODES = [field for field in options_of("episode") if "u" not in field.of]
OF_USES = options_of("use")


def field_options(
    fields: Sequence[Field], *, adding: bool, before: str = ""
) -> Callable[[CommandT], CommandT]:
    """Give a command the options of fields, which it takes as `**given`, by attribute.

    Args:
        fields: of the entry.
        adding: whether it adds an entry; or it changes one, and what is not given is None.
        before: the parameter that help has after them, '' for none.
    """

    def decorate(command: CommandT) -> CommandT:
        own = [
            one
            for one in inspect.signature(command).parameters.values()
            if one.kind is not inspect.Parameter.VAR_KEYWORD
        ]
        place = next((n for n, one in enumerate(own) if one.name == before), len(own))
        own[place:place] = [_parameter(field, adding=adding) for field in fields]
        vars(command)["__signature__"] = inspect.Signature(own)  # which Typer reads
        return command

    return decorate


def _parameter(field: Field, *, adding: bool) -> inspect.Parameter:
    option, codec = field.option, field.codec
    assert option is not None  # noqa: S101 -- the caller chose
    flag, default = option.flag, None
    kind: Any = str | None
    told: dict[str, Any] = {}
    if isinstance(codec, Words):
        kind = list[str] | None
    elif isinstance(codec, Flag) and not adding:
        kind, flag = bool | None, f"{flag}/--no-{flag.removeprefix('--')}"
    elif adding and isinstance(codec, (Flag, Text)):
        default = _default(field)
        kind = type(default)
    elif adding and isinstance(codec, Choice) and field.column not in TYPED:
        default = _default(field)
        kind = Literal[tuple(codec.choices)]
        kind = kind if default else kind | None
        told["case_sensitive"] = False
    info = typer.Option(
        flag,
        metavar=option.metavar or None,
        help=option.adding if adding else option.editing or option.adding,
        **told,
    )
    return inspect.Parameter(
        field.attribute,
        inspect.Parameter.POSITIONAL_OR_KEYWORD,
        default=default,
        annotation=Annotated[kind, info],
    )


def _default(field: Field) -> Any:
    """Return what an entry has where nothing is said."""
    return next(
        getattr(its.cls, field.attribute) for its in TYPES.values() if its.letter in field.of
    )
