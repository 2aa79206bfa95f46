"""What a report notebook works with: its unit, its period, its tables and the means to show things."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import TypeVar

import pandas as pd

from aspa_analysis.codebook import Codebook, load_codebook
from aspa_analysis.errors import SettingsError
from aspa_analysis.periods import Period, parse_period
from aspa_analysis.questionnaire import Questionnaire, load_wave_questionnaires
from aspa_analysis.registry import Registry, Unit, load_run_registry
from aspa_analysis.reporting.blocks import (
    Block,
    Chart,
    Heading,
    Headline,
    Paragraph,
    Quote,
    Quotes,
    Style,
    Table,
)
from aspa_analysis.reporting.wording import LANGUAGES, Wording
from aspa_analysis.resources import project_file
from aspa_analysis.settings import Audience, Language, Settings, load_settings
from aspa_analysis.store import read_table

_AUDIENCES: tuple[Audience, ...] = ("analyst", "staff", "public")
_Choice = TypeVar("_Choice", bound=str)
_PERSON_TABLES = ("responses", "scores", "posteriors")


@dataclass(frozen=True)
class Report:
    """A report being made: one notebook for one unit, period, language and audience.

    Attributes
    ----------
    name : str
        Name of the notebook, as ``20_digest``.
    unit : Unit
        The library, consortium or region.
    period : Period
        What the report covers.
    """

    name: str
    settings: Settings
    registry: Registry
    codebook: Codebook
    unit: Unit
    period: Period
    language: Language
    audience: Audience

    @cached_property
    def wording(self) -> Wording:
        """The words of the report's language."""
        return Wording(self.language)

    def say(self, key: str, **values: object) -> str:
        """Return a text of the catalogue in the report's language."""
        return self.wording.say(key, **values)

    def name_theme(self, code: str) -> str:
        """Return the name of a theme, kind or theme group in the report's language."""
        return self.codebook.name_code(code, self.language)

    def replace_period(self, period: Period) -> Report:
        """Return the same report over another period."""
        return replace(self, period=period)

    def find_unit(self, unit_id: str) -> Report:
        """Return the same report about another unit, for comparison."""
        return replace(self, unit=self.registry.find_unit(unit_id, self.period.last_day))

    def load(self, table: str) -> pd.DataFrame:
        """Load a processed table, with the rows of the report's unit only.

        A library counts to a consortium or region while it belongs to it; the answers of a survey
        count by the day of the answer.

        Parameters
        ----------
        table : str
            Name of the table.

        Returns
        -------
        pandas.DataFrame
            The rows of the unit, of all time.
        """
        frame = read_table(self.settings.processed, table)
        if table in _PERSON_TABLES:
            members = self.load("respondents")[["respondent_id", "wave", "library"]]
            return frame.merge(members, on=["respondent_id", "wave", "library"], how="inner")
        return self._keep_members(frame) if "library" in frame.columns else frame

    def _keep_members(self, frame: pd.DataFrame) -> pd.DataFrame:
        spans = self._list_memberships()
        dated = frame.assign(_row=range(len(frame)), _day=self._find_days(frame))
        joined = dated[["_row", "library", "_day"]].merge(spans, on="library", how="inner")
        holds = joined["_day"].between(joined["valid_from"], joined["valid_to"])
        rows = joined.loc[holds, "_row"].drop_duplicates().sort_values()
        return frame.iloc[rows.to_numpy()].reset_index(drop=True)

    def _list_memberships(self) -> pd.DataFrame:
        spans = self.registry.to_frame()[["library", "consortium", "region", "valid_from", "valid_to"]]
        column = self.unit.level if self.unit.level != "library" else "library"
        return spans.loc[spans[column] == self.unit.id, ["library", "valid_from", "valid_to"]]

    def _find_days(self, frame: pd.DataFrame) -> pd.Series:
        """Find the day by which each row's membership is judged; the period's last day without one."""
        days = pd.Series(pd.NaT, index=frame.index, dtype="datetime64[ns]")
        for column in ("date", "submitted", "month"):
            if column in frame.columns:
                days = days.fillna(pd.to_datetime(frame[column], errors="coerce").astype("datetime64[ns]"))
        return days.fillna(pd.Timestamp(self.period.last_day))

    @cached_property
    def _coded_notes(self) -> pd.DataFrame:
        notes = self.load("feedback").merge(
            read_table(self.settings.processed, "codes"), on="feedback_id", how="left", validate="one_to_one"
        )
        flags = [c for c in notes.columns if c.startswith(("theme_", "kind_", "is_nonanswer", "is_fault"))]
        filled = {c: notes[c].fillna(False).astype(bool) for c in flags}
        return notes.assign(**filled, tone=notes["tone"].fillna(0).astype(int))

    def all_notes(self) -> pd.DataFrame:
        """Return the unit's feedback of all time joined with its codes, a row per note."""
        return self._coded_notes.copy()

    def notes(self, period: Period | None = None) -> pd.DataFrame:
        """Return the unit's feedback of a period joined with its codes.

        Parameters
        ----------
        period : Period, optional
            Left out, the report's own.

        Returns
        -------
        pandas.DataFrame
            Columns of ``feedback`` and ``codes``; ``theme_<code>`` and ``kind_<code>`` are bool.
        """
        months = (period or self.period).months
        frame = self._coded_notes
        return frame[frame["month"].isin(months)].reset_index(drop=True)

    def list_waves(self) -> list[str]:
        """List the survey waves of the unit that had begun by the end of the period, oldest first."""
        respondents = self.load("respondents")
        begun = respondents[respondents["month"].fillna("0000-00") <= self.period.months[-1]]
        starts = begun.groupby("wave")["month"].min().fillna("0000-00")
        return [wave for _, wave in sorted(zip(starts, starts.index, strict=True))]

    def load_questionnaires(self) -> dict[str, Questionnaire]:
        """Load the questionnaire of each survey wave."""
        return load_wave_questionnaires(self.settings.processed)

    def show(self, *blocks: Block) -> None:
        """Show blocks on the page, in order.

        Parameters
        ----------
        *blocks : Block
            What a section's function returned.
        """
        from IPython import display

        for block in blocks:
            for data, metadata in block.to_bundles():
                display.display(data, metadata=metadata, raw=True)  # type: ignore[no-untyped-call]

    def show_heading(self, key: str, level: int = 2) -> None:
        """Show a heading of the catalogue."""
        self.show(Heading(self.say(key), level))

    def show_text(self, text: str, style: Style = "plain") -> None:
        """Show a paragraph."""
        self.show(Paragraph(text, style))

    def show_table(self, frame: pd.DataFrame, caption: str) -> None:
        """Show a table whose cells are already in words; the first column heads the rows."""
        self.show(Table(frame, caption))

    def show_figure(self, png: bytes, alt: str, caption: str = "") -> None:
        """Show a chart with the alternative text that tells its numbers."""
        self.show(Chart(png, alt, caption))

    def show_quotes(self, quotes: Sequence[Quote]) -> None:
        """Show customers' words."""
        self.show(Quotes(tuple(quotes)))

    def set_headline(self, text: str) -> None:
        """Give the index the page in one sentence."""
        self.show(Headline(text))

    def show_footer(self) -> None:
        """Show how the numbers were made: method, accuracy, versions, inputs, audience."""
        from aspa_analysis.reporting.footer import describe_method

        self.show(*describe_method(self))


def open_report(
    name: str, *, project: str | Path, unit: str, period: str, language: str = "fi", audience: str = "staff"
) -> Report:
    """Open a report: read the project's settings and find its unit and period.

    Parameters
    ----------
    name : str
        Name of the notebook, as ``20_digest``.
    project : str or Path
        The project folder.
    unit : str
        Id of a library, consortium or region in ``config/libraries.toml``.
    period : str
        As ``2025-06``, ``2025-Q2``, ``2025-H1``, ``2025`` or ``12kk-2025-06``.
    language : {"fi", "sv", "en"}
        Language of the report.
    audience : {"analyst", "staff", "public"}
        Who reads it.

    Returns
    -------
    Report
        The report.

    Raises
    ------
    SettingsError
        If the project, unit, period, language or audience is unknown.
    """
    settings = load_settings(project)
    span = parse_period(period)
    registry = load_run_registry(settings.processed)
    return Report(
        name=name,
        settings=settings,
        registry=registry,
        codebook=load_codebook(project_file(settings.config, "codebook.toml")),
        unit=registry.find_unit(unit, span.last_day),
        period=span,
        language=_pick(language, LANGUAGES, "language"),
        audience=_pick(audience, _AUDIENCES, "audience"),
    )


def _pick(value: str, allowed: tuple[_Choice, ...], what: str) -> _Choice:
    for choice in allowed:
        if choice == value:
            return choice
    raise SettingsError(f"no {what} '{value}'; expected one of {', '.join(allowed)}")
