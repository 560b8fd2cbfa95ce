"""No output of any command replaces what that command did not write itself: a table of commands over all kinds of files."""

from __future__ import annotations

import hashlib
import io
import os
import stat
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pyarrow as pa
import pytest
from cli_workspace import Said, Workspace, workspace_in
from pyarrow import parquet

from iku_engine import writing

QUARANTINED = "fakta/espm-salah.csv"


@dataclass(frozen=True)
class Writer:
    """A command that writes: its arguments with `{to}` for the file, the suffix that it asks for, and the victims it may replace."""

    arguments: str
    suffix: str = ""
    again: frozenset[str] = field(default_factory=frozenset)


WRITERS: Mapping[str, Writer] = {
    "runs export": Writer("runs export {run} --to {to}", again=frozenset({"run.json"})),
    "runs key, private": Writer("runs key {to} other.pem"),
    "runs key, public": Writer("runs key other.pem {to}"),
    "report, page": Writer("report penerima --period 2025 --to {to}", ".html", frozenset({"page.html"})),
    "report, workbook": Writer("report penerima --period 2025 --to {to}", ".xlsx", frozenset({"report.xlsx"})),
    "report, document": Writer("report penerima --period 2025 --to {to}", ".docx", frozenset({"report.docx"})),
    "eval, csv": Writer("eval penerima --period 2025 --to {to}", ".csv", frozenset({"results.csv"})),
    "eval, parquet": Writer("eval penerima --period 2025 --to {to}", ".parquet", frozenset({"results.parquet"})),
    "facts export": Writer("facts export --to {to}"),
    "facts template": Writer("facts template espm --to {to}", ".xlsx"),
    "facts quarantine": Writer("facts quarantine espm --export {to}", ".xlsx"),
    "facts evidence": Writer("facts evidence --get {digest} --save {to}"),
    "init": Writer("init {to}"),
    "fmt": Writer("fmt {to}", ".iku", frozenset({"spec.iku", "empty.txt"})),
}


@pytest.fixture(scope="module")
def victims(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a file of every kind, each made by the command that makes it; `iku.db` is the store."""
    return tmp_path_factory.mktemp("victims")


@pytest.fixture
def place(victims: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Workspace:
    there = (victims / "iku.db").exists()
    call = workspace_in(victims, capsys, monkeypatch, IKU_USER="uji", IKU_STORE=f"sqlite:///{victims / 'iku.db'}")
    if not there:
        _make(call)
    return call


def _make(call: Workspace) -> None:
    call.load()
    call.write(QUARANTINED, "tahun,daerah,penerima\n2025,11.01,banyak\n")
    call("import", QUARANTINED, "--into", "espm")
    call.write("bukti.txt", "nota dinas\n")
    call.write("notes.txt", "catatan\n")
    call.write("other.json", '{"schema": "iku-engine/run/1"}\n')
    call.write("other.html", "<!doctype html>\n<title>bukan laporan</title>\n")
    call.write("other.csv", "indicator,label,period\n")
    call.write("spec.iku", 'skala s "S" atas 0..100\n  A 0 .. 100 "Semua"\n')
    call.write("other.db-wal", "a log that SQLite keeps beside the store\n")
    call.write("empty.txt", "")
    run = call("eval", "penerima", "--period", "2025", "--json").document["run"]
    call.write("run-number", str(run))
    for arguments in (
        "facts attach bukti.txt --to batch_1",
        f"runs export {run} --to run.json",
        "runs key private.pem public.pem",
        "report penerima --period 2025 --to page.html",
        "report penerima --period 2025 --to report.xlsx",
        "report penerima --period 2025 --to report.docx",
        "eval penerima --period 2025 --to results.csv",
        "eval penerima --period 2025 --to results.parquet",
        "facts template espm --to template.xlsx",
        "facts quarantine espm --export quarantine.xlsx",
    ):
        said = call(*(word.replace("_", " ") for word in arguments.split()))
        assert said.status == 0, (arguments, said)


def _write(place: Workspace, writer: Writer, to: Path) -> Said:
    digest, run = hashlib.sha256(b"nota dinas\n").hexdigest(), (place.folder / "run-number").read_text()
    return place(*(word.format(to=to, digest=digest, run=run) for word in writer.arguments.split()))


VICTIMS = (
    "iku.db", "other.db-wal", "private.pem", "public.pem", "spec.iku", "fakta/espm.csv", "bukti.txt", "notes.txt", "empty.txt",
    "other.json", "other.html", "other.csv", "run.json", "page.html", "report.xlsx", "report.docx", "results.csv",
    "results.parquet", "template.xlsx", "quarantine.xlsx",
)  # fmt: skip
LINKED = 4
WAYS: Mapping[str, Callable[[Path, Path], object]] = {
    "itself": lambda to, victim: to.write_bytes(victim.read_bytes()),
    "a link": lambda to, victim: to.symlink_to(victim),
    "a hard link": lambda to, victim: os.link(victim, to),
}


@pytest.mark.diagonal
@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("name", WRITERS)
def test_no_command_replaces_what_it_did_not_write(place: Workspace, name: str, way: str, tmp_path: Path):
    """Victim by victim: the command ends with 1 to 3 and a sentence that names the file, and all bytes stay.

    Through links each command meets every fourth victim, and the commands together meet all of them.
    """
    writer, first = WRITERS[name], list(WRITERS).index(name) % LINKED
    for kind in VICTIMS if way == "itself" else VICTIMS[first::LINKED]:
        victim = place.folder / kind
        if kind in writer.again:
            continue
        to = tmp_path / f"{kind.replace('/', '-')}{writer.suffix}"
        WAYS[way](to, victim)
        before, seen = victim.read_bytes(), to.read_bytes()
        said = _write(place, writer, to)
        assert said.status in (1, 2, 3), (kind, said)
        assert to.name in "".join(said.err.split()) and "bug" not in said.err, (kind, said)
        assert (victim.read_bytes(), to.read_bytes()) == (before, seen), kind
        assert to.is_symlink() == (way == "a link"), kind
        assert not [one for one in to.parent.iterdir() if one.name.startswith(".")], kind
    assert not (place.folder / "other.pem").exists()
    if way == "itself":
        assert place("runs", "verify").status == 0


@pytest.mark.parametrize("name", [name for name, writer in WRITERS.items() if writer.again])
def test_what_a_command_wrote_it_writes_again(place: Workspace, name: str, tmp_path: Path):
    """Also through a link, which stays one; the permissions stay, and another name of the old file keeps the old content."""
    writer = WRITERS[name]
    if name == "fmt":
        victim = place.write("spec-again.iku", 'skala s "S"   atas 0..100\n  A 0 .. 100 "Semua"\n')
    else:
        victim = next(place.folder / kind for kind in writer.again if kind.endswith(writer.suffix))
    victim.chmod(0o640)
    to, other = tmp_path / f"again{writer.suffix or '.json'}", tmp_path / "other"
    to.symlink_to(victim)
    os.link(victim, other)
    before = other.read_bytes()
    said = _write(place, writer, to)
    assert said.status == 0, said
    assert to.is_symlink() and stat.S_IMODE(victim.stat().st_mode) == 0o640
    assert other.read_bytes() == before and victim.stat().st_ino != other.stat().st_ino


MEANT = ("specs/new.iku", "new.IKU", "iku.toml", "Iku.Toml", "iku.db-journal", "other.db-wal", "other.db-SHM")


@pytest.mark.parametrize("name", [name for name, writer in WRITERS.items() if not writer.suffix and name != "init"])
def test_no_output_gets_a_name_that_means_something(place: Workspace, name: str, tmp_path: Path):
    """Where nothing is yet: as a spec, as settings, or beside a store it would keep every command from being carried out, or be lost."""
    (tmp_path / "specs").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "linked.iku")
    for meant in (*MEANT, "link"):
        said = _write(place, WRITERS[name], tmp_path / meant)
        assert said.status == 2 and "; pilih " in " ".join(said.err.split()), (meant, said)
        assert not (tmp_path / meant).exists() and not (place.folder / "other.pem").exists()


def test_two_keys_need_two_names(place: Workspace, tmp_path: Path):
    """Also where the names differ and the place is one."""
    link = tmp_path / "link.pem"
    link.symlink_to(tmp_path / "same.pem")
    for private, public in (("same.pem", "same.pem"), ("same.pem", "./same.pem"), ("same.pem", link.name)):
        said = place("runs", "key", f"{tmp_path}/{private}", f"{tmp_path}/{public}")
        assert said.status == 2 and Path(public).name in said.err, said
        assert not (tmp_path / "same.pem").exists()


def _in_a_part(name: str, old: bytes, new: bytes) -> Callable[[bytes], bytes]:
    """A part of an office file otherwise, and nothing else in it: not even the times that an office program would set."""

    def edited(content: bytes) -> bytes:
        made = io.BytesIO()
        with zipfile.ZipFile(io.BytesIO(content)) as parts, zipfile.ZipFile(made, "w") as put:
            for part in parts.infolist():
                read = parts.read(part)
                put.writestr(part, read.replace(old, new, 1) if part.filename == name else read)
        return made.getvalue()

    return edited


def _another_column(content: bytes) -> bytes:
    table = parquet.read_table(io.BytesIO(content))
    made = io.BytesIO()
    parquet.write_table(table.append_column("catatan", pa.array(["x"] * table.num_rows)), made)
    return made.getvalue()


EDITS: Mapping[str, tuple[str, Callable[[bytes], bytes]]] = {
    "a column of remarks": ("results.csv", lambda content: content.replace(b"\n", b",catatan\n")),
    "a figure": ("results.csv", lambda content: b",value,9".join(content.rsplit(b",value,", 1))),
    "a row less": ("results.csv", lambda content: b"".join(content.splitlines(keepends=True)[:-1])),
    "a column of Parquet": ("results.parquet", _another_column),
    "a paragraph": ("page.html", lambda content: content.replace(b"</body>", b"<p>Catatan Biro</p></body>")),
    "a cell": ("report.xlsx", _in_a_part("xl/sharedStrings.xml", b"<t>", b"<t>Catatan ")),
    "a run of text": ("report.docx", _in_a_part("word/document.xml", b"<w:t>", b"<w:t>Catatan ")),
    "an export": ("run.json", lambda content: content.replace(b"}\n", b',"zz":"catatan"}\n')),
}


@pytest.mark.parametrize("edit", EDITS)
def test_what_somebody_worked_on_is_theirs(place: Workspace, edit: str, tmp_path: Path):
    """Whatever kind it still is, and whatever its times say; also where nobody remembers having written it."""
    kind, edited = EDITS[edit]
    name = next(name for name, writer in WRITERS.items() if kind in writer.again)
    to = tmp_path / kind
    for content in (edited((place.folder / kind).read_bytes()), b"\n" + (place.folder / kind).read_bytes()):
        to.write_bytes(content)
        said = _write(place, WRITERS[name], to)
        assert said.status == 2 and to.read_bytes() == content, said
        assert "pilih nama lain" in " ".join(said.err.split()), said


@pytest.mark.parametrize("kind", ["results.csv", "page.html", "run.json"])
def test_without_a_memory_nothing_is_replaced(place: Workspace, kind: str, tmp_path: Path, monkeypatch):
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "none"))
    name = next(name for name, writer in WRITERS.items() if kind in writer.again)
    to = tmp_path / kind
    to.write_bytes((place.folder / kind).read_bytes())
    said = _write(place, WRITERS[name], to)
    assert said.status == 2 and "akun ini" in " ".join(said.err.split()), said
    to.unlink()
    assert [_write(place, WRITERS[name], to).status for _ in range(2)] == [0, 0]


def test_a_full_disk_leaves_nothing(place: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """Whatever command writes: what was there stays, and no half of a file lies about."""

    def full(handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    for name, writer in WRITERS.items():
        if name in ("facts export", "fmt"):
            continue
        to = tmp_path / f"{name.replace(' ', '-').replace(',', '')}{writer.suffix}"
        said = _write(place, writer, to)
        assert said.status == 3 and "ruang penyimpanan habis" in said.err, (name, said)
        assert not [one for one in tmp_path.rglob("*") if one.is_file()], name
    assert not (place.folder / "other.pem").exists()


NAMED = "when it gets its name"  # what is written again has one
STEPS: Mapping[str, tuple[object, str]] = {
    "before it is begun": (writing.tempfile, "mkstemp"),
    "while it is written": (writing.os, "fsync"),
    "when it is whole": (Path, "chmod"),
    NAMED: (writing.os, "link"),
}


@pytest.mark.parametrize(
    ("step", "before"),
    [*((step, None) for step in STEPS), *((step, b"ours of before") for step in STEPS if step != NAMED)],
)
def test_a_file_that_appears_meanwhile_is_not_replaced(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str, before: bytes | None
):
    """What we may write, or write again, when we looked is somebody else's when we come to it: two `runs key` left halves of two pairs."""
    to, (home, name) = tmp_path / "new.txt", STEPS[step]
    plain = getattr(home, name)

    def beside(*arguments: object, **named: object) -> object:
        to.write_bytes(b"of somebody else")
        return plain(*arguments, **named)

    if before is not None:
        to.write_bytes(before)
    monkeypatch.setattr(home, name, beside)
    with pytest.raises(writing.WrongUse):
        writing.write_file(to, b"ours", (lambda place: place.read_bytes() == before) if before else None)
    assert to.read_bytes() == b"of somebody else" and [*tmp_path.iterdir()] == [to]


def test_every_file_goes_through_one_door():
    """No other module of the engine or the command line opens a file to write it, but for what is named here."""
    import re

    home = Path(__file__).parents[1]
    writes = re.compile(
        r"""\.write_text\(|\.write_bytes\(|open\([^)]*["'][wax]b?\+?["']|mkstemp|\.(?:save|to_csv|to_parquet)\((?:path|to|place|file)\b"""
    )
    allowed = {
        "engine/iku_engine/writing.py",
        "engine/iku_engine/exporting/package.py",  # into the folder that `new_folder` makes
        "engine/iku_engine/reading/opening.py",  # into a temporary file
        "engine/iku_engine/engines/spark.py",  # into a temporary folder of its own
    }
    found = {
        path.relative_to(home).as_posix()
        for room in ("engine", "cli")
        for path in (home / room).rglob("*.py")
        if any(
            writes.search(line) and "formatter." not in line for line in path.read_text(encoding="utf-8").splitlines()
        )
    }
    assert found <= allowed, found - allowed
