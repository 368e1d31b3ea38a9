"""Lists of learners as registries, spreadsheets and people hand them in."""

from __future__ import annotations

import codecs

import pytest

from quizapp.domain.teaching.roster import (
    LARGEST,
    LONGEST_NAME,
    LONGEST_NUMBER,
    MOST_LINES,
    Entry,
    Fault,
    RosterError,
    Wrong,
    decode,
    parse,
)

HEAD = "email;nom;numéro;facteur\n"
ANNE = Entry("anne@example.org", "Anne Martin", "21001", None)


def faults_of(text):
    with pytest.raises(RosterError) as caught:
        parse(text)
    return list(caught.value.faults)


def test_a_roster_is_read_line_by_line():
    roster = parse(
        "email;name;number;time factor\n"
        "anne@example.org;Anne Martin;21001;\n"
        "bob@example.org;Bob;21002;4/3\n"
    )
    assert roster.entries == (ANNE, Entry("bob@example.org", "Bob", "21002", 4 / 3))
    assert roster.unused == ()


@pytest.mark.parametrize(
    "heading",
    [
        "email;name;number",
        "E-mail;Full name;Student ID",
        "Courriel;Nom;N° étudiant",
        "ADRESSE DE COURRIEL;NOM COMPLET;MATRICULE",
        "Adresse e-mail;Nom et prénom;Numéro étudiant",
        "Email address;Name;ID number",
        "adresse électronique;étudiant·e;Numéro d’identification",
        " mail ;Nom usuel;INE",
        "SIS Login ID;Student;SIS User ID",
    ],
)
def test_headings_are_known_in_both_languages_and_however_they_are_written(heading):
    assert parse(f"{heading}\nanne@example.org;Anne Martin;21001\n").entries == (ANNE,)


def test_columns_come_in_any_order_and_others_are_named_as_unused():
    roster = parse("Groupe;numéro;nom;Année;email\nTD 3;21001;Anne Martin;2;anne@example.org")
    assert roster.entries == (ANNE,)
    assert roster.unused == ("Groupe", "Année")


def test_given_and_family_names_are_joined():
    rows = "\nanne@example.org;Martin;Anne\n"
    for heading in ("email;Nom;Prénom", "email;Last name;First name", "email;Name;First name"):
        assert parse(heading + rows).entries == (Entry("anne@example.org", "Anne Martin"),)


def test_addresses_alone_are_a_roster():
    assert parse("courriel\nanne@example.org\n").entries == (Entry("anne@example.org"),)


@pytest.mark.parametrize("separator", [";", ",", "\t"])
def test_each_separator_is_recognised(separator):
    lines = [["email", "nom", "numéro"], ["anne@example.org", "Anne Martin", "21001"]]
    assert parse("\n".join(separator.join(line) for line in lines)).entries == (ANNE,)


def test_the_separator_that_excel_writes_down_is_believed():
    assert parse("sep=,\r\nemail,nom,numéro\r\nanne@example.org,Anne Martin,21001").entries == (
        ANNE,
    )


@pytest.mark.parametrize(
    "data",
    [
        f"{HEAD}hélène@example.org;Hélène Œuvré;1;\n".encode(),
        codecs.BOM_UTF8 + f"{HEAD}hélène@example.org;Hélène Œuvré;1;\n".encode(),
        f"{HEAD}hélène@example.org;Hélène Œuvré;1;\n".encode("utf-16"),
        codecs.BOM_UTF16_BE + f"{HEAD}hélène@example.org;Hélène Œuvré;1;\n".encode("utf-16-be"),
        f"{HEAD}hélène@example.org;Hélène Œuvré;1;\n".encode("cp1252"),
    ],
    ids=["UTF-8", "UTF-8 with a mark", "UTF-16", "UTF-16, big end first", "Windows-1252"],
)
def test_each_encoding_that_spreadsheets_save_is_read(data):
    assert parse(decode(data)).entries == (Entry("hélène@example.org", "Hélène Œuvré", "1"),)


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_lines_end_as_on_any_machine_and_blank_ones_are_skipped(end):
    lines = ["", "email;nom;numéro", "  ;;", "anne@example.org;Anne Martin;21001", "", ";;"]
    assert parse(end.join(lines)).entries == (ANNE,)


def test_a_quoted_cell_may_hold_separators_quotes_and_line_ends():
    text = 'email;nom\nanne@example.org;"Martin; ""Anne""\nMarie"\nbob@example.org;Bob\n'
    assert [entry.name for entry in parse(text).entries] == ['Martin; "Anne" Marie', "Bob"]


@pytest.mark.parametrize(
    ("written", "factor"),
    [
        ("", None),
        ("1", 1.0),
        ("4/3", 4 / 3),
        (" 4 / 3 ", 4 / 3),
        ("1.33", 1.33),
        ("1,33", 1.33),
        ("33 %", 1.33),
        ("33%", 1.33),
        ("+33\u202f%", 1.33),
        ("33,3 %", 1.333),
        ("× 1,5", 1.5),
        ("2", 2.0),
        ("0 %", 1.0),
    ],
)
def test_a_factor_may_be_written_in_each_usual_way(written, factor):
    (entry,) = parse(f"{HEAD}anne@example.org;Anne;1;{written}").entries
    assert entry.time_factor == (None if factor is None else pytest.approx(factor))


@pytest.mark.parametrize(
    "written", ["oui", "1.3.3", "4/3/2", "--", "1e3", "nan", "inf", "-33 %", "٤/٣"]
)
def test_a_factor_that_is_no_number_is_a_fault(written):
    assert faults_of(f"{HEAD}anne@example.org;Anne;1;{written}") == [
        Fault(2, "facteur", Wrong.BAD_FACTOR, written)
    ]


@pytest.mark.parametrize("written", ["0", "0,75", "1/3", "4.01", "100 %", "133 %", "999/1", "3/0"])
def test_a_factor_that_is_too_little_or_too_much_is_a_fault(written):
    assert faults_of(f"{HEAD}anne@example.org;Anne;1;{written}") == [
        Fault(2, "facteur", Wrong.FACTOR_RANGE, written)
    ]


@pytest.mark.parametrize(
    "address", ["anne", "anne@", "@example.org", "anne@example", "a b@example.org", "anne@@x.org"]
)
def test_what_is_no_address_is_a_fault(address):
    assert faults_of(f"{HEAD}{address};Anne;1;") == [Fault(2, "email", Wrong.BAD_ADDRESS, address)]


def test_an_address_is_needed_on_every_line():
    assert faults_of(f"{HEAD};Anne;1;") == [Fault(2, "email", Wrong.NO_ADDRESS)]


def test_an_address_comes_once_whatever_its_case():
    text = f"{HEAD}anne@example.org;Anne;1;\n\nAnne@Example.ORG;Anne;1;\n"
    assert faults_of(text) == [Fault(4, "email", Wrong.SAME_ADDRESS, "anne@example.org", number=2)]


def test_lines_are_counted_as_an_editor_counts_them():
    text = 'email;nom\r\n\r\nanne@example.org;"Anne\r\nMarie"\r\nbob;Bob\r\n'
    assert faults_of(text) == [Fault(5, "email", Wrong.BAD_ADDRESS, "bob")]


def test_every_fault_is_told_at_once_and_nothing_is_taken():
    text = f"{HEAD}anne;Anne;1;oui\nbob@example.org;Bob;2;\n;;3;\n"
    assert [(fault.line, fault.column, fault.wrong) for fault in faults_of(text)] == [
        (2, "email", Wrong.BAD_ADDRESS),
        (2, "facteur", Wrong.BAD_FACTOR),
        (4, "email", Wrong.NO_ADDRESS),
    ]


def test_headings_without_an_address_are_refused_with_what_stands_there():
    (fault,) = faults_of("anne@example.org;Anne\nbob@example.org;Bob\n")
    assert (fault.line, fault.wrong) == (1, Wrong.NO_ADDRESS_COLUMN)
    assert fault.value == "anne@example.org Anne"


def test_two_columns_of_one_name_are_refused():
    assert faults_of("email;nom;Email\na@example.org;A;b@example.org") == [
        Fault(1, "Email", Wrong.COLUMN_TWICE)
    ]


def test_of_two_columns_that_could_be_meant_the_clearer_one_counts():
    roster = parse(
        "Student;ID;SIS User ID;SIS Login ID;Email\nAnne Martin;77;21001;am;anne@example.org"
    )
    assert roster.entries == (ANNE,)
    assert roster.unused == ("ID", "SIS Login ID")


def test_a_line_with_more_cells_than_headings_is_a_fault():
    assert faults_of("email,nom\nanne@example.org,Martin,Anne\n") == [
        Fault(2, "", Wrong.TOO_MANY_CELLS, number=2)
    ]


def test_a_line_may_leave_its_last_cells_out_or_have_empty_ones_more():
    text = f"{HEAD}anne@example.org\nbob@example.org;Bob;;;;;\n"
    assert parse(text).entries == (Entry("anne@example.org"), Entry("bob@example.org", "Bob"))


@pytest.mark.parametrize("text", ["", " \n\n", "\ufeff", "email;nom", "email;nom\n;\n", "sep=;"])
def test_a_roster_without_a_learner_is_empty(text):
    assert faults_of(text) == [Fault(0, "", Wrong.EMPTY)]


def test_quotation_marks_that_are_never_closed_name_the_line_where_they_open():
    assert faults_of('email;nom\nanne@example.org;Anne\nbob@example.org;"Bob\nc@example.org;C') == [
        Fault(3, "", Wrong.BAD_QUOTES)
    ]


@pytest.mark.parametrize("bad", ["\0", "\ud800"])
def test_what_no_database_takes_is_a_fault_of_its_line_in_any_column(bad):
    text = f"email;groupe\nanne@example.org;TD\nbob@example.org;T{bad}D\n"
    assert [(fault.line, fault.column, fault.wrong) for fault in faults_of(text)] == [
        (3, "groupe", Wrong.BAD_CHARACTER)
    ]
    (first, *_) = faults_of(f"email;gr{bad}oupe\nanne@example.org;TD\n")
    assert (first.line, first.wrong) == (1, Wrong.BAD_CHARACTER)


def test_halves_of_characters_in_the_bytes_are_found_too():
    data = b"email;nom\nanne@example.org;An\xed\xa0\x80ne\n"
    assert [fault.wrong for fault in faults_of(decode(data))] == [Wrong.BAD_CHARACTER]


def test_names_and_numbers_that_are_too_long_are_faults():
    text = f"{HEAD}a@example.org;{'é' * (LONGEST_NAME + 1)};{'1' * (LONGEST_NUMBER + 1)};\n"
    assert [(one.column, one.wrong, one.number) for one in faults_of(text)] == [
        ("nom", Wrong.TOO_LONG, LONGEST_NAME),
        ("numéro", Wrong.TOO_LONG, LONGEST_NUMBER),
    ]
    assert all(len(one.value) <= 40 for one in faults_of(text))
    exact = f"{HEAD}a@example.org;{'é' * LONGEST_NAME};{'1' * LONGEST_NUMBER};\n"
    assert len(parse(exact).entries) == 1


def test_what_hides_in_a_name_is_taken_out():
    (entry,) = parse(
        "email;nom\na@example.org;\u202eAnne\u200f \x1b[2J\u2028 Martin\u200d\n"
    ).entries
    assert entry.name == "Anne [2J Martin\u200d"


def test_a_file_that_is_too_large_is_not_looked_into():
    with pytest.raises(RosterError) as caught:
        decode(b"\0" * (LARGEST + 1))
    assert caught.value.faults == (Fault(0, "", Wrong.TOO_LARGE, number=LARGEST),)
    # What grows when it comes back from a form would be too large then.
    assert faults_of("email\n" + "é" * (LARGEST // 2)) == [
        Fault(0, "", Wrong.TOO_LARGE, number=LARGEST)
    ]


def test_a_roster_has_so_many_lines_at_most():
    lines = [f"a{number}@example.org" for number in range(MOST_LINES + 1)]
    assert len(parse("\n".join(["email", *lines[:-1]])).entries) == MOST_LINES
    assert faults_of("\n".join(["email", *lines])) == [
        Fault(MOST_LINES + 2, "", Wrong.TOO_MANY_LINES, number=MOST_LINES)
    ]


@pytest.mark.parametrize("data", [b"\xff\xfea", b"PK\x03\x04\x81\x8d"])
def test_a_file_that_is_no_text_is_said_to_be_none(data):
    with pytest.raises(RosterError) as caught:
        decode(data)
    assert [fault.wrong for fault in caught.value.faults] == [Wrong.UNREADABLE]
