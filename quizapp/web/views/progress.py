"""The progress page: its plots, and where to go from them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from quizapp.models import Bank
from quizapp.services.learners import Learner
from quizapp.services.progress import Progress, bank_progress
from quizapp.services.text import confusions
from quizapp.services.text.memory_map import map_memory
from quizapp.web.plots import ProgressPlots, progress_plots
from quizapp.web.views.reader import study_url


@dataclass(frozen=True, slots=True)
class ProgressPage:
    """``fading`` sentences of the text and ``confused`` pairs, with sessions on each."""

    progress: Progress
    plots: ProgressPlots
    fading: int
    fading_href: str
    confused: int
    confused_href: str


def progress_page(session: Session, learner: Learner, bank: Bank, now: datetime) -> ProgressPage:
    """A learner's progress on a bank, ready to be shown."""
    progress = bank_progress(session, learner=learner, bank_id=bank.id, now=now)
    pairs = confusions.open_contrasts(session, learner_id=learner.id, bank_id=bank.id, now=now)
    return ProgressPage(
        progress=progress,
        plots=progress_plots(progress),
        fading=map_memory(session, learner=learner, bank=bank, now=now).weak,
        fading_href=study_url(bank, "retrievability<0.8"),
        confused=len(pairs),
        confused_href=study_url(bank, "is:confused"),
    )
