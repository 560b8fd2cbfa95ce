"""What people, shells, editors and programs start from: `init`, `completion`, `lsp` and `schema`."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

import click

from iku_cli.completing import SHELLS, script
from iku_cli.documents.declared import DOCUMENTS
from iku_cli.options import OneOf, command
from iku_cli.session.session import Session
from iku_cli.terminal.faults import Fault
from iku_cli.terminal.streams import echo

if TYPE_CHECKING:
    from iku_cli.documents.declared.files import Completion, Init

EXAMPLE = "kemensos"
SPECS, FACTS = "indicator_specs", "fakta"  # where specs and facts lie in the new workspace


@command
@click.argument("folder", default=".", metavar="[DIR]", type=click.Path(path_type=Path))
def init(session: Session, folder: Path) -> int:
    """Write the example; nothing is written where one of its files is there already. The written files are named."""
    from iku_engine.writing import new_files

    files = dict(_files(session))
    new_files(folder, files)
    if session.as_json:
        document: Init = {"schema": "iku-engine/init/1", "folder": str(folder), "files": list(files)}
        session.give(document)
        return 0
    for name in files:
        echo(str(folder / name))
    session.note(session.say("init.next", folder=folder))
    return 0


def _files(session: Session) -> Iterator[tuple[str, bytes]]:
    """Every file of the new workspace by its name, and what it holds."""
    source = shipped() / EXAMPLE
    yield "README.md", session.say("init.readme").encode()
    yield "iku.toml", session.say("init.toml").encode()
    for path in sorted(source.rglob("*")):
        if path.is_file():
            inside = path.relative_to(source)
            facts = inside.parts[0] == FACTS
            yield (inside if facts else Path(SPECS) / inside).as_posix(), path.read_bytes()


def shipped() -> Path:
    """The folder of the shipped specs: inside the installed package, or beside the packages in a checkout."""
    package = Path(__file__).resolve().parents[1]
    installed = package / SPECS
    return installed if installed.is_dir() else package.parents[1] / SPECS


@command
@click.argument("shell", metavar="bash|zsh|fish", type=OneOf(SHELLS))
def completion(session: Session, shell: str) -> int:
    """Print the script of a shell."""
    from iku_cli.group import ROOT

    text = script(ROOT, shell)
    if session.as_json:
        document: Completion = {"schema": "iku-engine/completion/1", "shell": shell, "script": text}
        session.give(document)
    else:
        echo(text.rstrip("\n"))
    return 0


NEEDED = ("pygls", "lsprotocol")  # of the extra [lsp]


@command
def lsp(session: Session) -> int:
    """Answer an editor until it leaves. Errors: `Fault` (3) where the extra is not installed."""
    if any(find_spec(name) is None for name in NEEDED):
        raise Fault("editor.extra", status=3)
    from iku_cli.lsp.features import serve

    return serve(session.language)


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
