"""The one way in which text written by people becomes HTML.

CommonMark without raw HTML, then nh3 with a short list of tags: two independent locks.
Nothing that loads (images, frames) passes, and a link says nothing about who followed it.
"""

from functools import lru_cache

import nh3
from markdown_it import MarkdownIt
from markupsafe import Markup

from quizapp.web.typography import typeset

_INLINE_TAGS = {"a", "br", "code", "em", "strong"}
_BLOCK_TAGS = _INLINE_TAGS | {"blockquote", "li", "ol", "p", "ul"}
_ATTRIBUTES: dict[str, set[str]] = {"a": {"href"}, "*": set()}
_SCHEMES = {"http", "https", "mailto"}
_REL = "noopener noreferrer nofollow"

_PARSER = MarkdownIt("commonmark", {"html": False}).disable(["image", "heading", "lheading", "hr"])

# The same few hundred stems and rationales are shown over and over; rendering one costs about
# as much as a database query.
_CACHED_TEXTS = 4096


@lru_cache(maxsize=_CACHED_TEXTS)
def render(text: str, language: str = "en") -> Markup:
    """Return ``text`` (Markdown, in ``language``) as safe HTML paragraphs and lists."""
    return _clean(_PARSER.render(text), _BLOCK_TAGS, language)


@lru_cache(maxsize=_CACHED_TEXTS)
def render_inline(text: str, language: str = "en") -> Markup:
    """Return ``text`` as safe HTML without paragraphs, to stand inside a heading or a label."""
    return _clean(_PARSER.renderInline(text), _INLINE_TAGS, language)


def _clean(html: str, tags: set[str], language: str) -> Markup:
    safe = nh3.clean(html, tags=tags, attributes=_ATTRIBUTES, url_schemes=_SCHEMES, link_rel=_REL)
    return typeset(Markup(safe), language)  # noqa: S704 (nh3 made it safe)
