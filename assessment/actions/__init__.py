"""Acts by theme: ``reports`` and scores, ``documents`` that are filed, the county's ``rules``."""

from .documents import accept_document, file_document, open_file, pledge, return_document
from .reports import (
    accept,
    chase,
    compute_scores,
    correct_score,
    freeze_scores,
    missing,
    send_back,
    submit,
    write,
)
from .rules import change_rule, choose_pack

__all__ = [
    "accept",
    "accept_document",
    "change_rule",
    "chase",
    "choose_pack",
    "compute_scores",
    "correct_score",
    "file_document",
    "freeze_scores",
    "missing",
    "open_file",
    "pledge",
    "return_document",
    "send_back",
    "submit",
    "write",
]
