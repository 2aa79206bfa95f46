"""The commands, their options and exit codes."""

from __future__ import annotations

import os
from pathlib import Path

import click
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from aspa_analysis import __version__
from aspa_analysis.cli.console import ConsoleProgress
from aspa_analysis.errors import AspaError, ExitCode, describe_unexpected

_EPILOG = """Exit codes: 0 all made; 1 unexpected error; 2 settings or usage; 3 inputs refused or
quarantined beyond the threshold; 4 some reports failed (the others are made); 5 another run holds the
project; 6 publication refused."""

_PROJECT = click.option(
    "--project",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path(),
    show_default="this folder",
    help="The project folder.",
)


class _Group(click.Group):
    """A group whose errors end with their exit code and no traceback: that could show a cell's value."""

    def invoke(self, ctx: click.Context) -> object:
        """Run the command."""
        try:
            return super().invoke(ctx)
        except AspaError as error:
            Console(stderr=True).print(f"[red]aspa:[/red] {escape(str(error))}", soft_wrap=True)
            ctx.exit(int(error.exit_code))
        except (click.ClickException, click.Abort, click.exceptions.Exit):
            raise
        except Exception as error:
            told = f"{describe_unexpected(error)}; run aspa_analysis.run in Python to see it"
            Console(stderr=True).print(f"[red]aspa:[/red] {escape(told)}", soft_wrap=True)
            ctx.exit(int(ExitCode.UNEXPECTED))


@click.group(cls=_Group, epilog=_EPILOG)
@click.version_option(__version__, prog_name="aspa")
def main() -> None:
    """Turn what library customers say into a report per library."""


@main.command()
@_PROJECT
@click.option(
    "--library", "libraries", multiple=True, help="Id of a library, consortium or region; may be repeated."
)
@click.option(
    "--period", help="As 2025-05, 2025-Q2, 2025-H1 or 2025; by default each unit's last whole period."
)
@click.option("--language", "languages", multiple=True, help="fi, sv or en; may be repeated.")
@click.option("--refit", is_flag=True, help="Fit the customer profiles again.")
def run(
    project: Path, libraries: tuple[str, ...], period: str | None, languages: tuple[str, ...], *, refit: bool
) -> None:
    """Read the raw files and make every report."""
    # Before numpy is loaded: its threads would compete with the reports that are made side by side.
    for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
        os.environ.setdefault(name, "1")
    from aspa_analysis.runs import run as run_project

    console = Console()
    with ConsoleProgress(console) as progress:
        result = run_project(
            project, libraries or None, period, languages or None, refit=refit, progress=progress
        )
    made = len(result.reports) - len(result.failed)
    console.print(
        f"{result.rows_count} rows read, {result.quarantined_count} in quarantine; {made} reports made"
    )
    for line in (*result.refused_files, *(f"{name}: failed" for name in result.failed)):
        console.print(escape(line), style="yellow", soft_wrap=True)
    console.print(str(result.index), soft_wrap=True, highlight=False)
    raise SystemExit(int(result.exit_code))


@main.command()
@_PROJECT
def check(project: Path) -> None:
    """Tell what a run would read, and change nothing."""
    from aspa_analysis.runs import check_files, check_settings
    from aspa_analysis.settings import load_settings

    console = Console()
    settings = load_settings(project)
    counts = check_settings(settings)
    console.print(", ".join(f"{name}: {count}" for name, count in counts.items()))
    table = Table("file", "format", "source map", "rows", "problem")
    files = check_files(settings)
    for file in files:
        cells = (
            file.file_name,
            file.format or "–",
            file.source or "–",
            str(file.rows_count),
            file.problem or "",
        )
        table.add_row(*(escape(cell) for cell in cells))
    console.print(table)
    refused = any(file.problem for file in files) or not files
    raise SystemExit(int(ExitCode.QUARANTINED if refused else ExitCode.ALL_MADE))


@main.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option(
    "--write",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write the suggested source map to this file.",
)
def inspect(file: Path, write: Path | None) -> None:
    """Tell what FILE is and what its columns seem to mean, with a source map to correct."""
    from aspa_analysis.ingest import inspect_file
    from aspa_analysis.store import write_text

    console = Console()
    found = inspect_file(file)
    head = f"{file.name}: {found.format}, {found.encoding or 'binary'}, {found.rows_count} rows"
    console.print(escape(f"{head}, {found.refused_count} refused"), highlight=False)
    for note in found.notes:
        console.print(f"- {escape(note)}", highlight=False, soft_wrap=True)
    table = Table("column", "seems to be", "evidence", "filled", "answers")
    for column in found.columns.itertuples(index=False):
        cells = (column.column, column.kind, column.evidence, f"{column.filled_share:.0%}", column.labels)
        table.add_row(*(escape(str(cell)) for cell in cells))
    console.print(table)
    if write is None:
        console.print(found.source_toml, markup=False, highlight=False, soft_wrap=True)
        return
    write_text(write, found.source_toml)
    console.print(f"{write} written: correct it, put it in config/sources and the file in data/raw")


@main.command()
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path), default=Path())
@click.option("--example", is_flag=True, help="Copy the made-up example data, to try the main job on.")
def init(folder: Path, *, example: bool) -> None:
    """Make a project in FOLDER (by default this folder)."""
    from aspa_analysis.runs import init_project

    console = Console()
    for path in init_project(folder, example=example):
        console.print(str(path), highlight=False)
    console.print(
        "Next: correct config/libraries.toml, put files in data/raw, then 'aspa check' and 'aspa run'"
    )
