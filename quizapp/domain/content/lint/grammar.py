"""Rule 8: grammar that tells right from wrong without any knowledge."""

import re
from collections.abc import Iterator

from quizapp.domain.content.lint.articles import fits
from quizapp.domain.content.lint.findings import Finding, Severity
from quizapp.domain.content.lint.wording import Wording
from quizapp.domain.content.lint.words import fold, last_sentence, tokens
from quizapp.domain.content.vocabulary import ItemType, Language

_LAST_ARTICLE = {
    Language.FR: re.compile(r"(?:^|\s)(un|une|le|la|l')[\s:.…_?]*$"),
    Language.EN: re.compile(r"(?:^|\s)(an?)[\s:.…_?]*$"),
}
_NUMBERS = "deux|trois|quatre|cinq|two|three|four|five"
_PLURAL = {
    # «parmi lesquelles» is a relative pronoun, «quels que soient» a concession.
    Language.FR: re.compile(
        r"""(?<!\bparmi\s)(?<!\bdans\s)(?<!\bsur\s)(?<!\bavec\s)(?<!\bpour\s)(?<!\bpar\s)
        \b(?:quel(?:le)?s(?!\sque\b)|lesquel(?:le)?s)\b""",
        re.VERBOSE,
    ),
    Language.EN: re.compile(
        rf"""\b(?:which|what)\s(?:of\s(?:the|these|those)\s)?(?:following\s)?
          (?:(?!(?:is|was|does|did|has|can|may|might|could|should|would|will|must|kind|type)\b)
             [a-z-]+\s){{0,3}}?(?:are|were)\b
        | \bwhich\s(?:(?:{_NUMBERS})\s|[a-z]+(?:al|ic|ive|ous|ary|able)\s)?
          (?!does\b|was\b|has\b|is\b)[a-z]+(?<!s)(?<!u)(?<!i)s\b
        | \bwhat\s(?:{_NUMBERS})\b""",
        re.VERBOSE,
    ),
}
_COORDINATION = re.compile(r"\b(?:et|and|ou|or)\b")
_SINGULAR = frozenset("le la l un une ce cet cette son sa the a an this its".split())
_PLURAL_WORD = re.compile(
    rf"^(?!dans$|sans$|vers$|moins$|does$)(?:les|des|ces|people|children|women|men|{_NUMBERS}|\w{{2,}}[^siu]s|\w+x)$"
)


def misfit_article(wording: Wording) -> Iterator[Finding]:
    """GRAMMAR: the article on which the stem ends fits some options and not others."""
    found = _LAST_ARTICLE[wording.language].search(fold(wording.prompt.text))
    if not found:
        return
    verdicts = [(option, fits(found[1], option.text)) for option in wording.options]
    if not any(verdict for _, verdict in verdicts):
        return
    for option, verdict in verdicts:
        if verdict is False:
            message = (
                f"the stem ends on «{found[1]}», which does not fit this option: "
                "move the article into the options"
            )
            yield wording.finding("GRAMMAR", Severity.ERROR, option, message)


def plural_question(wording: Wording) -> Iterator[Finding]:
    """GRAMMAR: a plural question over a single key, unless every option is itself plural."""
    if wording.item.type not in {ItemType.SBA, ItemType.LONG_MENU} or len(wording.keys) > 1:
        return
    found = _PLURAL[wording.language].search(fold(last_sentence(wording.prompt.text)))
    if found and not all(_is_plural(option.text) for option in wording.options):
        message = f"«{found[0].strip()}» asks for several answers and the item has one: ask for one"
        yield wording.finding("GRAMMAR", Severity.ERROR, wording.prompt, message)


def _is_plural(option: str) -> bool:
    if _COORDINATION.search(fold(option)):
        return True
    words = tokens(option)[:2]
    return bool(words) and words[0] not in _SINGULAR and any(map(_PLURAL_WORD.match, words))
