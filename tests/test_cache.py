"""A damaged cache costs time and nothing else: whatever happens to its entries, the outcome is that without a cache."""

from __future__ import annotations

import os
import random
import shutil
from collections.abc import Callable, Mapping
from io import BufferedReader
from pathlib import Path

import pytest
from cli_workspace import SPEC

from iku_dsl import cache
from iku_dsl.checking.check import check
from iku_dsl.files_read import open_ordinary
from iku_dsl.parsing.parse import parser
from iku_engine import binding
from iku_engine.binding import Binding, Given, as_before
from iku_engine.errors import FileError

Damage = Callable[[random.Random, Path, list[Path]], object]


def _flip(at: random.Random, path: Path, _: list[Path]) -> None:
    content = bytearray(path.read_bytes())
    content[at.randrange(len(content))] ^= 1 << at.randrange(8)
    path.write_bytes(content)


def _cut(at: random.Random, path: Path, _: list[Path]) -> None:
    content = path.read_bytes()
    path.write_bytes(content[: at.randrange(len(content))])


def _lengthen(at: random.Random, path: Path, _: list[Path]) -> None:
    path.write_bytes(path.read_bytes() + at.randbytes(at.randint(1, 40)))


def _swap(at: random.Random, path: Path, others: list[Path]) -> None:
    path.write_bytes(at.choice(others).read_bytes())


def _mix(at: random.Random, path: Path, _: list[Path]) -> None:
    content = bytearray(path.read_bytes())
    first, second = sorted(at.sample(range(len(content)), 2))
    content[first:second] = content[first:second][::-1]
    path.write_bytes(content)


def _pipe(_: random.Random, path: Path, __: list[Path]) -> None:
    path.unlink()
    os.mkfifo(path)


DAMAGES: Mapping[str, tuple[Damage, int]] = {
    "a flipped bit": (_flip, 20),
    "cut short": (_cut, 20),
    "lengthened": (_lengthen, 10),
    "another entry": (_swap, 20),
    "turned about": (_mix, 10),
    "a pipe": (_pipe, 5),
}


@pytest.fixture
def entries(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "cache"
    folder.mkdir()
    monkeypatch.setattr(cache, "_folder", lambda: folder)
    monkeypatch.setattr("platformdirs.user_cache_path", lambda *_, **__: folder)
    monkeypatch.setattr("iku_dsl.parsing.parse.user_cache_path", lambda *_, **__: folder, raising=False)
    return folder


@pytest.mark.few("a flipped bit", "cut short", "another entry")
@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_entry_changes_no_outcome(damage: str, entries: Path, tmp_path: Path):
    """Two sets, one of them with errors, so that there are several entries; all are damaged in turn, the parser's too."""
    change, times = DAMAGES[damage]
    at = random.Random(damage)
    sets = [tmp_path / "good.iku", tmp_path / "bad.iku"]
    sets[0].write_text(SPEC, encoding="utf-8")
    sets[1].write_text(SPEC.replace("ukur 40%", "ukur 30%"), encoding="utf-8")
    expected = []
    for path in sets:
        parser.cache_clear()
        expected.append(repr(check([path])))
    whole = tmp_path / "whole"
    shutil.copytree(entries, whole)
    there = sorted(whole.iterdir())
    assert len(there) == 5, "two files, two sets, and the parser"
    for count in range(times):
        shutil.rmtree(entries)
        shutil.copytree(whole, entries)
        change(at, entries / there[count % len(there)].name, there)
        parser.cache_clear()
        for path, wanted in zip(sets, expected, strict=True):
            assert repr(check([path])) == wanted, (damage, count)


def test_an_entry_is_used_and_one_of_another_name_is_not(entries: Path):
    name, other = cache.key("a"), cache.key("b")
    cache.save(name, ("kept",))
    assert cache.load(name, tuple) == ("kept",)
    (entries / other).write_bytes((entries / name).read_bytes())
    assert cache.load(other, tuple) is None


def test_the_remembered_hash_of_a_file_is_the_one_of_its_content(
    entries: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    """A flipped bit of what is remembered never becomes the hash of a file."""
    monkeypatch.setattr(binding, "SETTLED", -1)
    path = tmp_path / "facts.parquet"
    path.write_bytes(b"facts")
    known = binding.hashed(str(path)).sha256
    (entry,) = entries.iterdir()
    content = entry.read_bytes()
    assert known.encode() in content, "kept as plain text"
    for place in range(len(content)):
        entry.write_bytes(content[:place] + bytes([content[place] ^ 1]) + content[place + 1 :])
        assert binding.hashed(str(path)).sha256 == known


def test_a_file_is_hashed_as_far_as_it_says_that_it_goes() -> None:
    """Some files that the system makes up say that they are empty, and never end."""
    endless = Path("/proc/self/pagemap")
    if endless.is_file():
        with pytest.raises(FileError):
            binding.hashed(str(endless), {})
    with pytest.raises(FileError):
        binding.hashed("/dev/zero")


def test_a_file_that_is_nearly_all_holes_is_not_read(tmp_path: Path) -> None:
    hole = tmp_path / "hole.parquet"
    with hole.open("wb") as file:
        file.truncate(8 << 40)
    for read in (None, {}):
        with pytest.raises(FileError) as refused:
            binding.hashed(str(hole), read)
        assert refused.value.text.key == "bound-hole"


def test_a_file_named_many_times_is_read_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A run names its files, and somebody else may have written the run."""
    path = tmp_path / "facts.parquet"
    path.write_bytes(b"facts")
    given = Given(Binding("s", ("facts.parquet",)), (binding.hashed(str(path)),) * 1_000)
    opened: list[Path] = []

    def opening(place: Path) -> BufferedReader:
        opened.append(place)
        return open_ordinary(place)

    monkeypatch.setattr(binding, "open_ordinary", opening)
    assert as_before(given, {}) is None
    assert len(opened) == 1
    path.write_bytes(b"other")
    assert as_before(given, {}) is not None


def test_the_oldest_entries_go_a_quarter_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cache, "_folder", lambda: tmp_path)
    monkeypatch.setattr(cache, "KEPT", 8)
    for number in range(9):
        (tmp_path / str(number)).touch()
        os.utime(tmp_path / str(number), (number, number))
        cache.prune()
        assert len(list(tmp_path.iterdir())) == (number + 1 if number < 8 else 6)
    assert {path.name for path in tmp_path.iterdir()} == {"3", "4", "5", "6", "7", "8"}
