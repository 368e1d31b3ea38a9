"""What is done to cards, and why they come when they do, in the reader's words."""

from __future__ import annotations

from flask import url_for
from flask_babel import gettext, ngettext
from flask_babel import lazy_gettext as _l
from markupsafe import Markup, escape

from quizapp.domain.learning.card_actions import ActionKind
from quizapp.services.deck.leeches import Leech
from quizapp.services.deck.undo import Undone

_DONE = {
    ActionKind.SUSPEND: _l("Suspended: the card will not be asked until you take it up again."),
    ActionKind.UNSUSPEND: _l("The card is asked again."),
    ActionKind.BURY: _l("Put off until tomorrow."),
    ActionKind.UNBURY: _l("The card is back for today."),
    ActionKind.FLAG: _l("Flagged."),
    ActionKind.UNFLAG: _l("The flag was taken off."),
    ActionKind.TAG: _l("Tag added."),
    ActionKind.UNTAG: _l("Tag removed."),
    ActionKind.NOTE: _l("Note saved."),
}
_UNDONE = {
    ActionKind.SUSPEND: _l("Suspending was taken back."),
    ActionKind.UNSUSPEND: _l("The card is suspended again."),
    ActionKind.BURY: _l("Putting off was taken back."),
    ActionKind.UNBURY: _l("The card is put off again."),
    ActionKind.FLAG: _l("The flag was taken back."),
    ActionKind.UNFLAG: _l("The flag is back."),
    ActionKind.TAG: _l("The tag was taken back."),
    ActionKind.UNTAG: _l("The tag is back."),
    ActionKind.NOTE: _l("The note is as it was before."),
    ActionKind.RESCHEDULE: _l("The days are as they were before."),
}


def done_told(kind: ActionKind) -> str:
    """What was just done to a card."""
    return str(_DONE[kind])


def undone_told(undone: Undone | None) -> str:
    """What was just taken back."""
    if undone is None:
        return str(gettext("There is nothing of today to take back."))
    if undone.kind is None:
        return str(gettext("The last grade was taken back."))
    told = str(_UNDONE[undone.kind])
    if undone.cards == 1:
        return told
    return f"{told} {ngettext('(%(num)s card)', '(%(num)s cards)', undone.cards)}"


def leech_told(slug: str, leech: Leech) -> Markup:
    """Advice on a card that is forgotten again and again, with the way to its page."""
    forgotten = ngettext(
        "You have forgotten the last card %(num)s time.",
        "You have forgotten the last card %(num)s times.",
        leech.lapses,
    )
    advice = gettext("Write yourself a note, read its source, or suspend it.")
    if leech.suspended:
        advice = gettext("It is suspended now: write yourself a note, then take it up again.")
    href = url_for("cards.why", slug=slug, item_id=leech.item_id)
    link = Markup('<a href="{}">{}</a>').format(href, gettext("Look at the card"))
    return Markup("{} {} {}").format(escape(forgotten), escape(advice), link)
