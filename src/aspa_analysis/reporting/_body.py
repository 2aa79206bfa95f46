"""The body of a page made fit to read: headings in order, tables that scroll and are named, contents."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from bs4 import BeautifulSoup, Tag
from markupsafe import Markup

_TEXT_TAGS = {"a", "abbr", "b", "br", "cite", "code", "del", "dfn", "em", "i", "ins", "kbd", "mark", "q", "s"}
_TEXT_TAGS |= {"small", "span", "strong", "sub", "sup", "time", "u"}
_BLOCK_TAGS = {"aside", "blockquote", "dd", "details", "div", "dl", "dt", "figcaption", "figure", "hr", "li"}
_BLOCK_TAGS |= {"h1", "h2", "h3", "h4", "h5", "h6", "ol", "p", "pre", "section", "summary", "ul"}
_TABLE_TAGS = {"caption", "col", "colgroup", "table", "tbody", "td", "tfoot", "th", "thead", "tr"}
ALLOWED_TAGS = frozenset(_TEXT_TAGS | _BLOCK_TAGS | _TABLE_TAGS)
ALLOWED_ATTRIBUTES = {
    "*": [
        "aria-describedby",
        "aria-hidden",
        "aria-label",
        "aria-labelledby",
        "class",
        "dir",
        "id",
        "lang",
        "role",
    ],
    "a": ["href", "hreflang"],
    "abbr": ["title"],
    "col": ["span"],
    "colgroup": ["span"],
    "details": ["open"],
    "div": ["tabindex"],
    "li": ["value"],
    "ol": ["start"],
    "td": ["colspan", "rowspan", "headers"],
    "th": ["abbr", "colspan", "rowspan", "scope", "headers"],
    "time": ["datetime"],
}

_HEADINGS = re.compile("^h[1-6]$")


@dataclass(frozen=True)
class Section:
    """An entry of the contents."""

    anchor: str
    title: str


@dataclass(frozen=True)
class Body:
    """The body of a page.

    Attributes
    ----------
    html : Markup
        Safe HTML.
    sections : tuple of Section
        Its headings of level 2.
    """

    html: Markup
    sections: tuple[Section, ...]


def finish_body(html: str) -> Body:
    """Finish a body that nbconvert has rendered and sanitised.

    Parameters
    ----------
    html : str
        Sanitised HTML without the page round it.

    Returns
    -------
    Body
        The same with headings in order below the page's title, every id once, and each table named, with
        scopes, in a container that scrolls and takes the focus; so does each picture.
    """
    soup = BeautifulSoup(html, features="html.parser")
    _drop_repeated_ids(soup)
    _order_headings(soup)
    for number, table in enumerate(soup.find_all("table"), start=1):
        _finish_table(soup, table, number)
    for frame in soup.select("div.chart-frame"):
        _name_frame(frame)
    sections = tuple(
        Section(str(heading["id"]), heading.get_text(" ", strip=True)) for heading in soup.find_all("h2")
    )
    return Body(Markup(str(soup)), sections)  # noqa: S704  (sanitised before, written by the parser)


def _drop_repeated_ids(soup: BeautifulSoup) -> None:
    seen = {"sisalto", "alku", "contents-title"}
    for tag in soup.find_all(id=True):
        if tag["id"] in seen:
            del tag["id"]
        else:
            seen.add(str(tag["id"]))


def _order_headings(soup: BeautifulSoup) -> None:
    """Let no heading be above level 2 or skip a level, and give each an id to link to."""
    taken = {str(tag["id"]) for tag in soup.find_all(id=True)}
    previous = 1
    for heading in soup.find_all(_HEADINGS):
        level = min(max(int(heading.name[1]), 2), previous + 1)
        heading.name, previous = f"h{level}", level
        if not heading.get("id"):
            heading["id"] = next(a for a in _propose_anchors(heading) if a not in taken)
            taken.add(str(heading["id"]))


def _propose_anchors(heading: Tag) -> Iterator[str]:
    anchor = re.sub(r"[^a-z0-9åäö]+", "-", heading.get_text().casefold()).strip("-") or "osa"
    yield anchor
    for number in range(2, 10_000):
        yield f"{anchor}-{number}"


def _finish_table(soup: BeautifulSoup, table: Tag, number: int) -> None:
    _scope_headings(table)
    _name_container(_find_container(soup, table), table, number)


def _scope_headings(table: Tag) -> None:
    for cell in table.find_all("th"):
        in_head = cell.find_parent("thead") is not None
        if not cell.get_text(strip=True):
            cell.name = "td"  # an empty heading is read aloud as a heading of nothing
        elif not cell.get("scope"):
            cell["scope"] = "col" if in_head else "row"


def _find_container(soup: BeautifulSoup, table: Tag) -> Tag:
    parent = table.parent
    if parent is not None and parent.get("tabindex") == "0":
        return parent
    container = soup.new_tag("div", attrs={"class": "table-wrap", "tabindex": "0"})
    table.wrap(container)
    return container


def _name_container(container: Tag, table: Tag, number: int) -> None:
    # A group, not a region: ten tables would otherwise be ten landmarks.
    container["role"] = "group"
    caption = table.find("caption")
    heading = table.find_previous(_HEADINGS)
    if caption is not None:
        caption["id"] = caption.get("id") or f"taulukko-{number}"
    named_by = caption if caption is not None else heading
    if named_by is not None:
        del container["aria-label"]
        container["aria-labelledby"] = str(named_by["id"])
    elif not container.get("aria-label"):
        container["aria-label"] = str(number)


def _name_frame(frame: Tag) -> None:
    # Named by what stands over it; the picture's own text would be read twice.
    heading = frame.find_previous(_HEADINGS)
    if heading is None:
        del frame["role"]
    else:
        frame["aria-labelledby"] = str(heading["id"])
