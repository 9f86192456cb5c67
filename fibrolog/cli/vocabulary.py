"""`remedies` and `regions`: the words the diary knows."""

from collections.abc import Sequence
from typing import Annotated

import typer

from fibrolog.cli import clock, output
from fibrolog.cli.diary_path import diary_path
from fibrolog.cli.output import tell
from fibrolog.cli.root import command_group
from fibrolog.domain.vocabulary import CATEGORIES, GROUPS, Category, Group, Noun, Region, Remedy
from fibrolog.parse.names import new_name, new_region_name
from fibrolog.storage.diary import Diary
from fibrolog.text import plural, shell_quoted, visible

remedies = command_group()
regions = command_group()

Name = Annotated[list[str], typer.Argument(metavar="NAME...", help="One name, in any words.")]
Old = Annotated[str, typer.Argument(metavar="OLD", help="The name it has.")]
New = Annotated[str, typer.Argument(metavar="NEW", help="The name it gets.")]


@remedies.callback(invoke_without_command=True)
def show_remedies(ctx: typer.Context) -> None:
    """Show or change the known remedies.

    Each with its category and the other names it is understood by.

    fibrolog remedies

    fibrolog remedies add amitriptyline
    """
    if ctx.invoked_subcommand is None:
        with Diary.snapshot(diary_path(ctx)) as diary:
            known = [remedy for remedy in diary.remedies if not remedy.hidden]
        rows = ((one.name, one.category, one.hint, ", ".join(one.aliases)) for one in known)
        columns = ("remedy", "category", "hint", "also called")
        output.show_listing(output.mode_of(ctx), columns, rows)


@remedies.command("add")
def add_remedy(
    ctx: typer.Context,
    name: Name,
    category: Annotated[
        Category, typer.Option(metavar="KIND", help=f"One of: {', '.join(CATEGORIES)}.")
    ] = "other",
) -> None:
    """Add a remedy of your own.

    Adding a known one changes nothing, and shows it again if it was hidden.

    fibrolog remedies add amitriptyline

    fibrolog remedies add willow bark tea --category supplement
    """
    with Diary.open_or_create(diary_path(ctx)) as diary:
        remedy = Remedy(_chosen("remedy", name), category)
        known = diary.remedies.find(remedy.name)
        if known is None:
            diary.add_remedy(remedy, clock.present())
        elif known.hidden:
            diary.show_again("remedy", known.name, clock.present())
    tell(_added("remedy", remedy.name, known))


@remedies.command("rename")
def rename_remedy(ctx: typer.Context, old: Old, new: New) -> None:
    """Rename a remedy, or merge two.

    A name that is taken merges the two; the old name is still understood.

    fibrolog remedies rename amitriptyline "amitriptyline at night"
    """
    _rename(ctx, "remedy", old, _chosen("remedy", [new]))


@remedies.command("hide")
def hide_remedy(ctx: typer.Context, name: Name) -> None:
    """Leave a remedy out of suggestions.

    Its uses stay, and fibrolog remedies add brings it back.

    fibrolog remedies hide acupuncture
    """
    _hide(ctx, "remedy", name)


@regions.callback(invoke_without_command=True)
def show_regions(ctx: typer.Context) -> None:
    """Show or change the known regions.

    Each with its part of the body and the other names it is understood by.

    fibrolog regions

    fibrolog regions add eyelid --group "head and neck"
    """
    if ctx.invoked_subcommand is None:
        with Diary.snapshot(diary_path(ctx)) as diary:
            known = [region for region in diary.regions if not region.hidden]
        sides = {"paired": "left, right", "midline": "may be given", "none": "refused"}
        rows = ((one.name, one.group, sides[one.sides], ", ".join(one.aliases)) for one in known)
        columns = ("region", "part of the body", "sides", "also called")
        output.show_listing(output.mode_of(ctx), columns, rows)


@regions.command("add")
def add_region(
    ctx: typer.Context,
    name: Name,
    group: Annotated[
        Group, typer.Option(metavar="PART", help=f"One of: {', '.join(GROUPS)}.")
    ] = "other",
    no_sides: Annotated[bool, typer.Option("--no-sides", help="Refuse left and right.")] = False,
) -> None:
    """Add a region of your own.

    Adding a known one changes nothing, and shows it again if it was hidden.

    fibrolog regions add eyelid --group "head and neck"

    fibrolog regions add scalp --no-sides
    """
    with Diary.open_or_create(diary_path(ctx)) as diary:
        region = Region(_chosen("region", name), group, "none" if no_sides else "paired")
        known = diary.regions.find(region.name)
        if known is None:
            diary.add_region(region, clock.present())
        elif known.hidden:
            diary.show_again("region", known.name, clock.present())
    tell(_added("region", region.name, known))


@regions.command("rename")
def rename_region(ctx: typer.Context, old: Old, new: New) -> None:
    """Rename a region, or merge two.

    A name that is taken merges the two; the old name is still understood.

    fibrolog regions rename eyelid "upper eyelid"
    """
    _rename(ctx, "region", old, _chosen("region", [new]))


@regions.command("hide")
def hide_region(ctx: typer.Context, name: Name) -> None:
    """Leave a region out of suggestions.

    Its episodes stay, and fibrolog regions add brings it back.

    fibrolog regions hide jaw
    """
    _hide(ctx, "region", name)


def _chosen(noun: Noun, words: Sequence[str]) -> str:
    """Return the words as a name that means nothing else."""
    from fibrolog.cli.taken import read_time
    from fibrolog.parse.remedies import require_no_time_or_amount

    name = new_region_name(words) if noun == "region" else new_name(words)
    require_no_time_or_amount(name, read_time(clock.present()))
    return name


def _rename(ctx: typer.Context, noun: Noun, old: str, new: str) -> None:
    with Diary.open_or_create(diary_path(ctx)) as diary:
        now = clock.present()
        trials = {one.uid: one.trial.remedy for one in diary.running_trials(now)}
        merged = diary.rename(noun, old, new, now)
        moved = [one for one in diary.running_trials(now) if one.trial.remedy != trials[one.uid]]
    if merged:
        tell(visible(f"Merged {old} into {new}: all its entries are {new} now."))
        for one in moved:
            tell(visible(f"The trial {one.id} is one of {one.trial.remedy} now."))
    else:
        tell(visible(f"Renamed {old} to {new}; the old name is still understood."))


def _hide(ctx: typer.Context, noun: Noun, name: Sequence[str]) -> None:
    shown = " ".join(name)
    with Diary.open_or_create(diary_path(ctx)) as diary:
        diary.hide(noun, shown, clock.present())
    again = f"fibrolog {plural(noun)} add {shell_quoted(shown)}"
    tell(visible(f"Hid {shown}; to bring it back, type: {again}"))


def _added(noun: str, name: str, known: Region | Remedy | None) -> str:
    if known is None:
        return visible(f"Added the {noun} {name}.")
    if known.hidden:
        return visible(f"The {noun} {known.name} is shown again.")
    return visible(f"The {noun} {known.name} is known already; nothing was changed.")
