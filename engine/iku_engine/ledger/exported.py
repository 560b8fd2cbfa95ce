"""An exported run as a stranger may have written it: read once, by one description, before anything of it is used.

What the description does not allow is named by its place in the file: a name given twice, a number that no database holds or that is no
whole one, a text where numbers belong, a table whose rows have other columns than it says, nesting without an end.
"""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, FailFast, Field, ValidationError, model_validator

from iku_dsl.budgets import most
from iku_dsl.files_read import LARGEST, read_ordinary
from iku_dsl.problem import say
from iku_engine.errors import RefusedFile
from iku_engine.writing import RUN_FORMAT, unreadable

_STRICT = ConfigDict(extra="forbid", strict=True)
Whole = Annotated[int, Field(ge=-(2**63), lt=2**63)]
Number = Annotated[int, Field(ge=0, lt=2**63)]
Cell = Whole | str | None
Pair = Annotated[list[str], Field(min_length=2, max_length=2)]
FIRST = FailFast()  # what is said of a file is its first fault: of a million others nothing is kept


class Table(BaseModel):
    """Rows of a table of the store."""

    model_config = _STRICT

    columns: Annotated[list[str], FIRST]
    rows: Annotated[list[Annotated[list[Cell], FIRST]], FIRST]

    @model_validator(mode="after")
    def _fits(self) -> Table:
        wide = len(self.columns)
        if len(set(self.columns)) != wide or any(len(row) != wide for row in self.rows):
            raise ValueError("columns")
        return self


class Facts(BaseModel):
    """The rows of a relation, and which of them are superseded."""

    model_config = _STRICT

    rows: Table
    superseded: Table


class Exported(BaseModel):
    """What `runs export` writes, as far as its form goes; whether it is true is for the verifier to say."""

    model_config = _STRICT

    form: Literal["iku-engine/run/1"] = Field(alias="schema")
    run: Number
    specs: Annotated[list[Pair], FIRST]
    chain: Annotated[list[tuple[Number, str, str, str, str, str, str]], FIRST]
    books: dict[str, Table]
    results: Annotated[list[Pair], FIRST]
    facts: dict[str, Facts]
    signature: str | None = None


def read_export(path: Path) -> dict[str, Any]:
    """The document in a file, of the right form. Errors: `FileError`, and those of `exported`."""
    return exported(object_in(file_content(path), path), path)


def exported(document: dict[str, Any], path: Path) -> dict[str, Any]:
    """The same document, which has the right form. Errors: `RefusedFile` naming what is not as an export has it."""
    if document.get("schema") != RUN_FORMAT:
        raise RefusedFile(say("export-format", file=str(path)))
    try:
        Exported.model_validate(_as_written(document))
    except ValidationError as error:
        raise RefusedFile(say("export-broken", file=str(path), place=_place(error))) from error
    return document


def file_content(path: Path) -> bytes:
    """What is in a file. Errors: `FileError`."""
    try:
        return read_ordinary(path, LARGEST)
    except OSError as error:
        raise unreadable(error, path) from error


def object_in(content: bytes, path: Path) -> dict[str, Any]:
    """The JSON object in a file, each name of which is there once: what is verified is then what anybody reads.

    Errors: `RefusedFile`, also where it has so many values that to read them would take all the memory there is.
    """
    if values_of(content) > most("export-values"):
        raise RefusedFile(say("export-values", file=str(path), limit=most("export-values")))
    try:
        found = json.loads(content.decode(), object_pairs_hook=_once)
    except _TwiceError as error:
        raise RefusedFile(say("export-broken", file=str(path), place=error.args[0])) from error
    except (ValueError, RecursionError) as error:
        raise RefusedFile(say("export-format", file=str(path))) from error
    if not isinstance(found, dict):
        raise RefusedFile(say("export-format", file=str(path)))
    return found


def values_of(content: bytes) -> int:
    """At most so many values are in a JSON text, and in the JSON texts within it; each written as a number of a letter is one, too."""
    return sum(content.count(sign) for sign in (b",", b"[", b"{", b"\\u"))


class _TwiceError(ValueError):
    """A name that an object has twice."""


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        counted = Counter(name for name, _ in pairs)
        raise _TwiceError(next(name for name, count in counted.items() if count > 1)[:80])
    return found


def _as_written(document: dict[str, Any]) -> dict[str, Any]:
    """The same with the rows of the chain as tuples, as which a strict description takes them."""
    chain = document.get("chain")
    if not isinstance(chain, list):
        return document
    return {**document, "chain": [tuple(row) if isinstance(row, list) else row for row in chain]}


def _place(error: ValidationError) -> str:
    where = [str(part) for part in error.errors()[0]["loc"] if part not in ("constrained-int", "int", "str")]
    return ".".join(where)[:200] or "-"
