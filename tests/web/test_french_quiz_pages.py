"""What readers of French are shown while they take quizzes: every mode and type of question."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from bs4 import BeautifulSoup
from flask.testing import FlaskClient
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from quizapp.domain.grading.convention import Convention
from quizapp.domain.learning.build import Mode
from quizapp.services.learners import Learner
from tests.factories import BANK, hidden, log_in, make_learner
from tests.services import exams, studying
from tests.services.made_banks import SLUG, load, made_items
from tests.support.databases import SQLiteDatabases
from tests.web import exams as sheets
from tests.web import steps
from tests.web.french import check, loose, mark_the_catalogue

CARDS = f"/cards/{SLUG}"
NEW = "/quiz/new"
MINUTE = timedelta(minutes=1)


@pytest.fixture
def databases(sqlite_databases: SQLiteDatabases) -> SQLiteDatabases:
    """One kind is enough: words do not depend on where rows are kept."""
    return sqlite_databases


@pytest.fixture
def learner(session: Session) -> Learner:
    return make_learner("alice")


@pytest.fixture
def alice(learner: Learner, client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> FlaskClient:
    mark_the_catalogue(monkeypatch)
    log_in(client, "alice")
    return client


def now() -> datetime:
    return datetime.now(UTC)


def read(page: TestResponse, saying: str = "") -> TestResponse:
    """Fail unless every word of a page comes from the catalogue and is set as French is."""
    check(page)
    assert not loose(page), page.request.path
    assert saying in page.text, page.request.path
    return page


def visit(client: FlaskClient, path: str, saying: str = "") -> TestResponse:
    return read(client.get(path, follow_redirects=True), saying)


def build(client: FlaskClient, saying: str, action: str = "start", **fields: Any) -> TestResponse:
    """Send the form of the builder with a button of its own, and read what it leads to."""
    page = client.get(NEW)
    keys = {name: hidden(page, name) for name in ("csrf_token", "client_key")}
    data = {**keys, "bank": SLUG, "action": action, **fields}
    return read(client.post(NEW, data=data, follow_redirects=True), saying)


def press(client: FlaskClient, page: TestResponse, what: str, saying: str) -> TestResponse:
    """Press the button of a form whose address ends so, on a page that was read."""
    form = BeautifulSoup(page.text, "html.parser").select_one(f'form[action$="{what}"]')
    assert form is not None, what
    data = {str(field["name"]): str(field["value"]) for field in form.select("[name]")}
    return read(client.post(str(form["action"]), data=data, follow_redirects=True), saying)


def sit(learner: Learner, *, right: int = 0, **wanted: Any) -> int:
    """Take a quiz to its end: so many right answers, then wrong ones, at each level in turn."""
    attempt = studying.start(learner, now=now(), asks_confidence=True, **wanted)
    while (attempt := studying.again(attempt)).finished_at is None:
        place = attempt.answered + 1
        way = studying.right_answer if place <= right else studying.wrong_answer
        given = way(studying.ask(learner, attempt, place))
        studying.answer(learner, attempt, place, given, confidence=place % 3 + 1, now=now())
    return attempt.id


def test_the_builder_says_all_that_can_be_wrong_with_a_quiz(
    alice: FlaskClient, learner: Learner
) -> None:
    load(*exams.one_of_each())
    visit(alice, f"{NEW}?bank={SLUG}&mode=exam&topic=causes&type=case&status=wrong", "Barème")
    build(alice, "Le quiz sera plus court que demandé.", "count", length="100")
    build(alice, "C’est peu pour une mesure.", "count", mode="measure")
    build(alice, "Aucune question ne correspond.", "count", type="sba", status="due")
    build(alice, "Décochez plusieurs", "count", type="sba", status="due", difficulty="hard")
    build(alice, "Seuls des cas cliniques correspondent", type="case", length="1")
    build(alice, "Demandez de 1 à 100 questions.", length="0")
    build(alice, "Indiquez de 1 à 300 minutes", mode="exam", length="5", minutes="0")
    build(alice, "Choisissez une maladie.", bank="", length="5")
    exams.begin(learner, length=9, now=now())
    build(alice, "attendent la fin d’un examen", "count", length="5")


def test_saved_quizzes_are_kept_changed_and_deleted_in_french(alice: FlaskClient) -> None:
    load(*exams.one_of_each())
    settings = {"mode": "exam", "length": "5", "minutes": "30", "extra_time": "1", "type": "sba"}
    more = {"difficulty": "hard", "status": "flagged", "asks_confidence": "1", "topic": "causes"}
    build(alice, "Donnez un nom à ce quiz.", "save", **settings)
    build(alice, "Un nom compte de 1 à 60 caractères.", "save", name="a" * 61, **settings)
    page = build(alice, "Enregistré sous le nom", "save", name="Rarissime", **settings, **more)
    build(alice, "le remplacer\u202f?", "save", name="Rarissime", **settings)
    press(alice, page, "/start", "ne trouve aucune question")
    press(alice, page, "/delete", "a été supprimé")


def test_every_type_of_question_is_asked_and_explained_in_french(
    alice: FlaskClient, learner: Learner, session: Session
) -> None:
    load(*exams.one_of_each())
    for answered, flag in (
        (steps.wrong_answer, "Question marquée."),
        (steps.right_answer, "La marque a été retirée."),
    ):
        quiz = studying.start(learner, length=9, asks_confidence=True, now=now()).id
        for position in range(1, 10):
            url = sheets.address(quiz, position)
            page = visit(alice, url, "Quelle est votre certitude\u202f?")
            form = {name: hidden(page, name) for name in ("csrf_token", "client_key")}
            read(alice.post(url, data=form), "dites que vous ne savez pas")
            fields = answered(steps.content_at(session, url))
            steps.answer(alice, url, confidence="2", **fields)
            press(alice, visit(alice, url, "Certitude annoncée"), "/flag", flag)
        visit(alice, f"/quiz/{quiz}/result", "Question par question")


@pytest.mark.parametrize("convention", Convention)
def test_marks_are_explained_in_french_under_every_convention(
    alice: FlaskClient, learner: Learner, convention: Convention
) -> None:
    load(*exams.one_of_each())
    for ways in ("right", "partly", "wrong", "blank"):
        exam = exams.begin(learner, length=9, convention=convention, now=now())
        for place in exams.sheet_of(learner, exam).places:
            question = studying.ask(learner, exam, place.position)
            given = {
                "right": exams.right(place.content),
                "partly": exams.right(place.content, 1),
                "wrong": studying.wrong_answer(question),
                "blank": exams.blank(place.content),
            }[ways]
            final = place.content.case is not None
            exams.save(learner, exam, place.position, given, final=final, confidence=3, now=now())
        exams.hand_in(learner, exam, now=now())
        visit(alice, f"/quiz/{exam.id}/result", "Barème")


def test_an_exam_is_in_french_from_the_first_question_to_the_result(
    alice: FlaskClient, learner: Learner
) -> None:
    exam = sheets.begin_on_one_of_each(learner, asks_confidence=True)
    for place in exams.sheet_of(learner, exam).places:
        url = sheets.address(exam, place.position)
        if not place.content.case:
            visit(alice, url, "Rien n’est encore enregistré.")
            answer = sheets.fields_for(place.content, right=False)
            sheets.send(alice, url, flag="1", confidence="3", **answer)
            page = visit(alice, url, "Question marquée.")
            late = sheets.form_of(page, seen="0", **sheets.fields_for(place.content))
            read(alice.post(url, data=late), "a été enregistrée entre-temps")
    step = exams.positions(learner, exam, "case")[0]
    url = sheets.address(exam, step)
    read(sheets.send(alice, url, validate="review"), "Continuer sans répondre")
    sheets.send(alice, url, skip="review")
    visit(alice, url, "est validée")
    page = visit(alice, f"/quiz/{exam}/review", "s’ouvre après la question")
    press(alice, page, "/hand-in", "Vous avez rendu votre copie.")


def test_an_exam_whose_time_is_over_says_so_in_french(alice: FlaskClient, learner: Learner) -> None:
    exam = sheets.begin_on_one_of_each(learner, minutes=30, started=40 * MINUTE)
    visit(alice, "/", "Le temps de votre examen est écoulé")
    page = visit(alice, sheets.address(exam), "L’examen s’est terminé le")
    press(alice, page, "/hand-in", "Le temps était écoulé")


def test_a_measure_is_in_french_whatever_ends_it(alice: FlaskClient, learner: Learner) -> None:
    load(*made_items(12), *made_items(12, topic="causes"))
    measure = {"mode": Mode.MEASURE, "length": 20}
    timed = studying.start(learner, **measure, minutes=30, now=now() - 31 * MINUTE)
    visit(alice, f"/quiz/{timed.id}", "c’est la dernière question")
    studying.answer(learner, studying.start(learner, **measure, now=now()), now=now())
    visit(alice, "/", "Votre mesure vous attend")
    for topics, saying in ((["causes"], "de ces thèmes"), (["causes", "definition"], "Thèmes")):
        taken = sit(learner, right=6, topics=topics, **measure)
        visit(alice, f"/quiz/{taken}/result", saying)
    load(*made_items(8))
    taken = sit(learner, right=8, **measure)
    visit(alice, f"/quiz/{taken}/result", "de la banque")
    visit(alice, f"/progress/{SLUG}", "Dernières mesures")


def test_mistakes_come_back_as_cards_in_french(alice: FlaskClient, learner: Learner) -> None:
    load(*exams.one_of_each())
    quiz = sit(learner, right=6, length=9)
    visit(alice, f"/quiz/{quiz}/result", "à revoir une fois chacune")
    cards, summary = f"{CARDS}?attempt={quiz}", f"{CARDS}/summary?attempt={quiz}"
    visit(alice, summary, "où vous en êtes")
    for _ in range(3):
        front = visit(alice, cards, "Encore")
        reveal = BeautifulSoup(front.text, "html.parser").select_one('a[href*="reveal="]')
        assert reveal is not None
        back = visit(alice, str(reveal["href"]), "Vous en souveniez-vous")
        read(alice.post(cards, data=steps.grade_form(back, 3), follow_redirects=True))
    visit(alice, summary, "chacune à son heure")
    visit(alice, f"/quiz/{quiz}/result", "Vous avez revu toutes vos erreurs")
    flawless = sit(learner, right=9, length=9)
    visit(alice, f"{CARDS}/summary?attempt={flawless}", "Aucune erreur à revoir")


def test_what_an_exam_in_progress_withholds_is_withheld_in_french(
    alice: FlaskClient, learner: Learner
) -> None:
    load(*exams.one_of_each())
    quiz = sit(learner, length=9)
    front = visit(alice, CARDS)
    reveal = BeautifulSoup(front.text, "html.parser").select_one('a[href*="reveal="]')
    assert reveal is not None
    exam = exams.begin(learner, length=9, now=now())
    visit(alice, str(reveal["href"]), "figure dans un examen que vous n’avez pas encore rendu")
    visit(alice, sheets.address(quiz), "Pas encore de correction")
    visit(alice, f"/quiz/{quiz}/result", "correction ensuite")
    visit(alice, f"{CARDS}/summary?attempt={quiz}", "Certaines erreurs doivent attendre")
    exams.save(learner, exam, now=now(), flagged=True)
    visit(alice, "/", "Un examen est en cours")


def test_progress_shows_in_french_how_sure_one_was(alice: FlaskClient, learner: Learner) -> None:
    visit(alice, f"/progress/{BANK}")
    sit(learner, right=6, slug=BANK, length=12)
    visit(alice, f"/progress/{BANK}", "À gauche de la bande")
