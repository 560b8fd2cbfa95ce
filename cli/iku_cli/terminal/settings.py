"""Where the specs and the store are, and in which language we speak.

The order is flag, environment, `iku.toml` in the current folder, default; a setting has one name in all of these.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from iku_cli.terminal.faults import Fault
from iku_dsl.keywords import LANGUAGES, Language
from iku_dsl.records import record
from iku_engine.engines.registry import MEMORY

if TYPE_CHECKING:
    from iku_engine.bound import Binding

FILE = Path("iku.toml")
NAMES = ("store", "specs", "lang", "engine", "memory", "spark", "heads")
COMPLETE = "_IKU_ENGINE_COMPLETE"  # set by a shell's script, which asks for words to offer
FLAGS = "iku_cli.flags"  # where the options before the command's name wait for it
DEFAULTS = {"store": "sqlite:///iku.db", "specs": "indicator_specs"}


@record
class Settings:
    """One run's settings: the store, the specs, the language, the engine, what is bound to files.

    The address of a Spark, and the memory that DuckDB may take, are empty where nobody said them.
    """

    store: str
    specs: Path
    language: Language
    engine: str = ""
    spark: str = ""
    bindings: tuple[Binding, ...] = ()
    memory: str = ""
    heads: Path | None = None  # where the heads of the chain are noted, outside of the store

    def asked(self, flag: str | None) -> str:
        """The engine that a command asks, by its name; a Spark by its address where that is known, DuckDB with its memory."""
        name = flag or self.engine
        if self.memory and (name == "duckdb" or (not name and self.bindings)):
            return f"duckdb:{self.memory}"
        return self.spark if name == "spark" and self.spark else name


def settle(flags: Mapping[str, str | None], environment: Mapping[str, str] = os.environ) -> Settings:
    """The settings of a run; flags not given are None. Errors: `Fault` where one cannot be used."""
    written = _from_file(FILE) if FILE.exists() else {}
    named = {name: environment.get(f"IKU_{name.upper()}") for name in NAMES}

    def chosen(name: str) -> str:
        return flags.get(name) or named[name] or written.get(name) or DEFAULTS.get(name, "")

    bound = _bindings(FILE) if FILE.exists() else ()
    language = _language(chosen("lang"), environment)
    store = chosen("store")
    if _in_no_file(store):
        raise Fault("settings.store", value=store)
    if named["memory"] and not MEMORY.fullmatch(named["memory"]):
        raise Fault("settings.memory", place="IKU_MEMORY", value=named["memory"])
    return Settings(
        store,
        Path(chosen("specs")),
        language,
        chosen("engine"),
        chosen("spark"),
        bound,
        chosen("memory"),
        Path(chosen("heads")) if chosen("heads") else None,
    )


def _in_no_file(store: str) -> bool:
    """Whether a store is to lie in memory, as where a name in an address is empty: nobody would find it again."""
    driver, _, rest = store.partition("://")
    return driver.partition("+")[0] == "sqlite" and rest.partition("?")[0] in ("", "/", "/:memory:")


def language_of(arguments: Sequence[str], environment: Mapping[str, str] = os.environ) -> Language:
    """The language to say things in before the command line has been read, and when it cannot be."""
    for place, argument in enumerate(arguments):
        flag, _, value = argument.partition("=")
        if flag == "--lang":
            value = value or "".join(arguments[place + 1 : place + 2])
            if value in LANGUAGES:
                return "en" if value == "en" else "id"
    named = environment.get("IKU_LANG") or _language_in_file(FILE)
    return ("en" if named == "en" else "id") if named in LANGUAGES else of_locale(environment)


def of_locale(environment: Mapping[str, str] = os.environ) -> Language:
    """The language of the user's locale: Indonesian, or else English."""
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if environment.get(name):
            return "id" if environment[name].lower().startswith(("id", "in_")) else "en"
    import locale

    return "id" if (locale.getlocale()[0] or "").lower().startswith(("id", "indonesia")) else "en"


def _language(name: str, environment: Mapping[str, str]) -> Language:
    if name in LANGUAGES:
        return "en" if name == "en" else "id"
    if name:
        raise Fault("settings.language", value=name)
    return of_locale(environment)


def _language_in_file(path: Path) -> str:
    """What `iku.toml` gives as language, empty where it cannot be told; its mistakes are for the command to name."""
    if not path.exists():
        return ""
    from iku_dsl.files_read import LARGEST_TOML, read_text, toml

    try:
        return str(toml(read_text(path, LARGEST_TOML)).get("lang", ""))
    except (OSError, ValueError):
        return ""


def _from_file(path: Path) -> dict[str, str]:
    from iku_cli.terminal.settings_file import read

    return read(path)


def _bindings(path: Path) -> tuple[Binding, ...]:
    from iku_cli.terminal.settings_file import bindings

    return bindings(path)
