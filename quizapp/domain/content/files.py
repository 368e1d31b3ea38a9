"""Files read with suspicion: size, encoding, and the plain part of YAML that a bank needs."""

import re
from pathlib import Path
from typing import Any

import yaml

LARGEST_FILE = 1_000_000  # bytes: a thousand bilingual items
DEEPEST_NESTING = 12  # an option's text in a step of a case is 8 deep
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f]")
# libyaml reads a bank ten times faster; the wheels of PyYAML have it, a source build may not.
_BaseLoader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class UnreadableError(Exception):
    """A file cannot be read: the line where known, what is wrong, what to do."""

    def __init__(self, message: str, line: int | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.field = f"line {line}" if line else ""


def read_text(path: Path) -> str:
    """The text of a UTF-8 file, a byte-order mark and Windows line ends removed.

    Raises UnreadableError when it is missing, too large, of another encoding, or holds a control
    character.
    """
    try:
        if path.stat().st_size > LARGEST_FILE:
            raise UnreadableError(f"larger than {LARGEST_FILE:,} bytes: split it")
        raw = path.read_bytes()
    except FileNotFoundError:
        raise UnreadableError("the file is missing") from None
    except OSError as error:
        raise UnreadableError(f"cannot be read: {error.strerror or error}") from None
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise UnreadableError("not UTF-8: save the file with the encoding UTF-8", line) from None
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    found = _CONTROL.search(text)
    if found:
        line = text.count("\n", 0, found.start()) + 1
        message = f"holds the unprintable character U+{ord(found[0]):04X}: remove it"
        raise UnreadableError(message, line)
    return text


def read_yaml(path: Path) -> object:
    """The content of a YAML file as dicts, lists, text, numbers, booleans and None.

    Raises UnreadableError as `read_text`, and for a syntax error, a key given twice, an anchor or
    alias (ten lines of them can expand to gigabytes), a tag, and nesting beyond reason.
    """
    source = read_text(path)
    try:
        _refuse_what_banks_do_not_need(source)
        return yaml.load(source, Loader=_Loader)  # noqa: S506  (a safe loader, made stricter)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        problem = error.problem or error.context or "cannot be understood"
        line = mark.line + 1 if mark else None
        hint = "a text that holds « : » or « #» goes between quotes"
        raise UnreadableError(f"not valid YAML: {problem} ({hint})", line) from None
    except (yaml.YAMLError, ValueError) as error:
        raise UnreadableError(f"not valid YAML: {error}") from None


def _refuse_what_banks_do_not_need(source: str) -> None:
    depth = 0
    for event in yaml.parse(source, Loader=_BaseLoader):
        line = event.start_mark.line + 1 if event.start_mark else None
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            message = "holds a YAML anchor or alias (& or *): put the text between quotes"
            raise UnreadableError(message, line)
        if getattr(event, "tag", None):
            message = "holds a YAML tag (!): put the text between quotes"
            raise UnreadableError(message, line)
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
            if depth > DEEPEST_NESTING:
                raise UnreadableError("nested too deeply: compare with the worked item", line)
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1


class _Loader(_BaseLoader):  # type: ignore[misc]
    """Words are text: «no», «oui» and «2024-01-01» stay what the author typed."""

    yaml_implicit_resolvers: dict[str, list[tuple[str, re.Pattern[str]]]] = {}  # noqa: RUF012

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:  # noqa: FBT001, FBT002  (PyYAML's signature)
        keys = set()
        for key_node, _ in node.value:
            if not isinstance(key_node, yaml.ScalarNode):
                raise yaml.constructor.ConstructorError(
                    None, None, "a key must be a word", key_node.start_mark
                )
            if key_node.value in keys:
                message = f"«{key_node.value}» is given twice"
                raise yaml.constructor.ConstructorError(None, None, message, key_node.start_mark)
            keys.add(key_node.value)
        loaded: dict[Any, Any] = super().construct_mapping(node, deep=deep)
        return loaded


for _tag, _pattern, _first in (
    ("null", r"^(?:~|null|)$", ["~", "n", ""]),
    ("bool", r"^(?:true|false)$", list("tf")),
    ("int", r"^[-+]?(?:0|[1-9][0-9]*)$", list("-+0123456789")),
    ("float", r"^[-+]?(?:0|[1-9][0-9]*)?\.[0-9]+$", list("-+.0123456789")),
):
    _Loader.add_implicit_resolver(f"tag:yaml.org,2002:{_tag}", re.compile(_pattern), _first)
