"""An assignment as a learner would see it, before anybody does."""

from __future__ import annotations

from dataclasses import dataclass

from quizapp.services.teaching.preview import Preview
from quizapp.web.views.assigned import assignment_facts
from quizapp.web.views.parts import Prompt, prompt_of, spoken_language


@dataclass(frozen=True, slots=True)
class PreviewPage:
    """The terms as they are told to learners, and all questions with nothing filled in."""

    preview: Preview
    lang: str
    facts: tuple[str, ...]
    prompts: tuple[Prompt, ...]


def preview_page(preview: Preview) -> PreviewPage:
    lang = spoken_language(preview.assignment.bank)
    return PreviewPage(
        preview=preview,
        lang=lang,
        facts=tuple(assignment_facts(preview.assignment, preview.terms)),
        prompts=tuple(prompt_of(one.content, one.options, lang) for one in preview.questions),
    )
