"""Whatever is handed in as a roster, it is read or refused, never stumbled over."""

from __future__ import annotations

import csv
from io import StringIO

from hypothesis import given
from hypothesis import strategies as st

from quizapp.domain.teaching.accommodation import LARGEST_FACTOR, SMALLEST_FACTOR
from quizapp.domain.teaching.naming import LONGEST_NAME, LONGEST_NUMBER, one_line
from quizapp.domain.teaching.roster import RosterError, decode, parse

ANY_TEXT = st.text(st.characters(exclude_categories=[]))
CELLS = st.one_of(
    ANY_TEXT,
    st.sampled_from(["anne@example.org", "4/3", '"', "33 %", "", "=1+1", "a@b.fr\0", "\ud800"]),
)
HEADINGS = st.sampled_from(["email", "nom", "Prénom", "numéro", "facteur", "groupe", "e-mail", ""])


def read(text):
    """The roster, or its faults; anything else that is raised is a defect."""
    try:
        return parse(text)
    except RosterError as error:
        faults = error.faults
    assert faults
    for fault in faults:
        (fault.column + fault.value).encode()  # can be shown
        assert len(fault.column) <= 40
        assert len(fault.value) <= 40
    return None


def check(roster):
    addresses = [entry.email for entry in roster.entries]
    assert addresses
    assert len(set(addresses)) == len(addresses)
    for entry in roster.entries:
        assert "@" in entry.email
        assert entry.email == entry.email.lower()
        assert entry.name == one_line(entry.name)
        assert len(entry.name) <= LONGEST_NAME
        assert len(entry.number) <= LONGEST_NUMBER
        assert "\0" not in entry.name + entry.number + entry.email
        (entry.name + entry.number + entry.email).encode()
        if entry.time_factor is not None:
            assert SMALLEST_FACTOR <= entry.time_factor <= LARGEST_FACTOR


@given(ANY_TEXT)
def test_any_text_is_read_or_refused(text):
    if roster := read(text):
        check(roster)


@given(st.binary())
def test_any_bytes_are_read_or_refused(data):
    try:
        text = decode(data)
    except RosterError:
        return
    if roster := read(text):
        check(roster)


@given(
    headings=st.lists(HEADINGS, max_size=6),
    rows=st.lists(st.lists(CELLS, max_size=7), max_size=6),
    separator=st.sampled_from([";", ",", "\t", "|"]),
)
def test_any_table_with_known_headings_is_read_or_refused(headings, rows, separator):
    text = "\r\n".join(separator.join(row) for row in [headings, *rows])
    if roster := read(text):
        check(roster)


NAMES = st.text(st.characters(exclude_categories=["C", "Z"]), min_size=1, max_size=30)


@given(
    people=st.lists(st.tuples(NAMES, NAMES), min_size=1, max_size=5),
    separator=st.sampled_from([";", ",", "\t"]),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]),
)
def test_a_table_that_a_spreadsheet_wrote_is_read_as_it_stood_there(people, separator, encoding):
    written = StringIO()
    writer = csv.writer(written, delimiter=separator)
    writer.writerow(["nom", "email", "numéro"])
    for place, (name, number) in enumerate(people):
        writer.writerow([name, f"a{place}@example.org", number])
    roster = parse(decode(written.getvalue().encode(encoding)))
    assert [(entry.name, entry.email, entry.number) for entry in roster.entries] == [
        (one_line(name), f"a{place}@example.org", one_line(number))
        for place, (name, number) in enumerate(people)
    ]


ROWS = st.lists(
    st.tuples(st.integers(0, 9), st.text(st.characters(exclude_characters='";')), st.booleans())
)


@given(ROWS, st.sampled_from(["\n", "\r", "\r\n"]))
def test_the_text_that_a_form_sends_back_is_the_same_roster(rows, end):
    """A browser ends lines in CR LF."""
    lines = [
        f'a{number}@example.org;"{name}"' if quotes else f"a{number}@example.org;{name}"
        for number, name, quotes in rows
    ]
    text = end.join(["email;nom", *lines])
    roster = read(text)
    if roster is not None:
        text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\n", "\r\n")
        assert parse(text) == roster


@given(ANY_TEXT)
def test_one_line_is_its_own_line(text):
    line = one_line(text)
    assert one_line(line) == line
    assert line.splitlines() in ([], [line])
    line.encode()
