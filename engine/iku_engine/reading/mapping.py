"""A mapping: how the tables of one publisher become rows of a source; a TOML file, kept with the facts and found again by the header.

sheet = "Rekap"                     # also: header_row, encoding, delimiter, numbers = "id"
skip = ["No.", "Keterangan"]        # or "others": every column that the source does not know
[columns]
"Kab/Kota" = "daerah"               # the name in the file, the name in the spec
[constants]
tahun = 2025                        # a column that the file does not have
[missing]
nilai = ["tt", "tidak ada data"]    # texts that mean: missing
[values.siap]
"Sudah" = "ya"                      # a text in the file, the value in the spec
[wide]                              # several columns that hold one value each, of a period or a member
into = "bulan"
value = "nilai"
columns = { "Jan" = "2025-01", "Feb" = "{Tahun}-02" }
"""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, PrivateAttr, ValidationError, field_validator, model_validator

from iku_dsl.budgets import most
from iku_dsl.files_read import TooDeepError, toml
from iku_dsl.problem import Text, say
from iku_engine.errors import WrongUse
from iku_engine.words.layout import headings

_STRICT = ConfigDict(extra="forbid", frozen=True, strict=True)
Names = Annotated[list[str], Field(fail_fast=True)]


class Wide(BaseModel):
    """Columns of which each is a period or a member: `into` is the column that says which, `value` the one that takes what they hold."""

    model_config = _STRICT

    into: str
    value: str
    columns: dict[str, str] | Names
    skip_empty: bool = False

    @property
    def names(self) -> dict[str, str]:
        """The names in the file, each with its period or member."""
        return self.columns if isinstance(self.columns, dict) else {name: name for name in self.columns}


class Mapping(BaseModel):
    """How a file is read."""

    model_config = _STRICT

    sheet: str | None = None
    header_row: int | None = Field(default=None, ge=1)
    encoding: str | None = None
    delimiter: str | None = Field(default=None, min_length=1, max_length=1)
    numbers: Literal["id", "en"] | None = None
    columns: dict[str, str] = {}
    skip: Names | Literal["others"] = []
    constants: dict[str, str] = {}
    missing: dict[str, Names] = {}
    values: dict[str, dict[str, str]] = {}
    wide: Wide | None = None
    _source: str = PrivateAttr(default="")

    @property
    def source(self) -> str:
        """The text that it was read from."""
        return self._source

    @field_validator("constants", mode="before")
    @classmethod
    def _as_texts(cls, given: object) -> object:
        return {name: _text(value) for name, value in given.items()} if isinstance(given, dict) else given

    @model_validator(mode="after")
    def _names_once(self) -> Mapping:
        wide = self.wide.names if self.wide is not None else {}
        targets = [*self.columns.values(), *self.constants]
        targets += [self.wide.into, self.wide.value] if self.wide is not None else []
        twice = _twice(targets, [name.casefold() for name in targets])
        if twice is not None:
            raise ValueError(f"twice:{twice}")
        named = [" ".join(name.split()).casefold() for name in (*self.columns, *wide)]
        double = _twice(named, named)
        if double is not None:
            raise ValueError(f"read:{double}")
        if self.wide is not None and not wide:
            raise ValueError("wide")
        made = (
            *self.constants.values(),
            *wide.values(),
            *(to for table in self.values.values() for to in table.values()),
        )
        long = next((text for text in made if _is_long(text)), None)
        if long is not None:
            raise ValueError(f"long:{long[:40]}")
        return self


def parse(text: str, file: str = "") -> Mapping:
    """A mapping from its text. Errors: `WrongUse` naming the file and the key."""
    try:
        written = toml(text, numbers_as_text=True)
    except ValueError as error:
        detail = "nesting" if isinstance(error, TooDeepError) else str(error)
        raise WrongUse(say("mapping-toml", file=file, detail=detail)) from error
    try:
        made = Mapping.model_validate(written)
    except ValidationError as error:
        first = error.errors()[0]
        key = ".".join(str(part) for part in first["loc"] if part not in ("list[str]", "dict[str,str]")) or "-"
        raise WrongUse(say("mapping-wrong", file=file, key=key, reason=_reason(first["type"], first))) from error
    made._source = text
    return made


def _twice(names: list[str], alike: list[str]) -> str | None:
    """The first name that others are like."""
    often = Counter(alike)
    return next((name for name, folded in zip(names, alike, strict=True) if often[folded] > 1), None)


def _is_long(text: str) -> bool:
    """Whether a text that a mapping puts into each row is longer, or has more headings in braces, than anybody writes."""
    return len(text) > most("mapping-text") or len(headings(text)) > most("mapping-braces")


def _reason(kind: str, error: Any) -> Text:
    match kind:
        case "extra_forbidden":
            wide = error["loc"][0] == "wide"
            return say("mapping.unknown", known=tuple((Wide if wide else Mapping).model_fields))
        case "missing":
            return say("mapping.lacking")
        case "literal_error":
            return say("mapping.choice", known=error["ctx"]["expected"].replace("'", ""))
        case "value_error":
            kind_of, _, name = str(error["ctx"]["error"]).partition(":")
            if kind_of == "long":
                return say("mapping.long", text=name, limit=most("mapping-text"), braces=most("mapping-braces"))
            return (
                say("mapping.read-twice" if kind_of == "read" else "mapping.twice", name=name)
                if name
                else say("mapping.lacking")
            )
        case _:
            return say("mapping.kind", kind=kind.removesuffix("_type").replace("_", " "))


def _text(value: object) -> object:
    if isinstance(value, bool):
        return "ya" if value else "tidak"
    return str(value) if isinstance(value, int | date) else value
