"""`schema`: the JSON Schema of an output, generated from its declaration."""

from __future__ import annotations

import click

from iku_cli.commandline.options import command
from iku_cli.documents.declared import DOCUMENTS
from iku_cli.session.session import Session
from iku_cli.terminal.faults import Fault
from iku_cli.terminal.streams import echo


@command
@click.argument("name", metavar="NAME")
def schema(session: Session, name: str) -> int:  # noqa: ARG001 — every command has a session
    """Print it."""
    import json

    if name not in DOCUMENTS:
        raise Fault("schema.unknown", name=name, known=", ".join(names()))
    echo(json.dumps(generated(name), ensure_ascii=False, indent=2))
    return 0


def names() -> list[str]:
    """The outputs that have a schema."""
    return sorted(DOCUMENTS)


def generated(name: str) -> dict[str, object]:
    """The schema of an output: closed at each level, parts that come again under `$defs`."""
    from importlib import import_module

    from pydantic import TypeAdapter
    from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue
    from pydantic_core import core_schema

    class Closed(GenerateJsonSchema):
        def typed_dict_schema(self, schema: core_schema.TypedDictSchema) -> JsonSchemaValue:
            made = super().typed_dict_schema(schema)
            made.pop("title", None)
            return made | {"additionalProperties": False}

        def field_title_should_be_set(self, schema: object) -> bool:  # noqa: ARG002 — keys are their own titles
            return False

        def sort(self, value: JsonSchemaValue, parent_key: str | None = None) -> JsonSchemaValue:  # noqa: ARG002
            return value  # keys stay in the order of the declarations

    title, module, declaration = DOCUMENTS[name]
    declared = getattr(import_module(f"iku_cli.documents.declared.{module}"), declaration)
    made = TypeAdapter[object](declared).json_schema(schema_generator=Closed)
    parts = {"$defs": made.pop("$defs")} if "$defs" in made else {}
    head = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"iku-engine/{name}/1",
        "title": title,
        "description": made.pop("description"),
    }
    return head | made | parts


COMMAND = schema
