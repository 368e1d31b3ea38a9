"""Who may do what. Rights follow from a person's roles, and from their place in a cohort."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum

STUDENT, INSTRUCTOR, ADMIN = "student", "instructor", "admin"


@dataclass(frozen=True, slots=True)
class Person:
    """Whoever asks, at the moment of one request."""

    id: int
    roles: frozenset[str]


class StaffRole(StrEnum):
    """What somebody is to a cohort that they teach."""

    OWNER = "owner"
    CO_INSTRUCTOR = "co_instructor"


def may_teach(roles: Collection[str]) -> bool:
    """Whether somebody may make cohorts, teach in them, and read keys without having answered."""
    return INSTRUCTOR in roles or ADMIN in roles


def may_run_cohort(roles: Collection[str], staff: StaffRole | None) -> bool:
    """Whether somebody may assign to a cohort, and see what was done for its assignments.

    A co-instructor who is an instructor no more loses it with the role. Admins may help out.
    """
    return ADMIN in roles or (INSTRUCTOR in roles and staff is not None)


def may_change_staff(roles: Collection[str], staff: StaffRole | None) -> bool:
    """Whether somebody may say who teaches a cohort."""
    return ADMIN in roles or (INSTRUCTOR in roles and staff is StaffRole.OWNER)


def may_edit_banks(roles: Collection[str]) -> bool:
    """Whether somebody may change what everybody's banks say."""
    return ADMIN in roles


def may_administer(roles: Collection[str]) -> bool:
    """Whether somebody may give and take roles."""
    return ADMIN in roles
