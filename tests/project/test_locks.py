"""The lock files hold what pip will ask for, so that a newer release cannot break an old clone."""

from __future__ import annotations

from importlib.metadata import distributions
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[2]


def test_every_extra_that_a_locked_package_needs_is_locked_as_an_extra():
    """Hashes make pip take «coverage[toml]» for another package than «coverage»."""
    lock = (ROOT / "requirements-dev.txt").read_text(encoding="utf-8").splitlines()
    locked = {line.split("==")[0] for line in lock if line[:1].isalnum()}
    asked = 0
    for distribution in distributions():
        if canonicalize_name(distribution.name) not in {name.split("[")[0] for name in locked}:
            continue
        for line in distribution.requires or ():
            wanted = Requirement(line)
            applies = wanted.marker is None or wanted.marker.evaluate({"extra": ""})
            for extra in wanted.extras if applies else ():
                asked += 1
                assert f"{canonicalize_name(wanted.name)}[{extra}]" in locked, distribution.name
    assert asked, "pytest-cov asks for coverage[toml]"
