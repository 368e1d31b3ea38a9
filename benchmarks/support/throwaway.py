"""Another package, for comparison, in an environment that is deleted again: never in a lock."""

import json
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

INSTALL_SECONDS = 240


def ask(packages: Sequence[str], script: str, question: Any, *, seconds: int = 120) -> Any | None:
    """What ``script`` answers in a new environment that holds ``packages``.

    The script reads ``question`` as JSON from standard input and prints its answer as JSON.
    None, and one line that says why, where the packages cannot be installed or the script fails
    or takes more than ``seconds``.
    """
    names = " ".join(packages)
    with TemporaryDirectory(prefix="throwaway-") as folder:
        python = Path(folder) / "venv" / "bin" / "python"
        pip = [str(python), "-m", "pip", "install", "--quiet", "--no-compile", *packages]
        try:
            _run([sys.executable, "-m", "venv", str(python.parents[1])], INSTALL_SECONDS)
            _run([*pip, "--disable-pip-version-check", "--no-input"], INSTALL_SECONDS)
        except (OSError, subprocess.SubprocessError) as error:
            _give_up(names, f"not compared, it cannot be installed: {_why(error)}")
            return None
        try:
            answer = _run(
                [str(python), "-W", "ignore", "-c", script], seconds, json.dumps(question)
            )
            return json.loads(answer)
        except (subprocess.SubprocessError, ValueError) as error:
            _give_up(names, f"not compared, the script failed: {_why(error)}")
            return None


def _give_up(names: str, why: str) -> None:
    print(json.dumps({"name": names, "notice": why}, ensure_ascii=False), flush=True)


def _run(command: Sequence[str], seconds: int, text: str | None = None) -> str:
    return subprocess.run(
        command, input=text, capture_output=True, text=True, timeout=seconds, check=True
    ).stdout


def _why(error: Exception) -> str:
    """The last line that the program complained with, or else the error itself."""
    complaint = getattr(error, "stderr", None) or str(error)
    return str(complaint).strip().splitlines()[-1]
