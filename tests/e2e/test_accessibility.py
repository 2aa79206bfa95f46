"""Pages opened in Chromium: no axe violation, nothing loaded, readable at 320 px, usable by keyboard."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook, new_output

from aspa_analysis.reporting import Link, NotebookJob, RenderedReport, SiteEntry, build_site, render_html
from aspa_analysis.reporting.furniture import find_furniture

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.needs_chromium

CHROMIUM_OPTIONS = [
    "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"]
HEAD = "".join(f'<th scope="col" class="number">Pitkä otsikko {n}</th>' for n in range(8))
CELLS = "".join(f'<td class="number">arviolta 1{n}–2{n} %</td>' for n in range(7))
TABLE = f"""
<div class="table-wrap" role="region" tabindex="0" aria-label="Aiheet"><table><caption>Aiheet</caption>
<thead><tr>{HEAD}</tr></thead>
<tbody><tr><th scope="row">Lainaus ja palautus</th>{CELLS}</tr></tbody>
</table></div>
"""
QUOTES = """
<div class="quotes">
<figure class="quote"><blockquote lang="fi" dir="auto"><p>Täällä ehditään auttaa.</p></blockquote>
<figcaption>Palvelu</figcaption></figure>
<figure class="quote"><blockquote lang="ar" dir="auto"><p>شكرا جزيلا</p></blockquote>
<figcaption>Palvelu</figcaption></figure>
</div>
"""
CARD = (
    '<section class="card"><h3>Palautusautomaatista tuli tavallista enemmän palautetta.</h3>'
    "<p><strong>Mistä tämä näkyy?</strong></p><ul><li>Luukku jumittaa.</li></ul></section>"
)


@dataclass
class Visit:
    """An open page and the addresses it asked for."""

    page: Page
    requests: list[str] = field(default_factory=list)


@pytest.fixture(scope="module")
def axe(root: Path) -> Path:
    path = root / "node_modules" / "axe-core" / "axe.min.js"
    if not path.exists():
        pytest.skip("axe-core is not installed (npm install --ignore-scripts)")
    return path


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    sync_api = pytest.importorskip("playwright.sync_api")
    program = shutil.which(os.environ.get("ASPA_CHROMIUM", "chromium")) or shutil.which("chromium-browser")
    if program is None:
        pytest.skip("Chromium is not installed (apt install chromium)")
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=CHROMIUM_OPTIONS)
        yield browser
        browser.close()


@pytest.fixture
def visit(browser: Browser) -> Iterator[Visit]:
    # The page's own policy forbids every script, so the checker has to go round it.
    with browser.new_context(bypass_csp=True, viewport={"width": 1280, "height": 900}) as context:
        visit = Visit(context.new_page())
        visit.page.on("request", lambda request: visit.requests.append(request.url))
        yield visit


def draw_bars(height_px: int) -> str:
    from base64 import b64encode

    from PIL import Image

    stream = BytesIO()
    Image.new("RGB", (720, height_px), "#0b4f4a").save(stream, format="png")
    return b64encode(stream.getvalue()).decode("ascii")


def make_page(folder: Path, language: str) -> Path:
    htmls = [
        '<p class="lead">Kesäkuussa saimme 214 palautetta.</p>',
        "<h2>Tästä meitä kiitettiin</h2>" + QUOTES,
        "<h2>Kolme asiaa, jotka kannattaa tietää</h2>" + CARD,
        '<h2>Tässä on parannettavaa</h2><p class="warning">Suuntaa antava.</p>' + TABLE + TABLE,
        '<h2>Näin luvut on laskettu</h2><p class="note">Menetelmä ja tarkkuus.</p>',
    ]
    outputs = [new_output("display_data", data={"text/html": html}) for html in htmls]
    for height in (200, 300):
        data, about = {"image/png": draw_bars(height)}, {"image/png": {"alt": f"Pylväs, korkeus {height}."}}
        outputs.insert(-1, new_output("display_data", data=data, metadata=about))
    executed = folder / "executed.ipynb"
    executed.write_text(
        nbformat.writes(new_notebook(cells=[new_code_cell("", outputs=outputs)])), encoding="utf-8"
    )
    links = (Link("Kaikki raportit", "index.html"), Link("Svenska", "sv.html", "sv"))
    job = NotebookJob(
        Path("n.ipynb"), {}, folder / "report.html", "Palautekooste", language, is_example=True, links=links,
        unit="Suvannon kaupunginkirjasto", period="kesäkuu 2025",
    )  # fmt: skip
    render_html(executed, job)
    return job.html


def make_index(folder: Path, language: str) -> Path:
    made = RenderedReport(
        folder / "report.html", "made", headline="Palautusautomaatista tuli paljon palautetta."
    )
    failed = RenderedReport(folder / "x.html", "failed", "KeyError in cell 5", cause="error")
    entries = [
        SiteEntry(
            "suvanto",
            "Suvannon kaupunginkirjasto",
            "library",
            "Järvialue",
            "Vesi",
            period,
            name,
            title,
            "fi",
            r,
        )
        for period, name in (("2025-06", "kesäkuu 2025"), ("2025-05", "toukokuu 2025"))
        for title, r in (("Palautekooste", made), ("Asiakasprofiilit", failed))
    ]
    entries += [
        SiteEntry(
            "vesi", "Vesi", "consortium", "Järvialue", "Vesi", "2025-06", "kesäkuu 2025", "Kooste", "fi", made
        ),
        SiteEntry("ranta", "Ranta", "library", "", "", "2025", "vuosi 2025", "Palautekooste", "sv", made),
    ]
    return build_site(
        entries, reports=folder, project="Esimerkkikirjastot", is_example=True, made_on=date(2025, 7, 5),
        language=language,
    )  # fmt: skip


def list_violations(visit: Visit, axe: Path) -> list[str]:
    visit.page.add_script_tag(path=str(axe))
    found: dict[str, Any] = visit.page.evaluate("rules => axe.run({runOnly: rules})", RULES)
    return [f"{v['id']}: {v['nodes'][0]['html'][:160]}" for v in found["violations"]]


def check_page(visit: Visit, axe: Path, path: Path, language: str) -> None:
    """Hold a page against everything that every page of the project must do."""
    visit.requests.clear()
    visit.page.goto(path.as_uri())
    assert [url for url in visit.requests if not url.startswith("data:")] == [path.as_uri()]
    assert visit.page.evaluate("document.documentElement.lang") == language
    assert visit.page.title().strip()
    alts = visit.page.eval_on_selector_all("img", "images => images.map(image => image.alt.trim())")
    assert all(alts)
    assert len(set(alts)) == len(alts)
    assert visit.page.evaluate(
        "document.images.length === [...document.images].filter(i => i.naturalWidth).length"
    )
    assert list_violations(visit, axe) == []


@pytest.mark.parametrize("width", [1280, 768, 320])
@pytest.mark.parametrize("language", ["fi", "sv", "en"])
@pytest.mark.parametrize("make", [make_page, make_index])
def test_page_is_accessible(
    visit: Visit, axe: Path, tmp_path: Path, make: Any, language: str, width: int
) -> None:
    path = make(tmp_path, language)
    visit.page.set_viewport_size({"width": width, "height": 900})
    check_page(visit, axe, path, language)
    assert visit.page.evaluate("document.documentElement.scrollWidth") <= width


def test_wide_table_scrolls_in_its_own_frame(visit: Visit, tmp_path: Path) -> None:
    visit.page.set_viewport_size({"width": 320, "height": 900})
    visit.page.goto(make_page(tmp_path, "fi").as_uri())
    frame = visit.page.locator(".table-wrap").first
    assert frame.evaluate("frame => frame.scrollWidth > frame.clientWidth")
    frame.focus()
    visit.page.keyboard.press("ArrowRight")
    visit.page.wait_for_function("document.querySelector('.table-wrap').scrollLeft > 0")


def test_keyboard_skips_to_the_content(visit: Visit, tmp_path: Path) -> None:
    visit.page.goto(make_page(tmp_path, "fi").as_uri())
    visit.page.keyboard.press("Tab")
    skip = visit.page.locator(":focus")
    assert skip.inner_text() == find_furniture("fi").skip
    visit.page.wait_for_function("document.activeElement.getBoundingClientRect().top >= 0")
    visit.page.keyboard.press("Enter")
    assert visit.page.evaluate("document.activeElement.id") == "sisalto"
    visit.page.keyboard.press("Tab")
    assert visit.page.evaluate("document.querySelector('main').contains(document.activeElement)")


def test_checker_finds_a_fault(visit: Visit, axe: Path, tmp_path: Path) -> None:
    path = make_page(tmp_path, "fi")
    path.write_text(path.read_text(encoding="utf-8").replace(' lang="fi">', ">", 1), encoding="utf-8")
    visit.page.goto(path.as_uri())
    assert any(found.startswith("html-has-lang") for found in list_violations(visit, axe))


def test_every_page_of_the_example_is_accessible(visit: Visit, axe: Path, example_run: Path) -> None:
    pages = sorted((example_run / "reports").rglob("*.html"))
    assert len(pages) > 1
    for path in pages:
        name, _, language = path.stem.rpartition(".")
        check_page(visit, axe, path, language if name else "fi")
