"""Themes and subthemes of a text, with the words that spoke for each."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from aspa_analysis.coding.documents import Document
from aspa_analysis.coding.lexicon import Lexicon
from aspa_analysis.coding.matching import Match, drop_overlapping

MAX_THEMES = 3
SEED_WEIGHT = 2.0
_HINT_WEIGHT = 1.0
_THRESHOLD = 2.0


def _group_by_label(matches: Iterable[Match]) -> dict[str, list[Match]]:
    grouped: defaultdict[str, list[Match]] = defaultdict(list)
    for match in matches:
        grouped[match.label].append(match)
    return grouped


def _count_words(matches: Iterable[Match], document: Document) -> int:
    """Count different base words: the same word twice speaks once."""
    return len({document.words[match.end - 1].lemma for match in matches})


def collect_theme_matches(document: Document, lexicon: Lexicon) -> dict[str, tuple[float, list[Match]]]:
    """Weigh the evidence for each theme.

    Parameters
    ----------
    document : Document
        The text.
    lexicon : Lexicon
        Patterns of its language.

    Returns
    -------
    dict of str to (float, list of Match)
        Theme code to its score and the matches behind it; themes without evidence are left out.
    """
    blocks = _group_by_label(lexicon.blocks.find(document.words))
    seeds = _group_by_label(lexicon.themes.find(document.words))
    hints = _group_by_label(lexicon.hints.find(document.words))
    evidence = {}
    for code in dict.fromkeys((*seeds, *hints)):
        strong = drop_overlapping(seeds.get(code, ()), blocks.get(code, ()))
        weak = drop_overlapping(hints.get(code, ()), (*blocks.get(code, ()), *strong))
        score = SEED_WEIGHT * _count_words(strong, document) + _HINT_WEIGHT * _count_words(weak, document)
        if score > 0:
            evidence[code] = (score, strong + weak)
    return evidence


def choose_themes(
    evidence: Mapping[str, tuple[float, list[Match]]], theme_codes: Sequence[str]
) -> dict[str, list[str]]:
    """Choose one to three themes, or none.

    Parameters
    ----------
    evidence : mapping of str to (float, list of Match)
        What :func:`collect_theme_matches` found.
    theme_codes : sequence of str
        The codebook's order.

    Returns
    -------
    dict of str to list of str
        Theme code to the words that spoke for it, in the codebook's order.
    """
    order = {code: place for place, code in enumerate(theme_codes)}
    ranked = sorted(evidence, key=lambda code: (-evidence[code][0], evidence[code][1][0].start, order[code]))
    chosen = [code for code in ranked if evidence[code][0] >= _THRESHOLD][:MAX_THEMES] or ranked[:1]
    return {
        code: list(dict.fromkeys(match.surface for match in evidence[code][1]))
        for code in sorted(chosen, key=order.__getitem__)
    }


def find_subthemes(document: Document, lexicon: Lexicon, themes: Iterable[str]) -> dict[str, list[str]]:
    """Find the subthemes of the themes that were found.

    Parameters
    ----------
    document : Document
        The text.
    lexicon : Lexicon
        Patterns of its language.
    themes : iterable of str
        Codes of the themes that may have subthemes.

    Returns
    -------
    dict of str to list of str
        ``theme.subtheme`` to the words that spoke for it.
    """
    allowed = set(themes)
    blocks = _group_by_label(lexicon.blocks.find(document.words))
    found = {}
    for code, matches in _group_by_label(lexicon.subthemes.find(document.words)).items():
        theme = code.partition(".")[0]
        left = drop_overlapping(matches, blocks.get(theme, ()))
        if theme in allowed and left:
            found[code] = list(dict.fromkeys(match.surface for match in left))
    return dict(sorted(found.items()))
