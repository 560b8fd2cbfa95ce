"""`iku.toml` read and validated: what is wrong is named with its mend. Imported only where it exists."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from iku_cli.faults import Fault, unusable


class SettingsFile(BaseModel):
    """The keys of `iku.toml`, all optional; paths and the store are relative to the folder it lies in."""

    model_config = ConfigDict(extra="forbid", strict=True)

    store: str | None = None
    specs: str | None = None
    lang: Literal["id", "en"] | None = None
    engine: str | None = None
    spark: str | None = None


def read(path: Path) -> dict[str, str]:
    """The settings that the file gives. Errors: `Fault` (2 for what is written in it, 3 where it cannot be read)."""
    try:
        written = tomllib.loads(path.read_bytes().decode("utf-8-sig"))
    except OSError as error:
        raise unusable("file.unreadable", error, path) from error
    except UnicodeDecodeError as error:
        raise Fault("settings.not-utf8", file=path) from error
    except tomllib.TOMLDecodeError as error:
        raise Fault("settings.toml", file=path, why=error) from error
    try:
        return SettingsFile.model_validate(written).model_dump(exclude_none=True)
    except ValidationError as error:
        first = error.errors()[0]
        key = ".".join(str(part) for part in first["loc"])
        if first["type"] == "extra_forbidden":
            known = ", ".join(SettingsFile.model_fields)
            raise Fault("settings.unknown", file=path, key=key, known=known) from error
        if first["type"] == "literal_error":
            raise Fault("settings.choice", file=path, key=key, value=first["input"], known="id, en") from error
        raise Fault("settings.text", file=path, key=key, value=first["input"]) from error
