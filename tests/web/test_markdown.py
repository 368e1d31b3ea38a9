"""Text written by people becomes HTML that cannot do harm."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizapp.web.markdown import render, render_inline

ALLOWED = re.compile(
    r"</?(?:p|br|em|strong|code|ul|ol|li|blockquote|a)>|<br />"
    r'|<a href="(?:https?://|mailto:|[^":]*)[^"]*" rel="noopener noreferrer nofollow">'
)

ATTACKS = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "![x](https://example.org/track.png)",
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt:alert(1))",
    "[x](data:text/html;base64,PHNjcmlwdD4=)",
    "[x](vbscript:msgbox(1))",
    "<javascript:alert(1)>",
    '[x](https://example.org "onmouseover=alert(1)")',
    '[x](https://example.org/"onmouseover="alert(1))',
    "<svg><script>alert(1)</script></svg>",
    "<a href='https://example.org' style='position:fixed'>x</a>",
    "<iframe src=https://example.org></iframe>",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "`<script>alert(1)</script>`",
    "\x00<scr\x00ipt>",
]


@pytest.mark.parametrize("attack", ATTACKS)
@pytest.mark.parametrize("language", ["en", "fr"])
def test_only_harmless_tags_come_out(attack: str, language: str) -> None:
    for html in (render(attack, language), render_inline(attack, language)):
        assert "<" not in ALLOWED.sub("", html)
        assert not re.search(r'href="\s*(?:javascript|data|vbscript)', html, re.IGNORECASE)


@given(st.text(alphabet=st.sampled_from("<>/\"'=[]()!`*_&;:# \nascriptonhref\x00"), max_size=60))
def test_no_mixture_of_markup_gets_through(text: str) -> None:
    for html in (render(text, "fr"), render_inline(text, "fr")):
        assert "<" not in ALLOWED.sub("", html)


def test_emphasis_lists_and_links_are_rendered() -> None:
    html = render("**Dû** à un *acte* :\n\n- taille\n- [siège](https://example.org/a)", "fr")
    assert "<strong>Dû</strong> à un <em>acte</em>\u00a0:" in html
    assert "<li>taille</li>" in html
    assert '<a href="https://example.org/a" rel="noopener noreferrer nofollow">siège</a>' in html


def test_inline_text_has_no_paragraph() -> None:
    assert render_inline("A *soft* lump", "en") == "A <em>soft</em> lump"


def test_headings_of_the_page_cannot_be_forged() -> None:
    assert "<h1" not in render("# Title\n\nTitle\n=====", "en")
