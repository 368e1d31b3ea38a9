"""Who may do what. Rights follow from the names of a person's roles and nothing else."""

from collections.abc import Collection

STUDENT, INSTRUCTOR, ADMIN = "student", "instructor", "admin"


def may_see_keys(roles: Collection[str]) -> bool:
    """Whether somebody may read the keys of a bank's items without having answered them."""
    return INSTRUCTOR in roles or ADMIN in roles
