"""Everything that the program prints, writes and stores over shipped specs and worlds at random, as texts: the same ones each time.

    python tests/outputs_corpus.py FOLDER [--some] [WORLD ...]    writes each output as a file, FOLDER/WORLD/LANGUAGE/NAME.txt

Two trees of code say the same where `diff -r` finds no difference between what this writes of each. The code that runs is what Python
finds: in an environment of another tree PYTHONPATH has to name `dsl`, `engine` and `cli` of this one.

Commands run in this process, each in the folder of its world, one after the other over the same store, so one that stores something else
is seen in all that come after it. The clock stands still within a command; user, width, time zone and settings are always the same.
"""

from __future__ import annotations

import io
import os
import re
import sqlite3
import sys
import time
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import chdir, closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo
from hashlib import sha256
from pathlib import Path
from shlex import join, split
from tempfile import TemporaryDirectory
from unittest.mock import patch

from outputs_worlds import FEW, LARGE, QUICK, WHOLE, WORLDS, Place, World

from iku_cli.main import answer

STORE = Path("iku.db")
START, BETWEEN = (
    datetime(2025, 12, 1, tzinfo=UTC),
    timedelta(hours=6),
)  # no clock is behind that: an event of the future is doubted
KEPT = ("PATH", "HOME", "TMPDIR", "PYTHONPATH", "XDG_CACHE_HOME")  # of the environment
ENVIRONMENT = {"COLUMNS": "100", "IKU_USER": "penguji", "TZ": "UTC", "XDG_STATE_HOME": ".state"}
CLOCKS = ("iku_engine.database.chain", "iku_engine.testing.given", "iku_engine.ledger.heads", "iku_cli.commands.report")
WRITTEN_AT = re.compile(
    r"(<dcterms:(?:created|modified)[^>]*>)[^<]*"
)  # libraries that make workbooks ask the clock themselves
ASKED = {  # what placeholders stand for that only the store can tell
    "run": "SELECT max(event_id) FROM iku_run",
    "first_run": "SELECT min(event_id) FROM iku_run",
    "batch": "SELECT max(batch_id) FROM iku_batch",
    "rejected": "SELECT batch_id || ':' || row FROM iku_quarantine ORDER BY batch_id DESC, row LIMIT 1",
    "digest": "SELECT substr(sha256, 1, 12) FROM iku_file",
    "imported": "SELECT substr(max(recorded_at), 1, 19) FROM iku_event WHERE event_id < (SELECT min(event_id) FROM iku_run)",
}
HASHES = (
    "SELECT 'batch', batch_id, relation, sha256, rows_sha256 FROM iku_batch ORDER BY batch_id",
    "SELECT 'run', event_id, specs_sha256, results_sha256 FROM iku_run ORDER BY event_id",
    "SELECT 'event', event_id, kind, sha256 FROM iku_event ORDER BY event_id",
)


@dataclass(frozen=True)
class Row:
    """A command: its name in the corpus, what is written, over what of the world it is run each, and how much of a table has it."""

    name: str
    arguments: str
    over: str
    depth: int


def row(arguments: str, over: str = "", name: str = "", depth: int = LARGE) -> Row:
    """A row; its name is what is written, without placeholders, where no other is given."""
    return Row(name or " ".join(re.findall(r"\w+", re.sub(r"\{\w+\}|'[^']*'", "", arguments))), arguments, over, depth)


SPECS = (
    row("check --proofs", depth=QUICK),
    row("check --json"),
    row("check --sarif"),
    row("check lain"),
    row("fmt --check"),
    row("fmt salinan"),
    row("fmt salinan --language en", depth=QUICK),
    row("fmt salinan --language id --json"),
    row("test", depth=QUICK),
    row("test --json"),
    row("test --mutate", depth=WHOLE),
    row("test --mutate --json", depth=WHOLE),
    row("stages indicator_specs --show syntax --json"),
    row("stages indicator_specs --show program --json", depth=QUICK),
    row("stages indicator_specs --show plan --period {year}"),
    row("stages indicator_specs --show sql --period {year}"),
)
IMPORTS = (
    row("facts template {source} --to isian-{source}.xlsx --period {year}", "source"),
    row("import isian-{source}.xlsx --into {source} --dry-run", "source"),
    row("import {file} --dry-run", "file"),
    row("import {file}", "file", depth=QUICK),
    row("import {file} --json", "file", "import again"),
    row("import {file} --dry-run", "wrong", "import wrong dry run"),
    row("import {file} --yes", "wrong", "import wrong", QUICK),
    row("import {file} --json --strict", "wrong", "import wrong strict"),
)
READS = (
    row("stages indicator_specs --show sql --period {year} --json", depth=QUICK),
    row("eval --period {year} --json", depth=QUICK),
    row("eval --period {year}"),
    row("eval --period {year} --explain --no-trace", depth=QUICK),
    row("eval --period {year} --cross-check --no-trace", depth=WHOLE),
    row("eval --period {before}..{year} --no-trace"),
    row("eval --period {year} --engine duckdb --explain", depth=QUICK),
    row("eval --period {year} --engine duckdb --json"),
    row("eval --period {before} --as-printed --json"),
    row("eval --period {year} --as-of {imported} --json"),
    row("eval --period {before}..{year} --to hasil.csv"),
    row("eval --period {year} --to hasil.parquet"),
    row("eval {indicator} --period {period} --depth all", "indicator", "eval each"),
    row("eval --period {at} --no-trace --what-if '{source} {at} {keys} {column} = {value}'", "fact"),
    row("trace {indicator} --period {period} {key}", "indicator", depth=QUICK),
    row("trace {indicator} --period {period} {key} --json", "indicator"),
    row("trace {indicator} --period {period} {key} --against {before}", "indicator"),
    row("trace {indicator} --period {period} {key} --engine duckdb", "indicator"),
    row("compare {indicator} {before} {period}", "indicator", depth=QUICK),
    row("compare {indicator} {before} {period} {key} --json", "indicator"),
    row("diff indicator_specs lain", depth=QUICK),
    row("diff indicator_specs lain --json"),
    row("diff indicator_specs salinan --no-replay"),
    row("seek {indicator} --period {period} {key}", "indicator"),
    row("seek {indicator} --period {period} --reach 5", "indicator", depth=WHOLE),
    row("seek {indicator} --period {period} {key} --reach 5 --json", "indicator", depth=QUICK),
    row("sensitivity {indicator} --period {period} {key}", "indicator", depth=QUICK),
    row("sensitivity {indicator} --period {period} {key} --json", "indicator"),
)
LEDGER = (
    row("facts list", depth=QUICK),
    row("facts list --json"),
    row("facts list {source}", "source", "facts list each"),
    row("facts uses {source} {keys} {when}", "fact"),
    row("facts uses --at {source}.csv:{line} --json", "fact"),
    row("facts quarantine", depth=QUICK),
    row("facts quarantine --json"),
    row("facts quarantine {source} --export tertolak-{source}.xlsx", "source"),
    row("import tertolak-{source}.xlsx --into {source} --dry-run", "source"),
    row("facts quarantine --dismiss {rejected} --reason 'uji'", depth=QUICK),
    row("eval --period {year} --no-trace", name="eval before correct"),
    row("runs review {run}", depth=QUICK),
    row("runs final {run}"),
    row("runs final {run} --despite 'uji' --json", depth=QUICK),
    row("facts correct {source} {keys} {when} {column}={value} --reason 'salah ketik'", "fact", depth=QUICK),
    row("facts history {source} {keys} {when}", "fact", depth=QUICK),
    row("facts history {source} {keys} {when} --json", "fact"),
    row("runs show {run}", depth=QUICK),
    row("eval --period {year} --no-trace", name="eval after correct"),
    row("eval --period {year} --as-of {imported} --no-trace --json", name="eval as of import"),
    row("compare {indicator} {period} --as-of {imported} --as-of 2026-12-31", "indicator"),
    row("trace {indicator} --period {period} {key} --against run:{first_run}", "indicator"),
    row("eval --period {year} --no-trace", name="eval restated"),
    row("runs review {run}", name="runs review again"),
    row("runs final {run} --restate --reason 'koreksi' --despite 'uji'"),
    row("facts lock {year} --reason 'terbit'", depth=QUICK),
    row(
        "facts correct {source} {keys} {when} {column}={value} --reason 'terlambat' --json",
        "fact",
        "facts correct late",
    ),
    row("facts retract {source} {keys} {when} --reason 'bukan milik kami'", "fact", depth=QUICK),
    row("facts unlock {year} --reason 'sudah diperiksa' --json", depth=QUICK),
    row("facts retract --batch {batch} --reason 'salah berkas' --json"),
    row("facts attach kunci.pem --to 'run {first_run}' --reason 'bukti'"),
    row("facts evidence"),
    row("facts evidence --get {digest} --save bukti.pem"),
    row("facts export --to terbuka", depth=QUICK),
    row("facts list", name="facts list after all"),
    row("runs list", depth=QUICK),
    row("runs list --json"),
    row("runs show {first_run} --json"),
    row("runs head --to kepala.json --sign kunci.pem"),
    row("runs export {first_run} --to jalan.json --sign kunci.pem", depth=QUICK),
    row("runs verify --file jalan.json"),
    row("runs verify {run} --against kepala.json"),
    row("runs verify --json", depth=WHOLE),
    row("report --period {year} --to laporan.html"),
    row("report --period {year} --to laporan.xlsx", depth=QUICK),
    row("report --period {year} --to laporan.docx"),
    row("report --period {year} --years 2 --to laporan2.html --json"),
    row("runs head --json"),
)
BOUND = (
    row("eval --period {year} --explain"),
    row("eval --period {before} --json"),
    row("trace {indicator} --period {period} {key}", "indicator"),
    row("compare {indicator} {before} {period}", "indicator"),
    row("facts list"),
    row("runs show {run} --json"),
    row("runs verify"),
    row("report --period {year} --to laporan.xlsx"),
    row("import {file}", "wrong"),
    row("eval --period {year} --json", name="eval of both"),
)
TEXTS = (
    row("--help"),
    row("--version"),
    row("{command} --help", "command", "help each"),
    row("explain --json"),
    row("explain {problem}", "problem"),
    row("schema {schema}", "schema"),
    row("completion {shell}", "shell"),
    row("init contoh"),
    row("evl", name="usage command"),
    row("eval --perod 2025", name="usage option"),
    row("eval --period 20255", name="usage period"),
    row("eval", name="usage nothing"),
    row("schema tiada", name="usage schema"),
    row("explain weights-sm", name="usage problem"),
    row("facts lst", name="usage facts"),
)
TABLES = {
    "facts": (*SPECS, *IMPORTS, *READS, *LEDGER), "bound": BOUND, "texts": TEXTS, "mistakes": (row("check --json {case}", "case"),),
}  # fmt: skip


# ---- what is the same each time


class Standing(datetime):
    """A clock that stands still within a command."""

    moment = START

    @classmethod
    def now(cls, tz: tzinfo | None = None) -> datetime:  # type: ignore[override]
        """The time of the command that runs."""
        return cls.moment.astimezone(tz) if tz is not None else cls.moment.replace(tzinfo=None)


@contextmanager
def the_same_each_time() -> Iterator[None]:
    """Within this, commands know no time but ours, and nothing of the machine and its user."""
    kept = {name: os.environ[name] for name in KEPT if name in os.environ}
    clocks = [patch(f"{module}.datetime", Standing) for module in CLOCKS]
    with patch.dict(os.environ, {**kept, **ENVIRONMENT}, clear=True):
        for clock in clocks:
            clock.start()
        time.tzset()
        try:
            yield
        finally:
            for clock in clocks:
                clock.stop()
    time.tzset()


# ---- one command


def called(arguments: Sequence[str], language: str) -> str:
    """A command line, what it said and its status."""
    said = [io.TextIOWrapper(io.BytesIO(), "utf-8", newline="\n", write_through=True) for _ in range(2)]
    with (
        patch.dict(os.environ, IKU_LANG=language),
        patch.multiple(sys, stdout=said[0], stderr=said[1], stdin=io.StringIO()),
    ):
        status = answer(list(arguments))
    out, err = (stream.buffer.getvalue().decode("utf-8", "replace") for stream in said)  # type: ignore[attr-defined]
    return f"$ {join(arguments)}\n{out}" + (f"--- stderr\n{err}" if err else "") + f"--- status {status}\n"


def from_store(query: str) -> list[tuple[object, ...]]:
    """What the store answers; nothing where there is no store, or not what is asked for."""
    if not STORE.exists():
        return []
    with closing(sqlite3.connect(STORE)) as store:
        try:
            return store.execute(query).fetchall()
        except sqlite3.Error:
            return []


def files_of(folder: Path) -> Mapping[str, bytes]:
    """The files of a world by name, without the store and what is only remembered."""
    paths = (path for path in sorted(folder.rglob("*")) if path.is_file() and ".state" not in path.parts)
    return {str(path.relative_to(folder)): path.read_bytes() for path in paths if not path.name.startswith(STORE.name)}


def text_of(name: str, content: bytes) -> str:
    """A file as text: of what is zipped each member, of Parquet its types and rows."""
    if name.endswith((".xlsx", ".docx")):
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            members = [(one.filename, packed.read(one)) for one in packed.infolist()]
        return "".join(f"--- member {member}\n{text_of(member, inside)}\n" for member, inside in members)
    if name.endswith(".parquet"):
        from pyarrow import parquet

        table = parquet.read_table(io.BytesIO(content))
        return f"{table.schema.to_string()}\n" + "".join(f"{one}\n" for one in table.to_pylist())
    return WRITTEN_AT.sub(r"\1", content.decode("utf-8", "replace"))


# ---- a world


def outputs(world: World) -> Iterator[tuple[str, str]]:
    """What every command of a table leaves behind in a world, in each language, and last what its store has."""
    for language in world.languages:
        with TemporaryDirectory() as made, chdir(made), the_same_each_time():
            folder, places = Path(made), world.make()
            Standing.moment = START
            known = files_of(folder)
            for one in TABLES[world.table]:
                if one.depth > world.depth:
                    continue
                said = []
                for place in good(places["fact"]) if one.over == "fact" else places[one.over]:
                    said.append(called(arguments_of(one, place), language))
                    now = files_of(folder)
                    said += [
                        f"--- file {name}\n{text_of(name, now[name])}\n" for name in now if now[name] != known.get(name)
                    ]
                    known, Standing.moment = now, Standing.moment + BETWEEN
                yield f"{language}/{one.name.replace(' ', '-')}", "\n".join(said).replace(made, "FOLDER")
            for name, text in stored():
                yield f"{language}/stored-{name}", text


def good(facts: Sequence[Place]) -> Iterator[Place]:
    """The first fact of each source that was not rejected."""
    rejected = from_store("SELECT file, CAST(row AS TEXT) FROM iku_quarantine JOIN iku_batch USING (batch_id)")
    kept = {fact["source"]: fact for fact in reversed(facts) if (f"{fact['source']}.csv", fact["line"]) not in rejected}
    yield from reversed(kept.values())


def arguments_of(one: Row, place: Place) -> list[str]:
    """The words of a command at a place; 0 for what the store does not tell."""
    found = {name: from_store(query) for name, query in ASKED.items() if f"{{{name}}}" in one.arguments}
    told = {name: str((rows and rows[0][0]) or 0) for name, rows in found.items()}
    return split(one.arguments.format(**place, **told))


def stored() -> Iterator[tuple[str, str]]:
    """The hashes of the store, of which the last is the head of its chain; and all that it has, as statements."""
    if STORE.exists():
        lines = (" ".join(map(str, found)) for query in HASHES for found in from_store(query))
        yield "hashes", "".join(f"{line}\n" for line in lines)
        with closing(sqlite3.connect(STORE)) as store:
            yield "all", "".join(f"{statement}\n" for statement in store.iterdump())


# ---- the corpus, and its hashes


def digests(worlds: Sequence[World]) -> Iterator[str]:
    """A line for each world and command, with the first digits of the hash of all that belongs to it."""
    for world in worlds:
        found: dict[str, list[str]] = {}
        for name, text in outputs(world):
            found.setdefault(name.partition("/")[2].partition("-")[0], []).append(f"{name}\n{text}")
        yield from (
            f"{sha256(''.join(texts).encode()).hexdigest()[:16]} {world.name} {command}"
            for command, texts in found.items()
        )


def main(arguments: Sequence[str]) -> int:
    """Write each output to a file."""
    if not arguments or arguments[0].startswith("-"):
        sys.stderr.write(__doc__ or "")
        return 2
    folder, *more = arguments
    to, wanted = Path(folder).resolve(), [name for name in more if not name.startswith("-")]
    chosen = [world for world in (FEW if "--some" in more else WORLDS) if not wanted or world.name in wanted]
    with TemporaryDirectory() as cache, patch.dict(os.environ, XDG_CACHE_HOME=cache):  # not what the user's holds
        for world in chosen:
            for name, text in outputs(world):
                path = to / world.name / f"{name}.txt"
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
