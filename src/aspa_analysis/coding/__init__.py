"""Coding: language, themes, kinds, tone, non-answers and faults of each text, by the codebook's rules."""

from aspa_analysis.coding.evaluate import evaluate_codes, split_label_lists, summarise_f1
from aspa_analysis.coding.feedback import code_feedback, list_code_columns

__all__ = ["code_feedback", "evaluate_codes", "list_code_columns", "split_label_lists", "summarise_f1"]
