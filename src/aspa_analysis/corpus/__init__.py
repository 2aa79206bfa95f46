"""Labelled texts: feedback to made-up libraries, written by hand, with its themes, kinds and tone."""

from aspa_analysis.corpus._read import CORPUS_COLUMNS, CORPUS_FILES, UNSEEN_FILES, read_corpus

__all__ = ["CORPUS_COLUMNS", "CORPUS_FILES", "UNSEEN_FILES", "read_corpus"]
