"""The conventions by which exams turn answers into points."""

from enum import StrEnum


class Convention(StrEnum):
    """Which rule marks which type of item; see `score.rule_of`."""

    EDN = "edn"
    CLASSIC = "classic"
    FORMULA = "formula"
    KPRIM = "kprim"
    CONFIDENCE = "confidence"
