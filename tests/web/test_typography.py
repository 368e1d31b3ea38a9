"""French typography."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import Markup, escape

from quizapp.web.typography import french_spaces, typeset

NARROW = "\u202f"
NO_BREAK = "\u00a0"

# Short texts dense in what the filter looks at find more than arbitrary Unicode.
french_text = st.text(
    alphabet=st.sampled_from("aé1 \u00a0\u202f\n:;?!»«%=/`&<>.'’\ue000\ue001"), max_size=30
)


@pytest.mark.parametrize(
    ("plain", "expected"),
    [
        ("Quel siège ?", f"Quel siège{NARROW}?"),
        ("Quel siège?", f"Quel siège{NARROW}?"),
        ("Non ; oui !", f"Non{NARROW}; oui{NARROW}!"),
        ("Vraiment ?!", f"Vraiment{NARROW}?!"),
        ("Deux motifs : taille", f"Deux motifs{NO_BREAK}: taille"),
        ("« tumorale »", f"«{NARROW}tumorale{NARROW}»"),
        ("«tumorale»", f"«{NARROW}tumorale{NARROW}»"),
        ("(laquelle ?)", f"(laquelle{NARROW}?)"),
        ("68 % des cas", f"68{NARROW}% des cas"),
    ],
)
def test_high_punctuation_gets_its_no_break_space(plain: str, expected: str) -> None:
    assert french_spaces(plain) == expected


@pytest.mark.parametrize(
    "text",
    [
        "à 12:30",
        "https://example.org/a?b=1;c:d",
        "écrire à anne@example.org",
        "le code `a ? b : c` reste",
        "l’os et l'os",
        "x != y",
        "rien à changer.",
    ],
)
def test_addresses_times_code_and_apostrophes_stay_as_they_are(text: str) -> None:
    assert french_spaces(text) == text


@given(french_text)
def test_spacing_twice_changes_nothing(text: str) -> None:
    once = french_spaces(text)
    assert french_spaces(once) == once


@given(french_text)
def test_only_spaces_are_added_or_removed(text: str) -> None:
    def without_spaces(value: str) -> str:
        return "".join(value.split())

    assert without_spaces(french_spaces(text)) == without_spaces(text)


@given(st.text())
def test_english_is_escaped_and_otherwise_untouched(text: str) -> None:
    assert typeset(text, "en") == escape(text)


@given(french_text)
def test_plain_text_never_becomes_markup(text: str) -> None:
    assert not set(str(typeset(text, "fr"))) & set("<>'\"")


def test_tags_attributes_entities_and_code_of_safe_html_are_kept() -> None:
    html = Markup('<a href="/a?b=1;c">Os &amp; os</a> : <code>a ? b</code> <em>siège</em> ?')
    assert str(typeset(html, "fr")) == (
        f'<a href="/a?b=1;c">Os &amp; os</a>{NO_BREAK}: <code>a ? b</code> <em>siège</em>{NARROW}?'
    )


def test_punctuation_inside_an_element_is_spaced_too() -> None:
    html = typeset(Markup("<strong>Attention :</strong> « <em>os</em> » ?"), "fr")
    assert str(html) == (
        f"<strong>Attention{NO_BREAK}:</strong> «{NARROW}<em>os</em>{NARROW}»{NARROW}?"
    )


@given(french_text)
def test_typesetting_safe_html_twice_changes_nothing(text: str) -> None:
    once = typeset(text, "fr")
    assert typeset(once, "fr") == once


def test_a_regional_locale_counts_as_french() -> None:
    assert typeset("Où ?", "fr_CA") == f"Où{NARROW}?"
