"""The `fibrolog` command itself: its options, and finding a command without loading the others."""

import gc
from importlib import import_module
from pathlib import Path
from typing import Annotated, Any, NamedTuple

import typer
from typer.core import TyperGroup

from fibrolog import __version__
from fibrolog.errors import NotUnderstood
from fibrolog.names import either, nearest

# Every command, in the order `--help` shows them: its module and its function or group there.
COMMANDS = {
    "add": ("capture", "add"),
    "took": ("capture", "took"),
    "none": ("capture", "none"),
    "finish": ("change", "finish"),
    "list": ("look", "list_entries"),
    "show": ("look", "show"),
    "edit": ("change", "edit"),
    "delete": ("change", "delete"),
    "undo": ("back", "undo"),
    "history": ("back", "history"),
    "report": ("report", "report"),
    "export": ("take_away", "export"),
    "import": ("take_in", "import_file"),
    "remedies": ("vocabulary", "remedies"),
    "regions": ("vocabulary", "regions"),
    "backup": ("keep", "backup"),
    "check": ("keep", "check"),
    "info": ("about", "info"),
    "guide": ("about", "guide"),
    "demo": ("about", "demo"),
}


class Settings(NamedTuple):
    """What the options before the command said.

    Attributes:
        db: the diary's file, None for the default place.
        plain: linear text, for screen readers.
    """

    db: Path | None
    plain: bool


class LazyGroup(TyperGroup):
    """Imports only the command that was typed: nobody should wait for the others at 3 a.m."""

    # Which Click the contexts belong to depends on Typer's version, so they stay untyped.
    def list_commands(self, ctx: Any) -> list[str]:  # noqa: ARG002 -- Click hands it over
        """Return the names of the commands in the order of `--help`."""
        return list(COMMANDS)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:  # noqa: ARG002 -- Click hands it over
        """Return the command, built by Typer from its function.

        Raises:
            NotUnderstood: when there is none, naming the nearest.
        """
        if cmd_name not in COMMANDS:
            close = nearest(cmd_name, COMMANDS)
            instead = either(close) if close else "one of those that fibrolog --help shows"
            raise NotUnderstood(f"There is no command {cmd_name!r}; type {instead}.")
        module, attribute = COMMANDS[cmd_name]
        found = getattr(import_module(f"fibrolog.cli.{module}"), attribute)
        if not isinstance(found, typer.Typer):
            single = command_group()
            single.command(cmd_name)(found)
            found = single
        command = typer.main.get_command(found)
        gc.freeze()  # what start-up made is no garbage and need not be looked through
        gc.enable()  # off since the start, see `fibrolog.__main__`
        return command


def command_group(**settings: Any) -> typer.Typer:
    """Return a Typer whose help is plain text, which reads well aloud and loads no Rich."""
    return typer.Typer(
        rich_markup_mode=None, pretty_exceptions_enable=False, add_completion=False, **settings
    )


app = typer.Typer(
    cls=LazyGroup,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    # The command line is what help shows first, so both ways to ask for it work.
    context_settings={"help_option_names": ["--help", "-h"]},
)


def _show_version(wanted: bool) -> None:  # noqa: FBT001 -- Typer hands the flag over
    if wanted:
        typer.echo(f"fibrolog {__version__}")
        raise typer.Exit


@app.callback(invoke_without_command=True)
def fibrolog(
    ctx: typer.Context,
    db: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE", envvar="FIBROLOG_DB", readable=False, help="The diary's file."
        ),
    ] = None,
    plain: Annotated[
        bool,
        typer.Option(
            "--plain", envvar="FIBROLOG_PLAIN", help="One fact a line, for screen readers."
        ),
    ] = False,
    version: Annotated[  # noqa: ARG001 -- its callback has answered
        bool,
        typer.Option("--version", callback=_show_version, is_eager=True, help="Show the version."),
    ] = False,
) -> None:
    """Keep a diary of spasms and remedies on your own machine.

    After a spasm:   fibrolog add calf l 7 3m

    After a remedy:  fibrolog took magnesium 400mg

    On a good day:   fibrolog none

    Once a week:     fibrolog report
    """
    ctx.obj = Settings(db, plain)
    if ctx.invoked_subcommand is None:
        raise NotUnderstood(
            "No command was given; type one such as fibrolog add calf l 7, or fibrolog --help."
        )
