"""The `fibrolog` command itself: its options, and finding a command without loading the others."""

import gc
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from typing import Annotated, Any, NamedTuple

import typer
from typer.core import TyperCommand, TyperGroup

from fibrolog import __version__
from fibrolog.cli.advice import advise_about
from fibrolog.errors import NotUnderstood


class Place(NamedTuple):
    """Where a command is, and what it is for.

    Attributes:
        module: of this package.
        function: the function, or the group, in that module.
        purpose: the first sentence of its help, here as well so that the program's own help page
            need not import every command.
    """

    module: str
    function: str
    purpose: str


# Every command, in the order `--help` shows them.
COMMANDS = {
    "add": Place("add", "add", "Save a spasm, in words of any order."),
    "took": Place("took", "took", "Save what you took or did."),
    "none": Place("none", "none", "Save a day without a spasm."),
    "finish": Place("finish", "finish", "Fill in what was left out."),
    "list": Place("list_", "list_entries", "Show entries, the newest first."),
    "show": Place("show", "show", "Show one entry whole."),
    "edit": Place("edit", "edit", "Change an entry."),
    "delete": Place("delete", "delete", "Remove entries; undo brings them back."),
    "undo": Place("undo", "undo", "Take back the latest change."),
    "restore": Place("undo", "restore", "Bring back one deleted entry."),
    "history": Place("history", "history", "Show what was changed."),
    "report": Place("report", "report", "Show how often spasms came."),
    "trial": Place("trial", "trial", "Find out with a coin whether a remedy makes a difference."),
    "export": Place("export", "export", "Write every entry as CSV or JSON."),
    "import": Place("import_", "import_file", "Bring in what was written down elsewhere."),
    "remedies": Place("vocabulary", "remedies", "Show or change the known remedies."),
    "regions": Place("vocabulary", "regions", "Show or change the known regions."),
    "backup": Place("backup", "backup", "Make a sound copy of the diary."),
    "check": Place("check", "check", "Look whether the diary is sound."),
    "info": Place("info", "info", "Show where the diary is and what is in it."),
    "guide": Place("guide", "guide", "Read the handbook, topic by topic."),
    "demo": Place("demo", "demo", "Show the report of a made-up diary."),
}


# Where a context keeps the words and options of its command as they were typed.
AS_TYPED = "fibrolog.as_typed"

# For the garbage collector; so many objects are a few megabytes.
_OBJECTS_BETWEEN_LOOKS = 50_000


class Settings(NamedTuple):
    """What the options before the command said.

    Attributes:
        db: the diary's file, None for the default place.
        plain: linear text, for screen readers.
    """

    db: Path | None
    plain: bool


class _Once:
    """Of a command: refuses an option that is given twice, where Click would keep the last."""

    # Which Click the contexts belong to depends on Typer's version, so they stay untyped.
    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Parse the command line.

        Raises:
            NotUnderstood: when an option that takes one value is given twice.
        """
        ctx.meta[AS_TYPED] = tuple(args)
        clicks: Any = super()
        if len(args) > 1:
            _, _, order = clicks.make_parser(ctx).parse_args(args=list(args))
            _require_once(order)
        rest: list[str] = clicks.parse_args(ctx, args)
        return rest


def _require_once(order: Sequence[Any]) -> None:
    """Check that of the options, in the order in which they were given, none came again."""
    given = set()
    for one in order:
        # A flag that has no opposite says the same when it is repeated.
        single = one.param_type_name == "option" and not one.multiple
        if not single or (one.is_flag and not one.secondary_opts):
            continue
        if one.name in given:
            names = "/".join((*one.opts[:1], *one.secondary_opts[:1]))
            raise NotUnderstood(f"{names} was given twice; give it once.")
        given.add(one.name)


class OnceCommand(_Once, TyperCommand):
    """A command whose options are given once each, unless they may be repeated."""


class OnceGroup(_Once, TyperGroup):
    """Likewise of a command with others below it."""


class _Commands(typer.Typer):
    """A Typer whose commands refuse an option that is given twice."""

    def command(self, name: str | None = None, **settings: Any) -> Any:
        """Return what makes a command of a function."""
        return super().command(name, cls=OnceCommand, **settings)


class LazyGroup(OnceGroup):
    """Imports only the command that was typed: nobody should wait for the others at 3 a.m."""

    def list_commands(self, ctx: Any) -> list[str]:  # noqa: ARG002 -- Click hands it over
        """Return the names of the commands in the order of `--help`."""
        return list(COMMANDS)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:  # noqa: ARG002 -- Click hands it over
        """Return the command, built by Typer from its function."""
        module, function, _ = COMMANDS[cmd_name]
        found = getattr(import_module(f"fibrolog.cli.{module}"), function)
        if not isinstance(found, typer.Typer):
            single = command_group()
            single.command(cmd_name)(found)
            found = single
        command = typer.main.get_command(found)
        _understand(_plain_option(), command)
        gc.freeze()  # what start-up made is no garbage and need not be looked through
        # A drawn report makes tens of thousands of objects and next to no garbage: looking
        # through them every 700 takes a tenth of its time.
        gc.set_threshold(_OBJECTS_BETWEEN_LOOKS)
        gc.enable()  # off since the start, see `fibrolog.__main__`
        return command

    def resolve_command(self, ctx: Any, args: list[str]) -> tuple[str, Any, list[str]]:
        """Return the command that was meant, with its name and what is left for it.

        Raises:
            NotUnderstood: when there is none, naming the nearest.
        """
        if args[0] not in COMMANDS:
            from fibrolog.cli.implicit_add import meant  # few lines need it

            args = meant(args, ctx, COMMANDS)
        name, *rest = args
        return name, self.get_command(ctx, name), rest

    def format_commands(self, ctx: Any, formatter: Any) -> None:  # noqa: ARG002 -- Click hands the context over
        """Write the commands into the help page, none of them imported."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, place.purpose) for name, place in COMMANDS.items()])


def _plain_option() -> Any:
    """Return `--plain` for a command, made by Typer: what Click's own takes differs by version."""

    def understood(
        *,
        plain: Annotated[
            bool,
            typer.Option(
                "--plain",
                expose_value=False,  # the command finds it in the settings
                callback=_set_plain,
                help="One fact a line, for screen readers.",
            ),
        ] = False,
    ) -> None:
        """Only its option is used."""

    maker = command_group()
    maker.command()(understood)
    return typer.main.get_command(maker).params[0]


def _understand(option: Any, command: Any) -> None:
    """Add an option to a command and to those below it."""
    command.params.append(option)
    for below in getattr(command, "commands", {}).values():
        _understand(option, below)


def _set_plain(ctx: typer.Context, value: bool) -> None:  # noqa: FBT001 -- Typer hands the flag over
    if value:
        ctx.obj = ctx.obj._replace(plain=True)


def command_group(**settings: Any) -> typer.Typer:
    """Return a Typer whose help is plain text, which reads well aloud and loads no Rich."""
    return _Commands(
        cls=OnceGroup,
        rich_markup_mode=None,
        pretty_exceptions_enable=False,
        add_completion=False,
        **settings,
    )


app = typer.Typer(
    cls=LazyGroup,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    # Completion is our own, see `fibrolog.cli.completion`.
    add_completion=False,
    # The command line is what help shows first, so both ways to ask for it work.
    context_settings={
        "help_option_names": ["--help", "-h"],
        "token_normalize_func": str.casefold,  # --At and ADD mean --at and add
    },
)


def _show_version(wanted: bool) -> None:  # noqa: FBT001 -- Typer hands the flag over
    if wanted:
        typer.echo(f"fibrolog {__version__}")
        raise typer.Exit


def _install_completion(shell: str | None) -> None:
    if shell is not None:
        from fibrolog.cli.shells import install

        typer.echo(install(shell))
        raise typer.Exit


def _show_completion(shell: str | None) -> None:
    if shell is not None:
        from fibrolog.cli.shells import script

        typer.echo(script(shell), nl=False)
        raise typer.Exit


def _advise_about(ctx: typer.Context, named: Path | None) -> Path | None:
    typed = getattr(ctx.get_parameter_source("db"), "name", "") == "COMMANDLINE"
    advise_about(named if typed else None, COMMANDS)
    return named


@app.callback(invoke_without_command=True)
def fibrolog(
    ctx: typer.Context,
    db: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            envvar="FIBROLOG_DB",
            readable=False,
            callback=_advise_about,
            help="The diary's file.",
        ),
    ] = None,
    plain: Annotated[
        bool,
        typer.Option(
            "--plain", envvar="FIBROLOG_PLAIN", help="One fact a line, for screen readers."
        ),
    ] = False,
    install_completion: Annotated[  # noqa: ARG001 -- its callback has answered
        str | None,
        typer.Option(
            metavar="SHELL",
            callback=_install_completion,
            is_eager=True,
            help="Let TAB complete words in bash, zsh or fish.",
        ),
    ] = None,
    show_completion: Annotated[  # noqa: ARG001 -- its callback has answered
        str | None,
        typer.Option(
            metavar="SHELL",
            callback=_show_completion,
            is_eager=True,
            help="Show what --install-completion would install.",
        ),
    ] = None,
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
        from fibrolog.cli.clock import present
        from fibrolog.cli.diary_path import diary_path
        from fibrolog.cli.home import show_today

        show_today(diary_path(ctx), present(), plain=plain)
