"""What a package of facts says of its files: Table Schema, version 1, for each source and for where its rows came from."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from iku_dsl.period import Grain, from_ordinal
from iku_dsl.program import Column
from iku_dsl.types import Kind
from iku_engine.database.relations import Relation
from iku_engine.database.stored import decimal
from iku_engine.snapshot.snapshot import Snapshot
from iku_engine.words.layout import GRAIN_NAMES

NOT_APPLICABLE = "tidak berlaku"
ORIGIN = ("file", "sheet", "row", "sha256", "batch", "marks", "corrected_by", "reason")
_ORIGIN_TYPES = {"row": "integer", "batch": "integer"}


def stem(name: str) -> str:
    """A relation's name as the name of a resource may be."""
    return re.sub("[^a-z0-9_]+", "-", name.lower())


def key_fields(relation: Relation) -> list[str]:
    """The names of the columns that a row is known by: its period and its keys, as a file to import has them."""
    period = [GRAIN_NAMES[relation.grain]] if relation.grain is not None else []
    return [*period, *([relation.key_name] if relation.is_dimension else relation.dimensions)]


def mark_line(marks: Sequence[str]) -> str:
    """The line above a header by which an import knows the marks of a file; nothing without any."""
    return f"# tanda: {', '.join(' '.join(mark.split()) for mark in marks)}\n" if marks else ""


def resource(
    snapshot: Snapshot,
    relation: Relation,
    called: str,
    marks: Sequence[str],
    periods: Sequence[int],
    folder: Path,
    there: set[str],
) -> dict[str, object]:
    """A file of a source or dimension: its columns as declared, its key, links to members in the package, its marks, the periods it has."""
    keys = key_fields(relation)
    fields = [*(_key_field(relation, name) for name in keys), *(_field(column) for column in relation.columns.values())]
    schema: dict[str, object] = {"fields": fields, "missingValues": ["", NOT_APPLICABLE]}
    if keys:
        schema["primaryKey"] = keys
    links = [
        {"fields": [name], "reference": {"resource": link[0], "fields": [link[1]]}}
        for name, link in _links(snapshot, relation, folder, there)
    ]
    if links:
        schema["foreignKeys"] = links
    loaded = [str(from_ordinal(ordinal, relation.grain)) for ordinal in periods] if relation.grain is not None else []
    return {
        **_file(called, folder, relation.label or relation.name),
        **(
            {"dialect": {"commentRows": [1]}} if marks else {}
        ),  # the line of marks; no `commentChar`, for keys may begin with it
        "schema": schema,
        "iku": {"relation": relation.name, "loaded": loaded, "marks": list(marks)},
    }


def _links(
    snapshot: Snapshot, relation: Relation, folder: Path, there: set[str]
) -> Iterator[tuple[str, tuple[str, str]]]:
    """Keys whose members are in one file of this package, which stands before."""
    if relation.is_dimension:
        return
    for name in relation.dimensions:
        members = snapshot.tables.relations.get(name)
        if members is None or name not in there or members.named_by_facts:
            continue
        found = sorted(folder.glob(f"??-{stem(name)}.csv"))
        if found and not list(folder.glob(f"{found[0].stem}.2.csv")):
            yield name, (found[0].stem, members.key_name)


def origin_resource(relation: Relation, called: str, folder: Path) -> dict[str, object]:
    """Where each row of a source came from: file, sheet, row, batch, and who corrected it."""
    keys = key_fields(relation)
    fields = [
        *(_key_field(relation, name) for name in keys),
        *({"name": name, "type": _ORIGIN_TYPES.get(name, "string")} for name in ORIGIN),
    ]
    schema = {"fields": fields, "primaryKey": keys} if keys else {"fields": fields}
    return {**_file(f"{called}.origin", folder, f"{relation.label or relation.name}: file, row"), "schema": schema}


def _file(called: str, folder: Path, title: str) -> dict[str, object]:
    content = (folder / f"{called}.csv").read_bytes()
    return {
        "profile": "tabular-data-resource",
        "name": called,
        "title": title,
        "path": f"{called}.csv",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": len(content),
        "hash": f"sha256:{hashlib.sha256(content).hexdigest()}",
    }


def _key_field(relation: Relation, name: str) -> dict[str, object]:
    year = relation.grain is Grain.YEAR and name == GRAIN_NAMES[Grain.YEAR] and not relation.is_dimension
    return {"name": name, "type": "year" if year else "string", "constraints": {"required": True}}


def _field(column: Column) -> dict[str, object]:
    made: dict[str, object] = {"name": column.name, **_type(column)}
    if column.label:
        made["title"] = column.label
    constraints: dict[str, Any] = {} if column.may_be_missing else {"required": True}
    if column.type.kind is Kind.CHOICE and column.type.choices:
        constraints["enum"] = list(column.type.choices)
    if made["type"] in ("integer", "number"):
        scale = 100 if column.type.percent else 1
        for name, end, is_open in (
            ("minimum", column.range.low, column.range.low_open), ("maximum", column.range.high, column.range.high_open),
        ):  # fmt: skip
            text = decimal(end * scale) if end is not None and not is_open else None
            if text is not None:
                constraints[name] = text
    if constraints:
        made["constraints"] = constraints
    return made


def _type(column: Column) -> dict[str, object]:
    match column.type.kind:
        case Kind.NUMBER if column.type.unit.seconds != 1:
            return {"type": "string", "description": "a number of its unit, or hours:minutes:seconds"}
        case Kind.NUMBER if column.type.percent:
            return {"type": "number", "bareNumber": False}
        case Kind.NUMBER:
            return {"type": "integer" if column.type.whole else "number"}
        case Kind.TRUTH:
            return {"type": "boolean", "trueValues": ["ya"], "falseValues": ["tidak"]}
        case Kind.DATE:
            return {"type": "date"}
        case Kind.TEXT | Kind.CHOICE | Kind.MEMBER | Kind.BROKEN:
            return {"type": "string"}
