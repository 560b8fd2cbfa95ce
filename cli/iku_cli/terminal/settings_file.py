"""`iku.toml` read and validated: what is wrong is named with its mend. Imported only where it exists."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from iku_cli.terminal.faults import Fault, unusable
from iku_dsl.budgets import most
from iku_dsl.files_read import LARGEST_TOML, TooDeepError, read_text, toml
from iku_engine.engines.registry import MEMORY

if TYPE_CHECKING:
    from iku_engine.bound import Binding

_MEMORY = re.compile(r"""\s*["']?memory["']?\s*=""")


class SettingsFile(BaseModel):
    """The keys of `iku.toml`, all optional; paths and the store are relative to the folder it lies in."""

    model_config = ConfigDict(extra="forbid", strict=True)

    store: str | None = None
    specs: str | None = None
    lang: Literal["id", "en"] | None = None
    engine: str | None = None
    memory: str | None = None
    spark: str | None = None
    heads: str | None = None
    files: dict[str, Any] | None = None


class FilesTable(BaseModel):
    """What `[files.espm]` may say where patterns alone do not say it all."""

    model_config = ConfigDict(extra="forbid", strict=True)

    path: str | list[str]
    percent: Literal["fraction", "percentage"] | None = None
    period: str | None = None
    marks: list[str] = []


def read(path: Path) -> dict[str, str]:
    """The settings that the file gives, but for `[files]`. Errors: `Fault` (2 for what is written, 3 where it cannot be read)."""
    return _validated(path).model_dump(exclude_none=True, exclude={"files"})


def bindings(path: Path) -> tuple[Binding, ...]:
    """What `[files]` binds to files. Errors: `Fault`."""
    return tuple(_binding(path, name, given) for name, given in (_validated(path).files or {}).items())


def _validated(path: Path) -> SettingsFile:
    try:
        text = read_text(path, LARGEST_TOML)
        written = toml(text)
    except OSError as error:
        raise unusable("file.unreadable", error, path) from error
    except UnicodeDecodeError as error:
        raise Fault("settings.not-utf8", file=path) from error
    except TooDeepError as error:
        raise Fault("settings.deep", file=path) from error
    except ValueError as error:
        raise Fault("settings.toml", file=path, why=error) from error
    if "\\u0000" in text or "\\U00000000" in text:  # no name of a file can have one
        raise Fault("settings.nul", file=path)
    try:
        found = SettingsFile.model_validate(written)
    except ValidationError as error:
        raise _fault(path, error, SettingsFile, "") from error
    if found.memory and not MEMORY.fullmatch(found.memory):  # whatever engine is asked now
        lines = (f"{path}:{number}" for number, one in enumerate(text.splitlines(), 1) if _MEMORY.match(one))
        raise Fault(
            "settings.memory", place=next(lines, path), value=found.memory
        )  # its name may be written with escapes
    return found


def _binding(path: Path, name: str, given: object) -> Binding:
    from iku_dsl.period import read_period
    from iku_engine.bound import Binding

    key = f"files.{name}"
    try:
        table = FilesTable.model_validate(given if isinstance(given, Mapping) else {"path": given})
    except ValidationError as error:
        raise _fault(path, error, FilesTable, key) from error
    patterns = (table.path,) if isinstance(table.path, str) else tuple(table.path)
    if not patterns or not all(pattern.strip() for pattern in patterns):
        raise Fault("settings.pattern", file=path, key=key, value=table.path)
    period = read_period(table.period) if table.period is not None else None
    if table.period is not None and period is None:
        raise Fault("settings.period", file=path, key=f"{key}.period", value=table.period)
    marks = tuple(dict.fromkeys(table.marks))
    if len(marks) > most("marks"):
        raise Fault("settings.marks-many", file=path, key=f"{key}.marks", count=len(marks), limit=most("marks"))
    return Binding(name, patterns, table.percent or "", period, marks)


def _fault(path: Path, error: ValidationError, model: type[BaseModel], table: str) -> Fault:
    first = error.errors()[0]
    name = str(first["loc"][0])
    key = f"{table}.{name}" if table else name
    if first["type"] == "extra_forbidden":
        return Fault("settings.unknown", file=path, key=key, known=", ".join(model.model_fields))
    if first["type"] == "literal_error":
        known = {"lang": "id, en", "percent": "fraction, percentage"}[name]
        return Fault("settings.choice", file=path, key=key, value=first["input"], known=known)
    if name in ("files", "path", "marks"):
        return Fault(f"settings.{name}", file=path, key=key, value=first["input"])
    return Fault("settings.text", file=path, key=key, value=first["input"])
