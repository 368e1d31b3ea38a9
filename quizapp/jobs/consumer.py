"""The process that runs the jobs: one thread asks what is due, others do it."""

from __future__ import annotations

import logging
import signal

from huey.consumer import Consumer as HueyConsumer

from quizapp.jobs.periodic import Queue

# Longer than any transaction. A calibration may be cut off: it is only computing, and comes again.
SECONDS_TO_END = 8
STOPPING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)

logger = logging.getLogger("quizapp.jobs")


class Consumer(HueyConsumer):
    """Huey's consumer, which any signal stops once the job at hand is done.

    Huey starts anew when the terminal closes, and nobody would be left to stop it then.
    """

    def __init__(self, queue: Queue, *, workers: int = 1) -> None:
        super().__init__(
            queue,
            workers=workers,
            max_delay=5.0,
            scheduler_interval=10,
            shutdown_timeout=SECONDS_TO_END,
        )
        self._signal_actions = {
            number: (False, True)  # no new start; gracefully
            for number in STOPPING
            # Whoever used nohup wants what runs to outlive the terminal.
            if number != signal.SIGHUP or signal.getsignal(number) != signal.SIG_IGN
        }

    def start(self) -> None:
        """Open the queue and begin; it is the first time that anything is opened."""
        # Before a job can begin: Huey would do it after, and until then a signal ends everything.
        self._set_signal_handlers()
        self.huey.storage.initialize_schema()
        # Before the first job can say something.
        logger.info("Ready, with %s.", ", ".join(self.huey.jobs))
        super().start()
