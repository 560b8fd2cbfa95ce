"""Damaged and hostile files of every kind that the program reads: each is answered, in words, and nothing else happens.

By default a few of each kind, the same ones each time. With
`IKU_FUZZ_SECONDS=600 pytest -m soak tests/test_fuzz.py -k xlsx` new ones are tried for as long (of processor time); what is found says
its number, and `IKU_SEED=that number` begins with it.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from random import Random

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from cli_workspace import FILES, Workspace, workspace_in
from damaged import damaged_archive, damaged_bytes, damaged_json, damaged_text
from spec_mutations import mutated

from iku_dsl import cache

FEW = 8
LONGEST = 30  # seconds that one file may take
Damage = Callable[[bytes, Random], bytes]


@dataclass(frozen=True)
class Kind:
    """Files of one kind: how good ones are made, how they are damaged, where a damaged one goes, and what then is asked."""

    seeds: Callable[[Workspace], list[bytes]]
    damage: Damage
    place: str
    arguments: tuple[str, ...]


def _specs(_: Workspace) -> list[bytes]:
    return [FILES["indicator_specs/akip.iku"].encode()]


def _damaged_spec(data: bytes, random: Random) -> bytes:
    if random.random() < 0.4:
        return damaged_text(data, random)
    return mutated(data.decode(), random, random.randint(1, 4)).encode("utf-8", "surrogatepass")


def _books(workspace: Workspace) -> list[bytes]:
    book = openpyxl.Workbook()
    for row in (("tahun", "daerah", "penerima"), (2025, "11.01", 0.5), (2025, "11.02", "40%"), (2024, "11.01", "=1/2")):
        book.active.append(row)
    book.active["C2"].number_format = "0%"
    book.active.merge_cells("A2:A3")
    book.active.auto_filter.ref = "A1:C4"
    book.save(workspace.folder / "seed.xlsx")
    return [(workspace.folder / "seed.xlsx").read_bytes()]


def _parquet(workspace: Workspace) -> list[bytes]:
    made = []
    columns = {"tahun": [2025, 2025], "daerah": ["11.01", "11.02"], "penerima": ["50%", "40%"]}
    for number, compression in enumerate(("NONE", "snappy")):
        path = workspace.folder / f"seed{number}.parquet"
        table = pa.table(columns)
        if number:
            table = table.set_column(1, "daerah", table["daerah"].dictionary_encode())
        pq.write_table(table, path, compression=compression)
        made.append(path.read_bytes())
    return made


def _exports(workspace: Workspace) -> list[bytes]:
    assert workspace("eval", "--period", "2025").status == 0
    run = workspace("runs", "list", "--json").document["runs"][0]["run"]
    assert workspace("runs", "export", str(run), "--to", "seed.json").status == 0
    return [(workspace.folder / "seed.json").read_bytes()]


def _settings(_: Workspace) -> list[bytes]:
    text = 'store = "sqlite:///iku.db"\nspecs = "indicator_specs"\nlang = "en"\nmemory = "512MB"\n\n[files]\nespm = "fakta/espm.csv"\n\n'
    return [
        (text + '[files.lke]\npath = ["fakta/l*.csv"]\nperiod = "2025"\nmarks = ["x"]\n').encode(),
        b'lang = "id"\n',
    ]


def _mappings(_: Workspace) -> list[bytes]:
    text = 'sheet = "x"\nskip = "others"\n[columns]\n"Kab" = "daerah"\n[constants]\ntahun = 2025\n[missing]\npenerima = ["..."]\n'
    return [text.encode(), b'[wide]\ninto = "tahun"\nvalue = "penerima"\ncolumns = ["2024", "2025"]\n']


KINDS: dict[str, Kind] = {
    "spec": Kind(_specs, _damaged_spec, "indicator_specs/akip.iku", ("check",)),
    "xlsx": Kind(_books, damaged_archive, "espm.xlsx", ("import", "espm.xlsx", "--dry-run")),
    "csv": Kind(
        lambda _: [FILES["fakta/espm.csv"].encode()], damaged_text, "espm.csv", ("import", "espm.csv", "--dry-run")
    ),
    "parquet": Kind(_parquet, damaged_bytes, "espm.parquet", ("eval", "penerima", "--period", "2025", "--no-trace")),
    "export": Kind(_exports, damaged_json, "run.json", ("runs", "verify", "--file", "run.json")),
    "toml": Kind(_settings, damaged_text, "iku.toml", ("check",)),
    "bound": Kind(_settings, damaged_text, "iku.toml", ("eval", "penerima", "--period", "2025", "--no-trace")),
    "map": Kind(_mappings, damaged_text, "m.toml", ("import", "fakta/espm.csv", "--map", "m.toml", "--dry-run")),
}


@pytest.fixture
def workspace(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Workspace:
    made = workspace_in(tmp_path, capsys, monkeypatch, IKU_LANG="en")
    made.load()
    return made


def _numbers(number: int) -> Iterator[int]:
    """The numbers of a long run: new ones until the time is over."""
    end = time.process_time() + float(os.environ.get("IKU_FUZZ_SECONDS", "60"))
    while time.process_time() < end:
        yield number
        number += 1


def _try(workspace: Workspace, kind: Kind, seeds: list[bytes], number: int) -> None:
    random = Random(number)
    content = kind.damage(random.choice(seeds), random)
    (workspace.folder / kind.place).write_bytes(content)
    before = time.process_time()
    said = workspace(*kind.arguments)
    whole = said.out + said.err
    assert said.status in (0, 1, 2, 3) and "bug of iku-engine" not in whole and "Traceback" not in whole, (number, said)
    assert said.status == 0 or whole.strip(), number
    assert time.process_time() - before < LONGEST, number


def _prepared(workspace: Workspace, name: str) -> tuple[Kind, list[bytes]]:
    kind = KINDS[name]
    seeds = kind.seeds(workspace)
    if name == "parquet":
        workspace.write(
            "iku.toml", 'store = "sqlite:///other.db"\n[files]\nespm = "espm.parquet"\ndaerah = "fakta/daerah.csv"\n'
        )
    if name == "export":
        (workspace.folder / "indicator_specs" / "akip.iku").unlink()  # an export is verified without specs
    return kind, seeds


@pytest.mark.parametrize("name", KINDS)
def test_a_few_damaged_files(workspace: Workspace, name: str):
    kind, seeds = _prepared(workspace, name)
    for number in range(FEW):
        _try(workspace, kind, seeds, number)


@pytest.mark.soak
@pytest.mark.parametrize("name", KINDS)
def test_many_damaged_files(workspace: Workspace, name: str, somewhere: int):
    kind, seeds = _prepared(workspace, name)
    for number in _numbers(somewhere):
        _try(workspace, kind, seeds, number)


# ---- the cache


@pytest.fixture
def kept(workspace: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The folder of a cache of its own, with what a check keeps."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.delenv("IKU_CACHE", raising=False)
    cache._folder.cache_clear()
    workspace("check")
    folder = cache._folder()
    assert folder is not None
    yield folder
    cache._folder.cache_clear()


def _damage_the_cache(workspace: Workspace, folder: Path, right: tuple[int, str, str], number: int) -> None:
    random = Random(number)
    entries = sorted(path for path in folder.iterdir() if path.is_file())
    for path in random.sample(entries, random.randint(1, len(entries))):
        path.write_bytes(damaged_bytes(path.read_bytes(), random))
    if random.random() < 0.3 and len(entries) > 1:
        first, second = random.sample(entries, 2)
        first.write_bytes(second.read_bytes())
    said = workspace("check")
    assert (said.status, said.out, said.err) == right, number


def test_a_damaged_cache_changes_nothing(workspace: Workspace, kept: Path):
    said = workspace("check")
    for number in range(FEW):
        _damage_the_cache(workspace, kept, (said.status, said.out, said.err), number)


@pytest.mark.soak
def test_many_damaged_caches(workspace: Workspace, kept: Path, somewhere: int):
    said = workspace("check")
    for number in _numbers(somewhere):
        _damage_the_cache(workspace, kept, (said.status, said.out, said.err), number)
