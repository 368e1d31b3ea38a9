"""The page of an assignment's results: counts that follow, the gradebook, what stands out."""

from __future__ import annotations

import pytest

from quizapp.web.views.gradebook import Wanted
from tests.factories import NOON, log_in, make_learner
from tests.services.classes import assign, begin, make_cohort, membership_id
from tests.services.made_banks import load, made_items
from tests.services.sittings import DAY, HOUR, change_mark, grant, invite, leave, sit
from tests.web.building import soup
from tests.web.steps import title


@pytest.fixture
def people(session):
    load(*made_items(4))
    return {
        "ines": make_learner("ines", role="instructor", language="en"),
        **{name: make_learner(name, language="en") for name in ("alice", "bob", "carol")},
    }


@pytest.fixture
def cohort(people):
    return make_cohort(*people.values())


@pytest.fixture
def ines(client, people):
    log_in(client, "ines")
    return client


def results(client, assignment, query=""):
    page = client.get(f"/teach/assignments/{assignment}{query}")
    assert page.status_code == 200, page.text
    return page


def rows(page):
    """The lines of the gradebook, each as the texts of its cells, without links to other pages."""
    table = soup(page).select_one('[role=region][aria-labelledby="grades"] table')
    for link in table.select("a[href$='/accommodation']"):
        link.parent.decompose()
    return [
        [" ".join(cell.get_text(" ").split()) for cell in row.find_all(["th", "td"])]
        for row in table.tbody.find_all("tr")
    ]


def counts(page):
    found = soup(page).select("[data-progress] [data-count]")
    return {one["data-count"]: one.get_text() for one in found}


def test_the_page_counts_who_is_where_and_lists_everybody(ines, people, cohort):
    assignment = assign(cohort)
    sit(people["alice"], assignment, right=3)
    begin(people["bob"], assignment)
    page = results(ines, assignment)
    assert title(page) == "Contrôle, Results · Rarissime"
    assert counts(page) == {
        "done": "1",
        "in_progress": "1",
        "not_started": "1",
        "median": "75%",
        "said": "Handed in: 1 of 3.",
    }
    alice, bob, carol = rows(page)
    assert alice[:3] == ["Alice alice@example.org", "75% (3 of 4)", "Handed in"]
    assert alice[3:] == ["2 Nov at 14:00", "Attempt 1"]
    assert bob[1:] == ["", "In progress · 0 of 4 answered", "", "Attempt 1"]
    assert carol[1:] == ["", "Not started", "", ""]


def test_what_is_out_of_the_ordinary_stands_beside_the_state(ines, people, cohort):
    assignment = assign(cohort, closes_at=NOON, late="accept", late_deduction=10)
    sit(people["alice"], assignment, right=4, now=NOON + DAY, until=NOON + DAY + HOUR)
    grant(people["bob"], cohort, time_factor=1.5)
    sit(people["carol"], assignment, right=2)
    leave(people["carol"], cohort)
    invite(cohort, "zoe@example.org", name="Zoé", number="77")
    alice, bob, carol, zoe = rows(results(ines, assignment))
    assert alice[1:3] == ["80% (3.2 of 4)", "Handed in · 2 days late, minus 0.8"]
    assert bob[2] == "Not started · own time, dates or attempts"
    assert carol[2] == "Handed in · has left the cohort · 1 day late, minus 0.2"
    assert (zoe[0], zoe[2]) == ("Zoé 77 · zoe@example.org", "Not started · has not joined yet")


def test_of_several_attempts_the_one_that_counts_is_named(ines, people, cohort):
    best = assign(cohort, attempts_allowed=None)
    mean = assign(cohort, attempts_allowed=None, counting="mean")
    for assignment in (best, mean):
        for right in (1, 3, 2):
            sit(people["alice"], assignment, right=right)
    assert rows(results(ines, best))[0][1:3] == ["75% (3 of 4)", "Handed in · attempt 2 counts"]
    assert rows(results(ines, mean))[0][1:3] == ["50% (2 of 4)", "Handed in · the mean counts"]


def test_lines_are_filtered_and_sorted_by_the_address(ines, people, cohort):
    assignment = assign(cohort)
    sit(people["alice"], assignment, right=1)
    sit(people["bob"], assignment, right=4)
    names = [row[0].split()[0] for row in rows(results(ines, assignment, "?order=score"))]
    assert names == ["Bob", "Alice", "Carol"]
    [carol] = rows(results(ines, assignment, "?stage=not_started"))
    assert carol[0].startswith("Carol")
    page = results(ines, assignment, "?find=BOB&order=score")
    assert len(rows(page)) == 1
    sorted_by = soup(page).select("th[aria-sort]")
    assert [(one.get_text(), one["aria-sort"]) for one in sorted_by] == [("Score", "descending")]
    assert "find=BOB" in sorted_by[0].a["href"], "sorting keeps the filter"


def test_a_search_without_a_match_says_so_and_leads_back(ines, people, cohort):
    page = results(ines, assign(cohort), "?find=nobody")
    assert "Nobody matches" in page.text
    assert soup(page).find("a", string="All learners")


@pytest.mark.parametrize(
    "query",
    ["?page=99", "?page=0", "?page=x", "?page=٣", "?order=up&stage=gone", "?page=99999999999"],
)
def test_nonsense_in_the_address_is_left_out(ines, cohort, query):
    assert len(rows(results(ines, assign(cohort), query))) == 3


def test_long_gradebooks_come_in_pages(ines, people, cohort):
    for number in range(120):
        invite(cohort, f"l{number:03}@example.org")
    assignment = assign(cohort)
    first, second = results(ines, assignment), results(ines, assignment, "?page=2")
    assert (len(rows(first)), len(rows(second))) == (100, 23)
    assert "123 learners, page 2 of 2" in " ".join(second.text.split())
    assert not {row[0] for row in rows(first)} & {row[0] for row in rows(second)}
    assert "mailto:" not in first.text, "more addresses than fit into a link"
    assert "l119@example.org" in first.text


def test_who_has_not_started_can_be_written_to(ines, people, cohort):
    assignment = assign(cohort)
    sit(people["alice"], assignment, right=1)
    invite(cohort, "o'neil+x@example.org")
    link = soup(results(ines, assignment)).select_one('a[href^="mailto:"]')["href"]
    assert link == "mailto:?bcc=bob@example.org,carol@example.org,o%27neil%2Bx@example.org"


def test_the_distribution_is_drawn_with_its_table(ines, people, cohort):
    assignment = assign(cohort)
    assert not soup(results(ines, assignment)).select("svg.chart"), "nothing to draw yet"
    sit(people["alice"], assignment, right=4)
    sit(people["bob"], assignment, right=1)
    document = soup(results(ines, assignment))
    cells = [
        [cell.get_text() for cell in row.find_all(["th", "td"])]
        for row in document.select("figure table tbody tr")
    ]
    assert [row for row in cells if row[1] != "0"] == [["20–30", "1"], ["90–100", "1"]]
    assert "The median is 62%" in document.get_text()


def test_everything_else_about_the_assignment_is_one_click_away(ines, people, cohort):
    assignment = assign(cohort)
    attempt = sit(people["alice"], assignment, right=1)
    links = {link["href"] for link in soup(results(ines, assignment)).select("main a")}
    here, place = f"/teach/assignments/{assignment}", membership_id(people["alice"], cohort)
    assert links >= {
        *(f"{here}/{page}" for page in ("edit", "items", "marks", "preview")),
        f"{here}/attempts/{attempt}",
        f"{here}/learners/{place}/accommodation",
        f"/teach/cohorts/{cohort}",
        f"/teach/cohorts/{cohort}/learners/{place}",
    }
    report = soup(ines.get(f"{here}/attempts/{attempt}"))
    assert report.select(f'a[href^="{here}/items/"]')


def test_an_empty_cohort_says_what_will_be_here(ines, people):
    page = results(ines, assign(make_cohort(people["ines"], name="Empty")))
    assert "Nobody is in this cohort yet" in page.text


def test_names_are_text_and_never_markup(ines, cohort):
    invite(cohort, "x@example.org", name="<script>alert(1)</script>", number='"><b>')
    page = results(ines, assign(cohort, title="<i>Exam</i>"))
    assert "<script>alert" not in page.text
    assert "<i>Exam" not in page.text
    assert '<script>alert(1)</script> "><b> · x@example.org' in [row[0] for row in rows(page)]


def poll(client, assignment, etag=None):
    headers = {"If-None-Match": etag} if etag else {}
    return client.get(f"/teach/assignments/{assignment}/progress", headers=headers)


def test_the_poll_answers_with_counts_and_with_nothing_as_long_as_nothing_changes(
    ines, people, cohort
):
    assignment = assign(cohort)
    first = poll(ines, assignment)
    assert first.json == {
        "learners": 3,
        "not_started": 3,
        "in_progress": 0,
        "done": 0,
        "median": "–",
        "said": "Handed in: 0 of 3.",
    }
    again = poll(ines, assignment, first.headers["ETag"])
    assert (again.status_code, again.data) == (304, b"")
    assert again.headers["ETag"] == first.headers["ETag"]
    attempt = sit(people["alice"], assignment, right=2)
    changed = poll(ines, assignment, first.headers["ETag"])
    assert (changed.status_code, changed.json["done"], changed.json["median"]) == (200, 1, "50%")
    change_mark(people["ines"], attempt, 3)
    assert poll(ines, assignment, changed.headers["ETag"]).json["median"] == "75%"


def test_the_page_tells_the_script_where_to_ask_and_where_it_started(ines, people, cohort):
    assignment = assign(cohort)
    sit(people["alice"], assignment, right=2)
    live = soup(results(ines, assignment)).select_one("[data-progress]")
    assert live["data-progress"] == f"/teach/assignments/{assignment}/progress"
    assert live["data-done"] == "1"


def test_learners_are_refused_and_other_instructors_find_nothing(client, people, cohort, app):
    assignment = assign(cohort)
    attempt = sit(people["alice"], assignment, right=2)
    make_learner("otto", role="instructor")
    for name, status in (("alice", 403), ("otto", 404)):
        visitor = app.test_client()
        log_in(visitor, name)
        for path in ("", "/progress", "/export.csv", f"/attempts/{attempt}"):
            answer = visitor.get(f"/teach/assignments/{assignment}{path}")
            assert answer.status_code == status, (name, path)
            assert "alice@example.org" not in answer.text


def test_a_query_is_read_once_and_written_back_without_what_is_empty():
    wanted = Wanted.of({"find": "x" * 500, "order": "score", "page": "3"})
    assert (len(wanted.find), wanted.page) == (120, 3)
    assert Wanted.of({}).query() == {"order": "name"}
    assert wanted.query(find="") == {"order": "score"}
