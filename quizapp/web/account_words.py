"""What Flask-Security says on this site, in words of ours and looked up in our own catalogue.

Its own are written for those who build sites («identity or password/passcode invalid», «token»),
and its French is not set as French is. What is not listed here stays as it says it, in English.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any


def N_(text: str) -> str:  # noqa: N802 - the name under which pybabel finds such strings
    """Mark ``text`` for translation; Flask-Security translates it on every request."""
    return text


MESSAGES = {
    "API_ERROR": (N_("This form could not be read: load the page again."), "error"),
    "INVALID_REDIRECT": (N_("This address leads out of the site."), "error"),
    "UNAUTHENTICATED": (N_("Please log in to see this page."), "info"),
    "UNAUTHORIZED": (N_("This page is not open to you"), "error"),
    "ANONYMOUS_USER_REQUIRED": (N_("This page is for people who are not logged in."), "error"),
    "GENERIC_AUTHN_FAILED": (N_("The email address or the password is wrong."), "error"),
    "EMAIL_NOT_PROVIDED": (N_("Enter your email address."), "error"),
    "INVALID_EMAIL_ADDRESS": (N_("Enter an email address such as anne@example.org."), "error"),
    "EMAIL_ALREADY_ASSOCIATED": (
        N_("This address already has an account: log in, or ask for a new password."),
        "error",
    ),
    "PASSWORD_NOT_PROVIDED": (N_("Enter a password."), "error"),
    "PASSWORD_INVALID_LENGTH": (N_("A password needs %(length)s to 128 characters."), "error"),
    "RETYPE_PASSWORD_MISMATCH": (N_("The two passwords differ."), "error"),
    "INVALID_PASSWORD": (N_("This is not your current password."), "error"),
    "PASSWORD_IS_THE_SAME": (N_("The new password must differ from the current one."), "error"),
    "PASSWORD_CHANGE": (N_("Your password has been changed."), "success"),
    "PASSWORD_RESET_NO_LOGIN": (
        N_("Your password has been changed. Log in with the new one."),
        "success",
    ),
    # The same whether or not there is such an account: nobody learns who has one.
    "PASSWORD_RESET_REQUEST": (
        N_("If %(email)s has an account, a link to choose a new password is on its way."),
        "info",
    ),
    "PASSWORD_RESET_EXPIRED": (
        N_("This link worked for %(within)s and has expired: ask for a new one."),
        "error",
    ),
    "INVALID_RESET_PASSWORD_TOKEN": (
        N_("This link does not work, or no longer: ask for a new one."),
        "error",
    ),
}
SUBJECTS = {
    "PASSWORD_RESET": N_("Choose a new password for Rarissime"),
    "PASSWORD_NOTICE": N_("Your password has been changed"),
    "PASSWORD_CHANGE_NOTICE": N_("Your password has been changed"),
}


def flask_config(translations: Path) -> dict[str, Any]:
    """What Flask-Security reads; ``translations`` is the folder of our catalogues."""
    return {
        "SECURITY_I18N_DOMAIN": "messages",
        "SECURITY_I18N_DIRNAME": str(translations),
        **{f"SECURITY_MSG_{key}": message for key, message in MESSAGES.items()},
        **{f"SECURITY_EMAIL_SUBJECT_{key}": subject for key, subject in SUBJECTS.items()},
    }
