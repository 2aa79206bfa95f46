"""Disclosure control: the only maker of publishable tables, shares and quotes."""

from __future__ import annotations

from aspa_analysis.disclosure.coarsen import Coarsened, choose_period, merge_rows, publish_coarsened
from aspa_analysis.disclosure.published import Published
from aspa_analysis.disclosure.quotes import Lexicon, is_public_quote, load_lexicon, select_quotes
from aspa_analysis.disclosure.rules import (
    Rules,
    audience_needs_suppression,
    is_staff_table_allowed,
    make_rules,
)
from aspa_analysis.disclosure.shares import ShareColumns, publish_means, publish_shares
from aspa_analysis.disclosure.tables import publish_counts
from aspa_analysis.disclosure.words import format_count, format_range, format_share

__all__ = [
    "Coarsened",
    "Lexicon",
    "Published",
    "Rules",
    "ShareColumns",
    "audience_needs_suppression",
    "choose_period",
    "format_count",
    "format_range",
    "format_share",
    "is_public_quote",
    "is_staff_table_allowed",
    "load_lexicon",
    "make_rules",
    "merge_rows",
    "publish_coarsened",
    "publish_counts",
    "publish_means",
    "publish_shares",
    "select_quotes",
]
