"""The JSON Schema of bank files, generated so that it cannot drift from the models."""

from typing import Any

from pydantic import TypeAdapter

from quizapp.domain.content.schema import BankMeta, Entry, Fact, Note


def bank_schemas() -> dict[str, Any]:
    """A JSON Schema for each kind of file of a bank, for editors that complete and check YAML."""
    kinds: dict[str, TypeAdapter[Any]] = {
        "bank.yaml": TypeAdapter(BankMeta),
        "facts.yaml": TypeAdapter(list[Fact]),
        "notes.yaml": TypeAdapter(list[Note]),
        "items/*.yaml": TypeAdapter(list[Entry]),
    }
    dialect = "https://json-schema.org/draft/2020-12/schema"
    return {name: {"$schema": dialect} | kind.json_schema() for name, kind in kinds.items()}
