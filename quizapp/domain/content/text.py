"""The study text of a bank: titles, one sentence a line, and the sentence ids derived from them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from quizapp.domain.content.problems import BankErrors, Problem
from quizapp.domain.content.vocabulary import Language, Topic

_HEADING = re.compile(r"^##\s+(?P<heading>[^{}]*[^{}\s])\s*\{(?P<topic>[^{}]*)\}$")
_MARKUP = re.compile(r"^([#>*+-]|\d+[.)]\s|```)")


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence; `id` is `P<paragraph of the text>.<position in it>` in every language."""

    id: str
    paragraph: int
    position: int
    topic: Topic
    text: str


@dataclass(frozen=True, slots=True)
class Section:
    """What a text says on one topic, as paragraphs of sentences."""

    topic: Topic
    heading: str
    paragraphs: tuple[tuple[Sentence, ...], ...]


@dataclass(frozen=True, slots=True)
class StudyText:
    """A study text in one language."""

    language: Language
    title: str
    sections: tuple[Section, ...]

    @property
    def sentences(self) -> dict[str, Sentence]:
        """Every sentence by id, in reading order."""
        return {
            sentence.id: sentence
            for section in self.sections
            for paragraph in section.paragraphs
            for sentence in paragraph
        }


def parse_text(source: str, language: Language, file: str) -> StudyText:
    """Read `# Title`, `## Heading {topic}` and one sentence a line; a blank line ends a paragraph.

    Raises BankErrors with a problem for every line that is none of these, and for a missing title,
    an unknown or repeated topic and an empty section.
    """
    reader = _Reader(language, file)
    for number, line in enumerate(source.splitlines(), start=1):
        reader.take(number, line.strip())
    return reader.finish()


class _Reader:
    def __init__(self, language: Language, file: str) -> None:
        self.language, self.file = language, file
        self.title = ""
        self.sections: list[tuple[Topic, str, list[list[Sentence]]]] = []
        self.paragraphs = 0
        self.in_paragraph = self.lost = False
        self.problems: list[Problem] = []

    def take(self, number: int, line: str) -> None:
        if not line:
            self.in_paragraph = False
        elif line.startswith("## "):
            self.in_paragraph = False
            self._open_section(number, line)
        elif line.startswith("# "):
            self._name(number, line)
        elif _MARKUP.match(line):
            self._refuse(
                number, "only «# Title», «## Heading {topic}» and sentences may stand here"
            )
        else:
            self._add_sentence(number, line)

    def finish(self) -> StudyText:
        if not self.title:
            self._refuse(1, "there is no title: begin the file with «# Title»")
        if not self.sections and not self.lost:
            self._refuse(1, "there is no section: write «## Heading {topic}» and its sentences")
        for topic, _, paragraphs in self.sections:
            if not paragraphs:
                self.problems.append(Problem(self.file, "", topic, "this section has no sentence"))
        if self.problems:
            raise BankErrors(self.problems)
        return StudyText(
            self.language,
            self.title,
            tuple(
                Section(topic, heading, tuple(tuple(sentences) for sentences in paragraphs))
                for topic, heading, paragraphs in self.sections
            ),
        )

    def _refuse(self, number: int, message: str) -> None:
        self.problems.append(Problem(self.file, "", f"line {number}", message))

    def _name(self, number: int, line: str) -> None:
        if self.title:
            self._refuse(number, "there is a second title: keep one line that begins with «# »")
        else:
            self.title = line.removeprefix("# ").strip()

    def _open_section(self, number: int, line: str) -> None:
        found = _HEADING.match(line)
        if not found:
            self.lost = True
            self._refuse(number, "write the topic after the heading, as «## Causes {causes}»")
            return
        try:
            topic = Topic(found["topic"].strip())
        except ValueError:
            self.lost = True
            known = ", ".join(Topic)
            self._refuse(number, f"«{found['topic']}» is not a topic: use one of {known}")
            return
        if any(topic is other for other, _, _ in self.sections):
            self._refuse(number, f"the topic {topic} has two sections: join them")
        self.lost = False
        self.sections.append((topic, found["heading"], []))

    def _add_sentence(self, number: int, line: str) -> None:
        if self.lost:  # its heading was refused: one message is enough
            return
        if not self.sections:
            self._refuse(number, "a sentence stands before the first «## Heading {topic}»")
            return
        topic, _, paragraphs = self.sections[-1]
        if not self.in_paragraph:
            self.paragraphs += 1
            paragraphs.append([])
            self.in_paragraph = True
        position = len(paragraphs[-1]) + 1
        name = f"P{self.paragraphs}.{position}"
        paragraphs[-1].append(Sentence(name, self.paragraphs, position, topic, line))


def differences(first: StudyText, other: StudyText) -> Iterator[str]:
    """How the outline of a text departs from that of the same text in another language."""
    topics = [section.topic for section in first.sections]
    others = [section.topic for section in other.sections]
    if topics != others:
        yield f"the topics are {', '.join(others)}, but {first.language} has {', '.join(topics)}"
        return
    for mine, theirs in zip(first.sections, other.sections, strict=True):
        counts = [len(paragraph) for paragraph in mine.paragraphs]
        other_counts = [len(paragraph) for paragraph in theirs.paragraphs]
        if counts != other_counts:
            yield (
                f"the section {mine.topic} has paragraphs of {_listed(other_counts)} sentences, "
                f"but {first.language} has {_listed(counts)}"
            )


def _listed(counts: list[int]) -> str:
    return " + ".join(str(count) for count in counts)
