import pytest

from quizapp.domain.content import cloze
from quizapp.domain.content.cloze import Segment
from quizapp.domain.content.problems import BankErrors
from quizapp.domain.content.text import parse_text
from quizapp.domain.content.vocabulary import Language, Topic
from tests.domain.content.samples import TEXTS


def problems_of(source):
    with pytest.raises(BankErrors) as caught:
        parse_text(source, Language.EN, "text.en.md")
    return [str(problem).removeprefix("text.en.md, ") for problem in caught.value.problems]


def test_sentence_ids_count_paragraphs_over_the_whole_text():
    text = parse_text(TEXTS["en"], Language.EN, "text.en.md")
    assert text.title == "Gout"
    assert [section.topic for section in text.sections] == [Topic.DEFINITION, Topic.TREATMENT]
    assert [section.heading for section in text.sections] == ["Definition", "Treatment"]
    assert list(text.sentences) == ["P1.1", "P1.2", "P2.1", "P2.2", "P3.1"]
    last = text.sentences["P3.1"]
    assert (last.paragraph, last.position, last.topic) == (3, 1, Topic.TREATMENT)
    assert last.text == "Drinking water prevents recurrence."


def test_ids_are_the_same_in_every_language():
    french, english = (parse_text(TEXTS[name], Language(name), "") for name in ("fr", "en"))
    assert list(french.sentences) == list(english.sentences)


def test_blank_lines_may_be_many_and_lines_may_be_indented():
    loose = "\n\n" + TEXTS["en"].replace("\n\n", "\n \n\n\t\n").replace("\nRest", "\n   Rest")
    assert parse_text(loose, Language.EN, "") == parse_text(TEXTS["en"], Language.EN, "")


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("## Causes {causes}\nA.\n", ["line 1: there is no title: begin the file with «# Title»"]),
        ("# A\n", ["line 1: there is no section"]),
        ("# A\n# B\n## Causes {causes}\nA.\n", ["line 2: there is a second title"]),
        ("# A\nStray.\n## Causes {causes}\nA.\n", ["line 2: a sentence stands before"]),
        ("# A\n## Causes\nA.\n", ["line 2: write the topic after the heading"]),
        ("# A\n## Causes {cause}\nA.\n", ["line 2: «cause» is not a topic: use one of definition"]),
        ("# A\n## {causes}\nA.\n", ["line 2: write the topic after the heading"]),
        ("# A\n## Causes {causes}\n", ["causes: this section has no sentence"]),
        (
            "# A\n## Causes {causes}\nA.\n## More {causes}\nB.\n",
            ["line 4: the topic causes has two sections: join them"],
        ),
        ("# A\n## Causes {causes}\n- A.\n1. B\n### C\n", ["line 3: only", "line 4: only"]),
    ],
)
def test_each_line_that_is_out_of_place_is_told(source, expected):
    found = problems_of(source)
    for start, line in zip(expected, found, strict=False):
        assert line.startswith(start)
    assert len(found) >= len(expected)


def test_a_cloze_is_split_into_what_is_shown_and_what_is_hidden():
    assert cloze.parse("It forms {{under the skin::site}}, over {{ a joint }}.") == (
        Segment("It forms "),
        Segment("under the skin", hidden=True, hint="site"),
        Segment(", over "),
        Segment("a joint", hidden=True),
        Segment("."),
    )


def test_a_cloze_may_begin_and_end_with_a_blank():
    hidden = [segment.hidden for segment in cloze.parse("{{a}} b {{c}}")]
    assert hidden == [True, False, True]


def test_single_braces_are_ordinary_characters():
    assert cloze.parse("a {b} {{c}}")[0] == Segment("a {b} ")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "no blank"),
        ("nothing hidden", "no blank"),
        ("an {{open blank", "never closed"),
        ("a closed}} blank", "never opened"),
        ("an {{}} empty one", "empty"),
        ("an {{ ::hint}} empty one", "empty"),
        ("an {{answer::}} empty hint", "hint is empty"),
        ("a {{blank {{in}} a blank}}", "brace"),
        ("{{c1::skin::site}}", "more than one"),
    ],
)
def test_a_malformed_cloze_says_what_is_wrong(text, message):
    with pytest.raises(ValueError, match=message):
        cloze.parse(text)
