"""The worlds of the corpus of outputs: each writes its specs and facts into the current folder, for commands to be run there.

Specs lie in `indicator_specs`, facts in `fakta`, a file of a relation under its name. Facts of a period without any row are a file of
the relation and the period. `places` reads from these what the placeholders of commands stand for, so a world needs no table of its own.
"""

from __future__ import annotations

import csv
import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from random import Random
from shlex import quote

import click
from demonstration import FACTS, NAMES, WIDE, write_facts
from judged_specs import write_judged
from melt_hdr import melt
from random_facts import header, random_facts
from spec_mutations import other_number
from typed_specs import write, write_honest, write_keyed, write_shares

from iku_cli.commands.tools import names
from iku_cli.group import ROOT as ROOT_COMMAND
from iku_cli.options import Commands
from iku_dsl.catalogue import IDS
from iku_dsl.checking.check import check
from iku_dsl.period import Grain, Period
from iku_dsl.program import Indicator, Program, Source

ROOT = Path(__file__).resolve().parent.parent
SHIPPED = ROOT / "indicator_specs"
SPECS, COPY, OTHER, FILES = map(Path, ("indicator_specs", "salinan", "lain", "fakta"))
TRIES = 40  # other numbers that are tried until a spec still passes the check
KEY = """-----BEGIN PRIVATE KEY-----
MC4CAQAwBQYDK2VwBCIEIJ1hsZ3v/VpguoRK9JLsLMREScVpezJpGXA7rAMcrn9g
-----END PRIVATE KEY-----
"""  # the first one of RFC 8032, which everybody knows: what is signed is the same each time
# How much of a table is run: what takes little, what takes long over a few facts alone, all; and over which indicators each of these goes.
QUICK, LARGE, WHOLE = range(3)
SOME = (slice(-1, None), slice(None, None, 3), slice(None))
Place = Mapping[str, str]


@dataclass(frozen=True)
class World:
    """How its files are written, which table of commands runs in it and how much of that, the year that is asked for, the languages."""

    name: str
    write: Callable[[], None]
    depth: int
    year: int = 2024
    table: str = "facts"
    languages: tuple[str, ...] = ("id", "en")

    def make(self) -> dict[str, Sequence[Place]]:
        """Write all files into the current folder. What placeholders stand for, by what a command is run over."""
        self.write()
        Path("kunci.pem").write_text(KEY, encoding="ascii")
        if not SPECS.exists():
            return texts()
        for folder in (COPY, OTHER):
            shutil.copytree(SPECS, folder)
        _mutate(OTHER)
        found = places(check([SPECS]).program, self.year)
        return {**found, "indicator": found["indicator"][SOME[self.depth]]}


# ---- their files


def shipped(name: str, facts: Callable[[], None]) -> None:
    """A shipped set of specs with facts."""
    SPECS.mkdir()
    FILES.mkdir()
    for path in sorted((SHIPPED / name).glob("*.iku")):
        shutil.copy(path, SPECS)
    facts()


def demonstrated(provinces: tuple[str, ...]) -> None:
    """The facts of the demonstration, of all regions or those of some provinces."""
    if provinces:
        write_facts(FILES, provinces)
    else:
        for path in FACTS.glob("*.csv"):
            shutil.copy(path, FILES)
    (FILES / "asistensi-2021.csv").rename(FILES / "asistensi@2021.csv")
    shutil.copy(ROOT / "tests" / "data" / "monev-salah.csv", FILES / "monev!.csv")


def developed(countries: int, since: int) -> None:
    """The facts of the development index: of the first so many countries, since a year."""
    melt(WIDE, FILES)
    for path, kept in (
        (FILES / "country.csv", lambda row, codes: row[0] in codes),
        (FILES / "hdr.csv", lambda row, codes: row[1] in codes and int(row[0]) >= since),
    ):
        head, *rows = _rows(path)
        codes = {row[0] for row in _rows(FILES / "country.csv")[1 : countries + 1]}
        _save(path, [head, *(row for row in rows if kept(row, codes))])


def at_random(seed: int, program: Program | None = None) -> None:
    """Facts at random for the specs that are there."""
    program = program or check([SPECS]).program
    random = Random(seed)
    facts = random_facts(program, random, wide=True)
    for name, rows in facts.rows.items():
        head = facts.headers.get(name, header(program, name))
        _save(FILES / f"{name}.csv", [head, *rows])
        for period in facts.loaded.get(name, ()):
            if all(row[0] != str(period) for row in rows):
                _save(FILES / f"{name}@{period}.csv", [head[1:]])
        if name in program.sources and rows:
            wrong = [(*row[:-1], "banyak") for row in rows[:2]]
            _save(FILES / f"{name}!.csv", [head, *wrong, *rows[-1:]])


def written(writer: Callable[[Random], str], seed: int) -> None:
    """A spec at random, and facts for it."""
    SPECS.mkdir()
    FILES.mkdir()
    (SPECS / "spec.iku").write_text(writer(Random(seed)), encoding="utf-8")
    at_random(seed)


def mistaken() -> None:
    """The specs that each have a mistake."""
    for path in sorted((ROOT / "tests" / "corpus" / "bad").iterdir()):
        Path(path.name).mkdir()
        shutil.copy(path / "spec.iku", path.name)


def bound() -> None:
    """The demonstration with files that nobody imports."""
    shipped("kemensos", partial(demonstrated, ("11.0",)))
    lines = (f'{name} = "fakta/{name}.csv"\n' for name in NAMES)
    Path("iku.toml").write_text("[files]\n" + "".join(lines), encoding="utf-8")


def _rows(path: Path) -> list[tuple[str, ...]]:
    """The rows of a file, header first, without its comments."""
    with path.open(encoding="utf-8", newline="") as file:
        return [tuple(row) for row in csv.reader(line for line in file if not line.startswith("#"))]


def _save(path: Path, rows: Sequence[Sequence[str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows(rows)


def _mutate(folder: Path) -> None:
    """Change a number in the first file of specs such that they still pass, and mean something else, where that can be."""
    path = min(folder.glob("*.iku"))
    text = path.read_text(encoding="utf-8")
    known = replace(check([folder]).program, tests=())
    for number in range(TRIES):
        path.write_text(other_number(text, Random(number)), encoding="utf-8")
        found = check([folder])
        if not found.errors and replace(found.program, tests=()) != known:
            return


# ---- what placeholders stand for


def places(program: Program, year: int) -> dict[str, Sequence[Place]]:
    """What commands are run over: files, indicators, sources, facts; each with what its placeholders stand for."""
    always = {"year": str(year), "before": str(year - 1)}
    found: dict[str, Sequence[Place]] = {
        "": [{}],
        "file": [{"file": _import(path)} for path in _in_order(program) if "!" not in path.name],
        "wrong": [{"file": _import(path)} for path in _in_order(program) if "!" in path.name],
        "indicator": [_indicator(program, versions[-1], year) for versions in program.indicators.values()],
        "source": [{"source": name} for name in program.sources],
        "fact": [fact for source in program.sources.values() for fact in _facts(source, year)],
    }
    return {name: [{**always, **place} for place in some] for name, some in found.items()}


def texts() -> dict[str, Sequence[Place]]:
    """What there is to read without any spec, and the specs that have a mistake, where they are here."""
    return {
        "": [{}],
        "command": [{"command": name} for name in _commands(ROOT_COMMAND)],
        "problem": [{"problem": name} for name in IDS],
        "schema": [{"schema": name} for name in names()],
        "shell": [{"shell": name} for name in ("bash", "zsh", "fish")],
        "case": [{"case": f"{path.name}/spec.iku"} for path in sorted(Path().iterdir()) if path.is_dir()],
    }


def _commands(group: Commands, before: str = "") -> Iterator[str]:
    for name in group.entries:
        yield before + name
        below = group.get_command(click.Context(group), name)
        if isinstance(below, Commands):
            yield from _commands(below, f"{before}{name} ")


def _in_order(program: Program) -> list[Path]:
    """The files of facts: dimensions first, and what is wrong last."""
    return sorted(FILES.glob("*.csv"), key=lambda path: ("!" in path.name, _of(path) in program.sources, path.name))


def _of(path: Path) -> str:
    return path.stem.partition("@")[0].rstrip("!")


def _import(path: Path) -> str:
    """The arguments that import a file."""
    name, _, period = path.stem.rstrip("!").partition("@")
    more = (f" --into {name}" if _of(path) != path.stem else "") + (f" --period {period}" if period else "")
    return f"{quote(path.as_posix())}{more}"


def _indicator(program: Program, indicator: Indicator, year: int) -> Place:
    """An indicator, the last of its periods in a year, the same a year before, and a member of each of its dimensions."""
    period = Period(year).parts(indicator.grain)[-1] if indicator.grain is not Grain.YEAR else Period(year)
    keys = (f"--key {quote(_member(program, dimension))}" for dimension in indicator.dimensions)
    before = period.shifted(Grain.YEAR, -1)
    return {"indicator": indicator.name, "period": str(period), "before": str(before), "key": " ".join(keys)}


def _member(program: Program, name: str) -> str:
    """A member of a dimension: the first that is declared, that its file has, or that facts name."""
    dimension = program.dimensions[name]
    if dimension.enumerated:
        return dimension.members[0].name
    for relation, column in ((name, dimension.key), *((s.name, name) for s in program.sources.values())):
        for row in _table(relation):
            if row.get(column):
                return row[column]
    return "tidak-ada"


def _facts(source: Source, year: int) -> Iterator[Place]:
    """The facts of a source in a year, each with another figure for a column of it."""
    rows = _table(source.name)
    when = next((name for name in rows[0] if name not in (*source.dimensions, *source.columns)), "") if rows else ""
    column = next(iter(source.columns))
    for line, row in enumerate(rows, start=2 + _comments(source.name)):
        at = row.get(when, "")
        others = [one[column] for one in rows if one[column] not in ("", row[column])]
        if at.startswith(str(year)) or not when:
            yield {
                "source": source.name, "keys": " ".join(quote(row[name]) for name in source.dimensions), "at": at,
                "when": f"--period {at}" if at else "", "column": column, "value": (others or [row[column]])[0], "line": str(line),
            }  # fmt: skip


def _comments(name: str) -> int:
    path = FILES / f"{name}.csv"
    return sum(line.startswith("#") for line in path.read_text(encoding="utf-8").splitlines()) if path.exists() else 0


def _table(name: str) -> list[dict[str, str]]:
    path = FILES / f"{name}.csv"
    head, *rows = _rows(path) if path.exists() else [()]
    return [dict(zip(head, row, strict=True)) for row in rows]


# ---- which there are


def _at_random(writer: Callable[[Random], str], *seeds: int) -> Iterator[World]:
    for seed in seeds:
        yield World(f"{writer.__name__}-{seed}", partial(written, writer, seed), WHOLE)


FEW = (
    World("undp-few", partial(shipped, "undp", partial(developed, 3, 2020)), QUICK, 2022, languages=("en",)),
    World("texts", lambda: None, WHOLE, table="texts"),
    World(
        "kemensos-few",
        partial(shipped, "kemensos", partial(demonstrated, ("11.01", "12.01"))),
        QUICK,
        2025,
        languages=("id",),
    ),
    World("write_judged-few", partial(written, write_judged, 8), QUICK, languages=("en",)),
)
WORLDS = (
    *FEW,
    World("mistakes", mistaken, WHOLE, table="mistakes"),
    World("bound", bound, WHOLE, 2025, table="bound"),
    World("kemensos", partial(shipped, "kemensos", partial(demonstrated, ())), LARGE, 2025, languages=("id",)),
    World("undp", partial(shipped, "undp", partial(developed, 1000, 2015)), LARGE, 2022, languages=("en",)),
    World("nasional", partial(shipped, "nasional", partial(at_random, 1)), LARGE, languages=("en",)),
    World("kemensos-small", partial(shipped, "kemensos", partial(demonstrated, ("11.0", "12.0"))), WHOLE, 2025),
    World("undp-small", partial(shipped, "undp", partial(developed, 5, 2019)), WHOLE, 2022),
    *_at_random(write, 2, 5, 8),
    *_at_random(write_honest, 0, 2, 3, 4),  # the first one has a mistake: each command says so
    *_at_random(write_keyed, 2, 3),
    *_at_random(write_shares, 3, 9),
    *_at_random(write_judged, 8, 16),
)
