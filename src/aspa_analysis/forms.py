"""The project's own Excel forms: their columns declared once, for writing and for reading back."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from aspa_analysis.registry import Library

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

CellKind = Literal["date", "month", "code", "service_point", "text", "count", "number", "flag"]

PRIVACY_HINT = "Älä kirjaa nimiä, kortin numeroa tai terveystietoja."
LIBRARY_LABEL = "Kirjasto"
HEADER_ROW = 5


@dataclass(frozen=True)
class FormColumn:
    """A column of a form: its Finnish heading, the field it fills and what a cell may hold."""

    field: str
    heading: str
    kind: CellKind
    hint: str
    options: tuple[tuple[str, str], ...] = ()
    is_required: bool = False
    width: int = 16


@dataclass(frozen=True)
class FormSpec:
    """A form: its title, the table it fills and its columns."""

    id: str
    title: str
    table: Literal["feedback", "activity"]
    columns: tuple[FormColumn, ...]
    rows_count: int = 500

    @property
    def headings(self) -> list[str]:
        """Finnish headings, in order."""
        return [column.heading for column in self.columns]


_COLUMN = FormColumn
F1 = FormSpec(
    id="F1",
    title="Suullinen asiakaspalaute (F1)",
    table="feedback",
    columns=(
        _COLUMN("date", "Päivämäärä", "date", "Palautteen päivä, esim. 3.10.2024", is_required=True),
        _COLUMN("service_point", "Toimipiste", "service_point", "Valitse luettelosta", width=22),
        _COLUMN(
            "service_channel", "Missä palaute saatiin", "code", "Valitse luettelosta",
            options=(
                ("palvelupiste", "Palvelupisteellä"), ("tilat", "Hyllyjen luona tai muualla tilassa"),
                ("puhelin", "Puhelimessa"), ("jalkautuminen", "Tapahtumassa tai kirjaston ulkopuolella"),
                ("kirjastoauto", "Kirjastoautossa tai kotipalvelussa"), ("muu", "Muualla"),
            ),
            width=30,
        ),
        _COLUMN("text", "Palaute", "text", f"Omin sanoin. {PRIVACY_HINT}", is_required=True, width=70),
        _COLUMN("similar_count", "Montako samanlaista", "count", "Luku tai viivat |||||; tyhjä = 1"),
        _COLUMN(
            "is_prompted", "Kysyttiinkö vai sanoiko itse", "flag", "Valitse luettelosta",
            options=(("true", "Kysyttiin"), ("false", "Sanoi itse")), width=26,
        ),
        _COLUMN(
            "age_group", "Ikäryhmä (jos tiedossa)", "code", "Arvio riittää; jätä tyhjäksi, jos et tiedä",
            options=(
                ("alle 13", "alle 13"), ("13-17", "13–17"), ("18-29", "18–29"), ("30-44", "30–44"),
                ("45-64", "45–64"), ("65+", "65 tai yli"),
            ),
            width=22,
        ),
    ),
)  # fmt: skip

ACTIVITY = FormSpec(
    id="activity",
    title="Käynnit, lainat ja kirjauspäivät",
    table="activity",
    columns=(
        _COLUMN("month", "Kuukausi", "month", "Esim. 10/2024 tai lokakuu 2024", is_required=True),
        _COLUMN("service_point", "Toimipiste", "service_point", "Tyhjä = koko kirjasto", width=22),
        _COLUMN("visits_count", "Käynnit", "count", "Kävijälaskurin luku"),
        _COLUMN("loans_count", "Lainat", "count", "Lainat ja uusinnat"),
        _COLUMN("staffed_h", "Palveluaukiolo (h)", "number", "Tunnit, jolloin väkeä oli paikalla", width=20),
        _COLUMN("selfservice_h", "Omatoimiaukiolo (h)", "number", "Tunnit ilman henkilökuntaa", width=20),
        _COLUMN(
            "recording_days_count", "Kirjauspäivät", "count",
            "Montako päivää palautetta kirjattiin, vaikka sitä ei olisi tullut",
        ),
    ),
    rows_count=60,
)  # fmt: skip

FORMS: dict[str, FormSpec] = {form.id: form for form in (F1, ACTIVITY)}


def find_form(headings: list[str]) -> FormSpec | None:
    """Recognise one of the project's forms by its headings.

    Parameters
    ----------
    headings : list of str
        The headings of a table, in any order.

    Returns
    -------
    FormSpec or None
        The form whose every heading is among them.
    """
    present = {" ".join(heading.casefold().split()) for heading in headings}
    for form in FORMS.values():
        if all(" ".join(heading.casefold().split()) in present for heading in form.headings):
            return form
    return None


def write_form(
    path: Path, form: FormSpec, library: Library, rows: list[dict[str, Any]] | None = None
) -> None:
    """Write a form as an Excel file with drop-downs, input help and protected headings.

    Parameters
    ----------
    path : Path
        The file to write.
    form : FormSpec
        Which form.
    library : Library
        Whose form it is; its service points are the choices of that column.
    rows : list of dict, optional
        Rows to fill in, by field; none for an empty form.
    """
    import openpyxl

    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None  # noqa: S101 - a new workbook always has its first sheet
    sheet.title = form.id
    _write_head(sheet, form, library)
    for number, row in enumerate(rows or (), start=HEADER_ROW + 1):
        for position, column in enumerate(form.columns, start=1):
            sheet.cell(number, position, row.get(column.field))
    _add_validation(sheet, form, library)
    _protect_head(sheet, form, filled=len(rows or ()))
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.name}.part")
    book.save(temporary)
    temporary.replace(path)


def _write_head(sheet: Worksheet, form: FormSpec, library: Library) -> None:
    from openpyxl.styles import Alignment, Font, PatternFill

    sheet["A1"], sheet["A1"].font = form.title, Font(bold=True, size=14)
    sheet["A2"], sheet["B2"] = LIBRARY_LABEL, library.name
    sheet["A3"] = PRIVACY_HINT
    for position, column in enumerate(form.columns, start=1):
        cell = sheet.cell(HEADER_ROW, position, column.heading)
        cell.font = Font(bold=True, color="FFFFFF")
        cell.fill = PatternFill("solid", fgColor="1F4E5F")
        cell.alignment = Alignment(wrap_text=True, vertical="top")
        sheet.column_dimensions[cell.column_letter].width = column.width
    sheet.freeze_panes = sheet.cell(HEADER_ROW + 1, 1).coordinate


def _list_choices(column: FormColumn, library: Library) -> list[str]:
    if column.kind == "service_point":
        return [point.name for point in library.service_point]
    return [label for _, label in column.options]


def _add_validation(sheet: Worksheet, form: FormSpec, library: Library) -> None:
    from openpyxl.worksheet.datavalidation import DataValidation

    last = HEADER_ROW + form.rows_count
    for position, column in enumerate(form.columns, start=1):
        choices = _list_choices(column, library)
        # Excel holds at most 255 characters in an inline list; a longer one would break the file.
        inline = ",".join(choices)
        is_list = bool(choices) and len(inline) <= 255 and not any("," in choice for choice in choices)
        rule = DataValidation(
            type="list" if is_list else None,
            formula1=f'"{inline}"' if is_list else None,
            allow_blank=True,
            showInputMessage=True,
            promptTitle=column.heading[:32],
            prompt=column.hint[:255],
        )
        letter = sheet.cell(HEADER_ROW, position).column_letter
        rule.add(f"{letter}{HEADER_ROW + 1}:{letter}{last}")
        sheet.add_data_validation(rule)


def _protect_head(sheet: Worksheet, form: FormSpec, *, filled: int) -> None:
    from openpyxl.styles import Protection

    # A column's own style opens its empty cells; a styled cell per row would make the file ten times larger.
    for position in range(1, len(form.columns) + 1):
        sheet.column_dimensions[sheet.cell(HEADER_ROW, position).column_letter].protection = Protection(
            locked=False
        )
    for row in sheet.iter_rows(
        min_row=HEADER_ROW + 1, max_row=HEADER_ROW + filled, max_col=len(form.columns)
    ):
        for cell in row:
            cell.protection = Protection(locked=False)
    sheet.protection.sheet = True
    sheet.protection.formatColumns = False
    sheet.protection.formatRows = False
