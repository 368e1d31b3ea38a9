"""Sample content for the style guide."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from string import ascii_lowercase
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import BooleanField, IntegerField, RadioField, SelectField, StringField
from wtforms.fields import SelectChoice

from quizapp.domain.content.schema import SCALE
from quizapp.domain.learning.memory_map import draw_map
from quizapp.services.catalogue import Paragraph, SentenceLine
from quizapp.services.quizzes.choices import OthersChoices
from quizapp.web import charts, words
from quizapp.web.forms.given import NOTHING_GIVEN, Given
from quizapp.web.heat_map import calendar
from quizapp.web.locale import language, short_day
from quizapp.web.reliability import Said, reliability_chart
from quizapp.web.views.exam import Clock, PlaceLine
from quizapp.web.views.feedback import OptionFeedback, PanelFeedback, PanelPoint
from quizapp.web.views.parts import CaseLine, OptionLine, Prompt, Script
from quizapp.web.views.reader import sentence_view, strip_of

_MONDAY = date(2026, 11, 16)


class SampleForm(FlaskForm):
    """One field of every kind."""

    name = StringField(_l("Name"), description=_l("As it stands on your student card."))
    limit = IntegerField(_l("New cards a day"))
    zone = SelectField(_l("Time zone"), choices=[SelectChoice("Europe/Paris", "Europe/Paris")])
    theme = RadioField(
        _l("Theme"),
        choices=[SelectChoice("light", _l("Light")), SelectChoice("dark", _l("Dark"))],
    )
    shortcuts = BooleanField(_l("Keyboard shortcuts"))


def styleguide() -> dict[str, Any]:
    """What ``styleguide.html`` is rendered with."""
    form = SampleForm(formdata=None)
    form.form_errors.append(gettext("Choose an answer, or say that you do not know."))
    form.limit.errors = [gettext("Enter a number from 0 to 999.")]
    return {
        "sample_form": form,
        "plots": _plots(),
        "nothing": NOTHING_GIVEN,
        "given": Given(frozenset({"a", "d"}), "nosocomiale", 2),
        "prompts": _prompts(),
        "options": _options(),
        "menu_options": _menu_options(),
        "panel": _panel(),
        "others": OthersChoices(57, {}, 0.12),
        "in_exam": Given(frozenset("c"), struck=frozenset("a")),
        "clock": _clock(),
        "lines": _lines(),
        "memory": _memory(),
    }


def _clock() -> Clock:
    ends_at = datetime(2026, 11, 16, 15, 30, tzinfo=UTC)
    return Clock(2990, "49:50", ends_at, ((300, gettext("5 minutes left")),))


def _lines() -> tuple[PlaceLine, ...]:
    """Places of an exam in every state."""
    return (
        PlaceLine(1, (gettext("answered"),), can_be_opened=True, is_here=True),
        PlaceLine(
            2, (gettext("not answered"), gettext("flagged")), can_be_opened=True, is_here=False
        ),
        PlaceLine(
            3,
            (gettext("answered"), gettext("validated, no way back")),
            can_be_opened=False,
            is_here=False,
        ),
        PlaceLine(
            4, (gettext("opens after question %(n)s", n=3),), can_be_opened=False, is_here=False
        ),
    )


def _prompts() -> dict[str, Prompt]:
    """A question of every type, in French."""
    few = tuple(OptionLine(one.id, one.text, one.letter, "fr") for one in _options())
    many = tuple(OptionLine(one.id, one.text, "", "fr") for one in _menu_options())
    points = tuple(
        OptionLine(point, words.scale_point("diagnosis", point), letter, language())
        for point, letter in zip(SCALE, "ABCDE", strict=True)
    )
    told = (
        "Un homme de 52 ans a une masse **indolore** au-dessus de la hanche.",
        "La radiographie montre un nuage d’intensité variable dans les tissus mous.",
    )
    script = Script(
        words.script_lead("diagnosis"),
        "Une calcinose tumorale",
        "La masse a fait mal dès le premier jour.",
        illustrative=True,
    )

    def prompt(kind: str, way: str, stem: str, **more: Any) -> Prompt:
        nothing = {"options": (), "announced": None, "case": None, "script": None}
        return Prompt(lang="fr", kind=kind, way=way, stem=stem, **{**nothing, **more})

    return {
        "one": prompt("sba", "one", "Sous quel aspect le dépôt se présente-t-il ?", options=few),
        "several": prompt("multiple", "several", "Quels éléments sont décrits ?", options=few),
        "menu": prompt("short_menu", "several", "Quels signes ?", options=few, announced=2),
        "long": prompt(
            "long_menu", "several", "Quels mots viennent du texte ?", options=many, announced=3
        ),
        "text": prompt(
            "short_answer", "text", "Quel adjectif qualifie une calcinose due à un acte médical ?"
        ),
        "scale": prompt(
            "concordance",
            "scale",
            "Un homme de 45 ans a une masse au-dessus de la hanche.",
            options=points,
            script=script,
        ),
        "case": prompt(
            "sba",
            "one",
            "Que dit l’image ?",
            options=few[:2],
            case=CaseLine("Une bosse à la hanche", "progressive", 2, 4, told),
        ),
    }


def _option(
    place: int, text: str, rationale: str, *, chosen: bool = False, **more: Any
) -> OptionFeedback:
    states = {"correct": False, "flag": None, "others": None} | more
    letter = "ABCDE"[place] if place < 5 else ""
    return OptionFeedback(ascii_lowercase[place], letter, text, rationale, chosen=chosen, **states)


def _options() -> list[OptionFeedback]:
    """Options in every state: chosen or not, right or not, with and without a flag."""
    return [
        _option(
            0,
            "Anneau dense à centre clair",
            "Aspect zonal ; il évoque plutôt une myosite ossifiante.",
            chosen=True,
            others=0.4,
        ),
        _option(
            1,
            "Lacune osseuse bien limitée",
            "Une lacune est un manque d’os : ici, du calcium s’ajoute.",
            flag="inacceptable",
            others=0.02,
        ),
        _option(
            2,
            "Nuage d’intensité variable",
            "L’intensité dépend de la densité et de la taille du dépôt.",
            correct=True,
            flag="indispensable",
            others=0.35,
        ),
        _option(
            3,
            "Masse dont l’étendue se mesure sur les clichés",
            "Le radiologue la précise.",
            chosen=True,
            correct=True,
            others=0.11,
        ),
    ]


def _menu_options() -> list[OptionFeedback]:
    """A long menu: more options than letters are shortcuts for."""
    names = "adulte bosse calcium clou cœur dos genou hanche masse nuage os peau".split()
    right = {"bosse", "calcium", "nuage"}
    return [
        OptionFeedback(
            id=name,
            letter="",
            text=name.capitalize(),
            rationale="Ce mot est dans le texte." if name in right else "Absent du texte.",
            chosen=name in {"bosse", "clou"},
            correct=name in right,
            flag=None,
            others=None,
        )
        for name in names
    ]


def _panel() -> PanelFeedback:
    rows = zip(SCALE, "ABCDE", (3, 10, 2, 0, 0), (0.31, 0.44, 0.2, 0.05, 0.0), strict=True)
    points = tuple(
        PanelPoint(
            letter=letter,
            text=words.scale_point("diagnosis", point),
            experts=count,
            credit=count / 10,
            chosen=point == "z0",
            others=share,
        )
        for point, letter, count, share in rows
    )
    return PanelFeedback(points, illustrative=True)


def _memory() -> dict[str, Any]:
    texts = {
        "P4.1": "La lésion est indolore.",
        "P4.2": "La hanche est le siège le plus fréquent.",
        "P4.3": "Le patient peut remarquer une bosse.",
        "P4.4": "L’amplitude des mouvements diminue parfois.",
        "P4.5": "On en parle peu.",
    }
    items = {key: [number] for number, key in enumerate(list(texts)[:4])}
    drawn = draw_map(list(texts), items, {0: 0.93, 1: 0.66, 2: 0.41})
    views = {
        one.id: sentence_view(one, texts[one.id], "#memory" if one.items else "")
        for one in drawn.sentences
    }
    lines = tuple(SentenceLine(key, text) for key, text in texts.items())
    paragraph = Paragraph(4, "presentation", "Présentation", lines)
    return {"sentences": views, "strip": strip_of([paragraph], drawn, views)}


def _plots() -> dict[str, Any]:
    days = [_MONDAY + timedelta(days=number) for number in range(14)]
    labels = [short_day(day) for day in days]
    due = [14, 9, 7, 8, 5, 3, 4, 6, 2, 1, 5, 3, 2, 1]
    done = [0, 12, 23, 8, 0, 4, 15, 9, 11, 0, 0, 17, 6, 2]
    estimates = [
        charts.Estimate(gettext("Diagnosis"), 0.68, 0.57, 0.78, 34),
        charts.Estimate(gettext("Treatment"), 0.55, 0.35, 0.74, 8),
    ]
    retention = [
        charts.Estimate(gettext("All topics"), 0.88, 0.84, 0.91, 214, expected=0.9),
        charts.Estimate(gettext("Young memories"), 0.82, 0.76, 0.87, 120),
        charts.Estimate(gettext("Causes"), 0.79, 0.62, 0.9, 19, expected=0.91),
    ]
    return {
        "due": charts.bar_chart(labels, {gettext("Cards due"): due}),
        "answers": charts.bar_chart(
            labels, {gettext("Cards"): done, gettext("Quiz"): list(reversed(done))}
        ),
        "mastery": charts.interval_chart(estimates),
        "retention": charts.interval_chart(retention),
        "few": charts.interval_chart([charts.Estimate(gettext("Causes"), 0.5, 0.1, 0.9, 3)]),
        "confidence": reliability_chart(
            [
                Said(gettext("Unsure"), 0.55, 0.36, 0.73, 18, 0.0, 2 / 3),
                Said(gettext("Fairly sure"), None, 0.0, 0.0, 0, 2 / 3, 0.8),
                Said(gettext("Sure"), 0.7, 0.55, 0.82, 27, 0.8, 1.0),
            ]
        ),
        "calendar": calendar(dict(zip(days, done, strict=True)), last=days[-1]),
    }
