"""What can be done to a card besides grading it."""

from enum import StrEnum


class ActionKind(StrEnum):
    """Each can be undone."""

    SUSPEND = "suspend"
    UNSUSPEND = "unsuspend"
    BURY = "bury"
    UNBURY = "unbury"
    FLAG = "flag"
    UNFLAG = "unflag"
    TAG = "tag"
    UNTAG = "untag"
    NOTE = "note"
    RESCHEDULE = "reschedule"
