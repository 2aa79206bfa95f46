"""A page holds what the notebook shows and nothing it hides, and is safe whatever the notebook holds."""

from __future__ import annotations

from base64 import b64encode
from datetime import date
from pathlib import Path

import nbformat
import pytest
from bs4 import BeautifulSoup
from hypothesis import given, settings
from hypothesis import strategies as st
from markupsafe import escape
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from aspa_analysis.errors import ReportError, SettingsError
from aspa_analysis.reporting import Link, NotebookJob, RenderedReport, SiteEntry, build_site, render_html
from aspa_analysis.reporting._body import finish_body
from aspa_analysis.reporting.blocks import HEADLINE_TYPE
from aspa_analysis.reporting.furniture import find_furniture

PNG = b64encode(b"\x89PNG\r\n\x1a\nnot a real picture").decode()
PANDAS = """
<div><style scoped>.dataframe tbody tr th {vertical-align: top;}</style>
<table border="1" class="dataframe">
<thead><tr style="text-align: right;"><th></th><th>count</th></tr></thead>
<tbody><tr><th>0</th><td>17</td></tr></tbody>
</table></div>
"""


def show(data: dict[str, object], **metadata: object) -> nbformat.NotebookNode:
    return new_output("display_data", data=data, metadata=metadata)


def show_html(html: str) -> nbformat.NotebookNode:
    return show({"text/html": html, "text/plain": "plain form"})


def show_png(alt: str | None) -> nbformat.NotebookNode:
    about = {} if alt is None else {"image/png": {"alt": alt}}
    return show({"image/png": PNG, "text/plain": "<Figure size 640x480>"}, **about)


def render(folder: Path, *outputs: nbformat.NotebookNode, **about: object) -> BeautifulSoup:
    cells = [
        new_markdown_cell("# For developers", metadata={"tags": ["developer"]}),
        new_code_cell("secret_code = 1", metadata={"tags": ["parameters"]}),
        new_code_cell("secret_code = 2", outputs=list(outputs)),
    ]
    return render_cells(folder, cells, **about)


def render_cells(folder: Path, cells: list[nbformat.NotebookNode], **about: object) -> BeautifulSoup:
    path = folder / "executed.ipynb"
    path.write_text(nbformat.writes(new_notebook(cells=cells)), encoding="utf-8")
    job = make_job(folder / "page.html", **about)
    render_html(path, job)
    return BeautifulSoup(job.html.read_text(encoding="utf-8"), "html.parser")


def make_job(html: Path, **about: object) -> NotebookJob:
    content: dict[str, object] = {"title": "Palautekooste", "language": "fi", "is_example": True, **about}
    return NotebookJob(notebook=Path("n.ipynb"), parameters={}, html=html, **content)  # type: ignore[arg-type]


def test_page_shows_outputs_and_hides_code_streams_and_developer_cells(tmp_path: Path) -> None:
    stream = new_output("stream", name="stderr", text="a warning")
    text = render(
        tmp_path, stream, show_html("<p>a finding</p>"), show({"text/plain": "bare value"})
    ).get_text()
    assert "a finding" in text
    for hidden in ("secret_code", "For developers", "a warning", "bare value", "plain form"):
        assert hidden not in text


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
def test_frame_speaks_the_language_of_the_page(tmp_path: Path, language: str) -> None:
    words = find_furniture(language)
    page = render(tmp_path, unit="Suvanto & Ranta", period="kesäkuu 2025", language=language)
    assert page.html is not None
    assert page.html["lang"] == language
    assert page.title is not None
    assert page.title.get_text() == "Palautekooste – Suvanto & Ranta – kesäkuu 2025"
    assert [h.get_text() for h in page.find_all("h1")] == ["Palautekooste"]
    assert page.select_one("header .example").get_text() == words.example  # type: ignore[union-attr]
    assert page.select_one("body > a.skip")["href"] == "#sisalto"  # type: ignore[index]
    assert len(page.find_all("main")) == len(page.find_all("header")) == len(page.find_all("footer")) == 1


def test_furniture_is_complete_in_every_language_and_refuses_others() -> None:
    for language in ("fi", "sv", "en"):
        assert all(vars(find_furniture(language)).values())
    with pytest.raises(SettingsError, match="no wording in language 'de'"):
        find_furniture("de")


def test_real_data_has_no_banner(tmp_path: Path) -> None:
    assert render(tmp_path, is_example=False).select(".example") == []


def test_links_stand_in_the_header_with_their_language(tmp_path: Path) -> None:
    page = render(tmp_path, links=(Link("Samma <på> svenska", "sv.html", "sv"),))
    (link,) = page.select("header nav a")
    assert (link["href"], link["hreflang"], link["lang"]) == ("sv.html", "sv", "sv")
    assert link.get_text() == "Samma <på> svenska"


def test_page_needs_no_script_and_loads_nothing(tmp_path: Path) -> None:
    page = render(
        tmp_path, show_html('<p style="background:url(http://example.com/x)">text</p>'), show_png("A bar.")
    )
    assert page.find_all(["script", "iframe", "object"]) == []
    assert [link["href"] for link in page.find_all("link")] == ["data:,"]
    assert all(str(image["src"]).startswith("data:image/png;base64,") for image in page.find_all("img"))
    assert "example.com" not in str(page)
    policy = page.find("meta", attrs={"http-equiv": "Content-Security-Policy"})
    assert policy is not None
    assert str(policy["content"]).startswith("default-src 'none'")


@pytest.mark.parametrize(
    "attack",
    [
        "<script>steal()</script>",
        '<img src="http://example.com/x.png" onerror="steal()">',
        '<a href="javascript:steal()">x</a>',
        '<svg onload="steal()"></svg>',
        '<p onclick="steal()">x</p>',
        '<iframe src="http://example.com"></iframe>',
        '<style>@import url("http://example.com/x.css");</style>',
        "<form action='http://example.com'><input></form>",
    ],
)
def test_markup_that_slipped_through_does_nothing(tmp_path: Path, attack: str) -> None:
    page = render(tmp_path, show_html(f"<p>before</p>{attack}<p>after</p>"))
    (body,) = page.select("main .body")
    assert body.find_all(["script", "img", "svg", "iframe", "style", "form", "input"]) == []
    attributes = {name for tag in body.find_all(True) for name in tag.attrs}
    assert attributes <= {"href"}
    assert not any(str(a["href"]).startswith("javascript") for a in body.find_all("a") if a.get("href"))
    assert "after" in body.get_text()


@settings(max_examples=25, deadline=None)
@given(text=st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"]), min_size=1, max_size=60))
def test_escaped_text_reaches_the_reader_unchanged(
    tmp_path_factory: pytest.TempPathFactory, text: str
) -> None:
    page = render(tmp_path_factory.mktemp("any"), show_html(f"<blockquote>{escape(text)}</blockquote>"))
    (quote,) = page.select("main blockquote")
    assert quote.get_text() == text
    assert quote.find_all(True) == []


@pytest.mark.parametrize(
    ("alts", "fault"),
    [
        ([None], "is missing"),
        (["  "], "is missing"),
        (["No description has been provided for this image"], "is a default"),
        (["<Figure size 640x480 with 1 Axes>"], "is a default"),
        (["Three bars.", "Three bars."], "repeats another picture's"),
    ],
)
def test_picture_without_words_of_its_own_is_refused(
    tmp_path: Path, alts: list[str | None], fault: str
) -> None:
    with pytest.raises(ReportError, match=f"of a picture in cell 3 {fault}"):
        render(tmp_path, *(show_png(alt) for alt in alts))
    assert not (tmp_path / "page.html").exists()


def test_picture_keeps_its_words(tmp_path: Path) -> None:
    words = 'Two bars: "aineisto" 31 & <palvelu> 24.'
    page = render(tmp_path, show_html("<h2>Aiheet</h2>"), show_png(words))
    (image,) = page.find_all("img")
    assert image["alt"] == words
    assert image.parent is not None
    assert (image.parent["tabindex"], image.parent["aria-labelledby"]) == ("0", "aiheet")


@pytest.mark.parametrize(
    "data", [{"text/plain": "<Figure size 640x480 with 1 Axes>"}, {"image/svg+xml": "<svg/>"}]
)
def test_figure_that_was_not_drawn_is_refused(tmp_path: Path, data: dict[str, object]) -> None:
    with pytest.raises(ReportError, match="a figure in cell 3 has no PNG"):
        render(tmp_path, show(data))


def test_headline_is_returned_and_not_shown(tmp_path: Path) -> None:
    path = tmp_path / "executed.ipynb"
    cells = [
        new_code_cell(
            "", outputs=[show({HEADLINE_TYPE: {"text": " Kiitosta tuli. "}}), show_html("<p>x</p>")]
        )
    ]
    path.write_text(nbformat.writes(new_notebook(cells=cells)), encoding="utf-8")
    job = make_job(tmp_path / "page.html")
    assert render_html(path, job) == "Kiitosta tuli."
    assert "Kiitosta" not in job.html.read_text(encoding="utf-8")


def test_headings_never_skip_a_level(tmp_path: Path) -> None:
    page = render(tmp_path, show_html("<h1>a</h1><h4>b</h4><h4>c</h4><h2>a</h2><h3>d</h3>"))
    headings = page.select("main h1, main h2, main h3, main h4")
    assert [h.name for h in headings] == ["h1", "h2", "h3", "h4", "h2", "h3"]
    ids = [h["id"] for h in headings[1:]]
    assert len(set(ids)) == len(ids)


def test_contents_lead_to_every_section(tmp_path: Path) -> None:
    page = render(tmp_path, show_html("<h2>Yksi</h2><h2>Kaksi</h2><h2>Kaksi</h2>"))
    targets = [str(a["href"]) for a in page.select("nav.contents a")]
    assert targets == ["#yksi", "#kaksi", "#kaksi-2"]
    assert all(page.find(id=target[1:]) is not None for target in targets)
    assert render(tmp_path, show_html("<h2>Yksi</h2>")).select("nav.contents") == []


def test_frame_as_pandas_shows_it_becomes_an_accessible_table(tmp_path: Path) -> None:
    page = render(tmp_path, show_html("<h2>Aiheet</h2>" + PANDAS))
    (table,) = page.find_all("table")
    assert "vertical-align" not in page.select_one("main").get_text()  # type: ignore[union-attr]
    assert [(th.get_text(), th["scope"]) for th in table.find_all("th")] == [("count", "col"), ("0", "row")]
    container = table.parent
    assert container is not None
    assert (container["tabindex"], container["role"], container["aria-labelledby"]) == (
        "0",
        "group",
        "aiheet",
    )


def test_table_is_named_by_its_caption() -> None:
    frame = '<div class="table-wrap" role="region" tabindex="0" aria-label="x">'
    table = frame + "<table><caption>x</caption></table></div>"
    page = BeautifulSoup(finish_body(f"<h2>a</h2>{table}{table}").html, "html.parser")
    names = [page.find(id=str(div["aria-labelledby"])) for div in page.select(".table-wrap")]
    assert [name.name if name else None for name in names] == ["caption", "caption"]
    assert names[0] is not names[1]
    assert page.select("[role=region]") == []


def test_same_notebook_gives_the_same_bytes(tmp_path: Path) -> None:
    pages = [str(render(tmp_path, show_html("<h2>a</h2>" + PANDAS), show_png("A bar."))) for _ in range(2)]
    assert pages[0] == pages[1]


def make_entry(folder: Path, **about: object) -> SiteEntry:
    report = RenderedReport(folder / "suvanto" / "2025-06 ä.html", "made", headline="Kiitosta <tuli>.")
    content: dict[str, object] = {
        "unit_id": "suvanto", "unit": "Suvanto", "level": "library", "region": "Järvialue",
        "consortium": "Vesi", "period": "2025-06", "period_name": "kesäkuu 2025",
        "title": "Palautekooste", "language": "fi",
        "report": report, **about,
    }  # fmt: skip
    return SiteEntry(**content)  # type: ignore[arg-type]


def build(folder: Path, *entries: SiteEntry, language: str = "fi") -> BeautifulSoup:
    path = build_site(
        entries,
        reports=folder,
        project="Kirjastot",
        is_example=True,
        made_on=date(2025, 7, 5),
        language=language,
    )
    assert path == folder / "index.html"
    return BeautifulSoup(path.read_text(encoding="utf-8"), "html.parser")


def test_site_goes_from_region_to_library_to_period(tmp_path: Path) -> None:
    earlier = make_entry(tmp_path, period="2025-05", period_name="toukokuu 2025")
    region = make_entry(tmp_path, unit_id="jarvi", unit="Järvialue", level="region", consortium="")
    other = make_entry(tmp_path, unit_id="ranta", unit="Ranta", region="", consortium="")
    page = build(tmp_path, other, earlier, make_entry(tmp_path), region)
    assert [h.get_text() for h in page.select("main h2, main h3, main h4")] == [
        "Kirjastot", "Järvialue", "Koko alue", "Vesi", "Suvanto", "Ranta",
    ]  # fmt: skip
    (suvanto,) = page.select("#yksikko-suvanto")
    assert [p.get_text() for p in suvanto.select(".period")] == ["kesäkuu 2025", "toukokuu 2025"]
    assert suvanto.select_one(".reports a")["href"] == "suvanto/2025-06%20%C3%A4.html"  # type: ignore[index]
    assert suvanto.select_one(".headline").get_text() == "Kiitosta <tuli>."  # type: ignore[union-attr]
    assert [a["href"] for a in page.select(".jump a")] == ["#yksikko-ranta", "#yksikko-suvanto"]


@pytest.mark.parametrize(
    ("cause", "words"), [("error", "cause_error"), ("timeout", "cause_timeout"), ("ended", "cause_ended")]
)
def test_site_says_what_could_not_be_made_and_why(tmp_path: Path, cause: str, words: str) -> None:
    failed = RenderedReport(tmp_path / "x.html", "failed", "KeyError in cell 5", cause=cause)  # type: ignore[arg-type]
    page = build(tmp_path, make_entry(tmp_path), make_entry(tmp_path, title="Profiilit", report=failed))
    (line,) = page.select(".failed")
    assert line.find("a") is None
    assert getattr(find_furniture("fi"), words) in line.get_text()
    assert "KeyError in cell 5" in line.get_text()
    assert "Yksi raportti valmiina. Yksi raportti jäi tekemättä" in page.get_text()


@pytest.mark.parametrize(
    ("language", "day"), [("fi", "5. heinäkuuta 2025"), ("sv", "5 juli 2025"), ("en", "5 July 2025")]
)
def test_site_gives_the_day_and_the_banner_in_its_language(tmp_path: Path, language: str, day: str) -> None:
    page = build(tmp_path, make_entry(tmp_path), language=language)
    assert day in page.get_text()
    assert find_furniture(language).example in page.get_text()
    link = page.select_one(".reports a")
    assert link is not None
    assert link.get("lang") == (None if language == "fi" else "fi")


def test_site_without_reports_is_a_page_all_the_same(tmp_path: Path) -> None:
    assert "0 raporttia valmiina." in build(tmp_path).get_text()
