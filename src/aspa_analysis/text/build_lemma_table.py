"""Build the compact lemma tables: ``python -m aspa_analysis.text.build_lemma_table FILE...``.

Every form that ``simplemma`` lists for a lemma of the vocabulary goes into the table, so that a form nobody
has written yet is still read; forms that the ending rules recover are left out.
"""

from __future__ import annotations

import csv
import sys
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from aspa_analysis.codebook import Codebook, Words, load_codebook
from aspa_analysis.text.language import detect_language
from aspa_analysis.text.lemmas import DICTIONARY_LANGUAGES
from aspa_analysis.text.spoken import strip_endings
from aspa_analysis.text.tokens import TokenKind, split_tokens


def _list_word_lists(codebook: Codebook) -> list[Words]:
    lists = [words for theme in codebook.themes for words in (theme.seeds, theme.hints, theme.blocks)]
    lists += [sub.seeds for theme in codebook.themes for sub in theme.subthemes]
    lists += [kind.seeds for kind in codebook.kinds]
    return [*lists, codebook.tone.positive, codebook.tone.negative]


def collect_vocabulary(texts: Iterable[str], codebook: Codebook) -> dict[str, set[str]]:
    """Collect the words of texts and of the codebook, by language.

    Parameters
    ----------
    texts : iterable of str
        Redacted or made-up texts only: the table is written to disk.
    codebook : Codebook
        Its patterns without stars are words too.

    Returns
    -------
    dict of str to set of str
        Language to lower-case words.
    """
    vocabulary: dict[str, set[str]] = {lang: set() for lang in DICTIONARY_LANGUAGES}
    texts = list(texts)
    for text, lang in zip(texts, detect_language(texts), strict=True):
        if lang in vocabulary:
            vocabulary[lang] |= {token.lower for token in split_tokens(text) if token.kind is TokenKind.WORD}
    for words in _list_word_lists(codebook):
        for lang in DICTIONARY_LANGUAGES:
            patterns = words.of_language(lang)
            vocabulary[lang] |= {part for pattern in patterns for part in pattern.split() if "*" not in part}
    return vocabulary


def _is_recoverable(form: str, lemma: str, forms: Mapping[str, str]) -> bool:
    return any(forms.get(base) == lemma for base in strip_endings(form))


def build_table(words: Iterable[str], lang: str) -> dict[str, list[str]]:
    """List the forms of every lemma behind some words.

    Parameters
    ----------
    words : iterable of str
        Lower-case words of one language.
    lang : str
        Language of ``simplemma``.

    Returns
    -------
    dict of str to list of str
        Lemma to its forms, both sorted.
    """
    # Imported here because its dictionaries take seconds and 400 MB to open.
    from simplemma import is_known, lemmatize
    from simplemma.strategies.dictionaries.dictionary_factory import DefaultDictionaryFactory

    lemmas = {lemmatize(word, lang=lang) for word in words if is_known(word, lang=lang)}
    forms: dict[str, str] = {}
    for form, lemma in DefaultDictionaryFactory().get_dictionary(lang).items():
        if lemma in lemmas and form.isalpha() and form == form.lower():
            forms[form] = lemma.lower().rstrip(".")
    table: defaultdict[str, list[str]] = defaultdict(list)
    for form in sorted(forms):
        if lang != "fi" or not _is_recoverable(form, forms[form], forms):
            table[forms[form]].append(form)
    return dict(sorted(table.items()))


def write_table(table: Mapping[str, Sequence[str]], path: Path) -> None:
    """Write a table, one lemma a line, through a temporary name.

    Parameters
    ----------
    table : mapping of str to sequence of str
        Lemma to forms.
    path : Path
        The TSV file.
    """
    lines = ["lemma\tforms", *(f"{lemma}\t{' '.join(forms)}" for lemma, forms in table.items())]
    temporary = path.with_suffix(".tmp")
    temporary.write_text("\n".join(lines) + "\n", encoding="utf-8", newline="\n")
    temporary.replace(path)


def read_texts(paths: Iterable[Path]) -> list[str]:
    """Read the ``text`` column of tab- or comma-separated files.

    Parameters
    ----------
    paths : iterable of Path
        Files with a header; ``.tsv`` is tab-separated without quotes.

    Returns
    -------
    list of str
        All texts.
    """
    texts = []
    for path in paths:
        tabs = path.suffix == ".tsv"
        with path.open(encoding="utf-8", newline="") as file:
            plain = (
                csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE) if tabs else csv.DictReader(file)
            )
            texts += [row["text"] for row in plain]
    return texts


def main(arguments: Sequence[str]) -> None:
    """Build and write the tables of all languages beside this module."""
    vocabulary = collect_vocabulary(read_texts(map(Path, arguments)), load_codebook())
    for lang, words in vocabulary.items():
        write_table(build_table(words, lang), Path(__file__).with_name(f"lemma_table_{lang}.tsv"))


if __name__ == "__main__":
    main(sys.argv[1:])
