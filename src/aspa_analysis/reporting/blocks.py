"""What a page is made of: headings, paragraphs, quotes, tables, charts and cards, as escaped HTML.

A block knows nothing of Jupyter: it gives the MIME bundles that a notebook shows, so that a test can read a
section without a kernel. All text is escaped here, by markupsafe.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from typing import Literal, Protocol

import pandas as pd
from markupsafe import Markup

from aspa_analysis.errors import ReportError

HEADLINE_TYPE = "application/vnd.aspa.headline+json"

Bundle = tuple[dict[str, object], dict[str, object]]
Style = Literal["plain", "lead", "note", "warning"]


class Block(Protocol):
    """Something that a page shows."""

    def to_bundles(self) -> list[Bundle]:
        """Return the MIME bundles to display, each with its metadata."""
        ...


def _bundle_html(markup: Markup, text: str) -> Bundle:
    return {"text/html": str(markup), "text/plain": text}, {}


@dataclass(frozen=True)
class Heading:
    """A heading; a page's only level-1 heading is its title, which the template writes."""

    text: str
    level: int = 2

    def to_bundles(self) -> list[Bundle]:
        """Return the heading as HTML."""
        if not 2 <= self.level <= 4:
            raise ReportError(f"heading of level {self.level}; expected 2 to 4 below the page's title")
        return [_bundle_html(Markup("<h{0}>{1}</h{0}>").format(self.level, self.text), self.text)]


@dataclass(frozen=True)
class Paragraph:
    """A paragraph."""

    text: str
    style: Style = "plain"

    def to_bundles(self) -> list[Bundle]:
        """Return the paragraph as HTML."""
        css = "" if self.style == "plain" else Markup(' class="{}"').format(self.style)
        return [_bundle_html(Markup("<p{}>{}</p>").format(css, self.text), self.text)]


@dataclass(frozen=True)
class BulletList:
    """A list of sentences."""

    items: tuple[str, ...]

    def to_bundles(self) -> list[Bundle]:
        """Return the list as HTML; nothing when it is empty."""
        if not self.items:
            return []
        return [_bundle_html(render_list(self.items), "\n".join(self.items))]


def render_list(items: Sequence[str]) -> Markup:
    """Render sentences as an unordered list."""
    return Markup("<ul>{}</ul>").format(Markup("").join(Markup("<li>{}</li>").format(i) for i in items))


@dataclass(frozen=True)
class Quote:
    """A customer's words, redacted.

    Attributes
    ----------
    text : str
        What was said.
    lang : str
        Its language, for the reader of the screen.
    source : str
        What stands under it: theme, and how many said the same.
    """

    text: str
    lang: str = ""
    source: str = ""

    def render(self) -> Markup:
        """Render the quote as HTML."""
        language = Markup(' lang="{}"').format(self.lang) if re.fullmatch("[a-z]{2,3}", self.lang) else ""
        foot = Markup("<figcaption>{}</figcaption>").format(self.source) if self.source else ""
        return Markup(
            '<figure class="quote"><blockquote{} dir="auto"><p>{}</p></blockquote>{}</figure>'
        ).format(language, self.text, foot)


@dataclass(frozen=True)
class Quotes:
    """Several customers' words."""

    items: tuple[Quote, ...]

    def to_bundles(self) -> list[Bundle]:
        """Return the quotes as HTML; nothing when there are none."""
        if not self.items:
            return []
        body = Markup("").join(quote.render() for quote in self.items)
        text = "\n".join(quote.text for quote in self.items)
        return [_bundle_html(Markup('<div class="quotes">{}</div>').format(body), text)]


@dataclass(frozen=True)
class Card:
    """One thing worth knowing: the finding, where it shows, and what could be done.

    Attributes
    ----------
    parts : tuple of (str, tuple of str)
        Small headings, each with its sentences.
    quotes : tuple of Quote
        Shown after the first part.
    """

    title: str
    parts: tuple[tuple[str, tuple[str, ...]], ...]
    quotes: tuple[Quote, ...] = ()

    def to_bundles(self) -> list[Bundle]:
        """Return the card as HTML."""
        body = Markup("")
        for number, (heading, sentences) in enumerate(self.parts):
            body += Markup("<p><strong>{}</strong></p>{}").format(heading, render_list(sentences))
            if number == 0:
                body += Markup("").join(quote.render() for quote in self.quotes)
        html = Markup('<section class="card"><h3>{}</h3>{}</section>').format(self.title, body)
        return [_bundle_html(html, self.title)]


@dataclass(frozen=True)
class Table:
    """A table; its first column heads the rows.

    Attributes
    ----------
    frame : pandas.DataFrame
        What each cell shows, already in words.
    caption : str
        What the table tells.
    text_columns : collection of str
        Columns of running text; all others but the first are right-aligned.
    note : str
        A sentence under the table.
    """

    frame: pd.DataFrame
    caption: str
    text_columns: Collection[str] = field(default_factory=tuple)
    note: str = ""

    def to_bundles(self) -> list[Bundle]:
        """Return the table as HTML; nothing when it has no rows."""
        from aspa_analysis.reporting.tables import render_table

        if self.frame.empty:
            return []
        html = render_table(self.frame, caption=self.caption, text_columns=self.text_columns)
        bundles = [_bundle_html(html, self.caption)]
        return bundles + (Paragraph(self.note, "note").to_bundles() if self.note else [])


@dataclass(frozen=True)
class Chart:
    """A chart as PNG; its alternative text tells the same story with its numbers."""

    png: bytes
    alt: str
    caption: str = ""

    def to_bundles(self) -> list[Bundle]:
        """Return the picture, and its caption under it."""
        from base64 import b64encode

        if not self.alt.strip():
            raise ReportError("a chart has no alternative text; give one that tells its numbers")
        picture: Bundle = (
            {"image/png": b64encode(self.png).decode("ascii"), "text/plain": self.alt},
            {"image/png": {"alt": self.alt}},
        )
        return [picture] + (Paragraph(self.caption, "note").to_bundles() if self.caption else [])


@dataclass(frozen=True)
class Headline:
    """The page in one sentence, for the index; it is not seen on the page."""

    text: str

    def to_bundles(self) -> list[Bundle]:
        """Return the headline as its own MIME type."""
        return [({HEADLINE_TYPE: {"text": self.text}}, {})]
