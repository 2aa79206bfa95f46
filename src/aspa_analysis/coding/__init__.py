"""Coding: language, themes, kinds, tone, non-answers and faults of each text, by rules and a linear model."""

from aspa_analysis.coding.feedback import code_feedback, list_code_columns
from aspa_analysis.coding.scores import evaluate_codes, split_label_lists, summarise_f1

__all__ = ["code_feedback", "evaluate_codes", "list_code_columns", "split_label_lists", "summarise_f1"]
