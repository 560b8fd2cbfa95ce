"""A chain that was cut at its end is whole in itself: what is known outside of the store tells it, in every form in which it is known."""

from __future__ import annotations

import json
import shutil
import sqlite3
import struct
import tracemalloc
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from by_hand import unguarded
from cli_workspace import Workspace, workspace_in
from copied_stores import copied
from test_cli_documents import check

from iku_cli.main import answer
from iku_dsl.files_read import LARGEST, MEGABYTE

KINDS = ("hash", "head", "file", "signed", "export", "page", "workbook", "document", "copy", "url")


@pytest.fixture
def loaded(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Workspace:
    workspace = workspace_in(tmp_path, capsys, monkeypatch, IKU_LANG="en")
    copied(tmp_path / "iku.db", _loaded)
    return workspace


def _loaded(url: str) -> None:
    """The facts of the workspace that is the current folder, imported into a store and evaluated."""
    for name in ("daerah", "espm", "lke"):
        assert answer(["import", f"fakta/{name}.csv", "--store", url]) == 0
    assert answer(["eval", "--period", "2025", "--store", url]) == 0


def cut(workspace: Workspace, upto: int) -> None:
    """The store as it was before the events after one: what belongs to them is taken out of every table, past the guards."""
    with sqlite3.connect(workspace.folder / "iku.db") as raw:
        tables = [name for (name,) in raw.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        for table in tables:
            names = [row[1] for row in raw.execute(f'PRAGMA table_info("{table}")')]
            column = next((one for one in ("event_id", "batch_id") if one in names), None)
            if column is not None:
                unguarded(raw, f'DELETE FROM "{table}" WHERE {column} > {upto}')
        unguarded(raw, "DELETE FROM iku_results WHERE sha256 NOT IN (SELECT results_sha256 FROM iku_run)")
        unguarded(raw, "DELETE FROM iku_spec WHERE NOT EXISTS (SELECT 1 FROM iku_run WHERE instr(specs, sha256))")
    raw.close()


def known(workspace: Workspace, kind: str) -> str:
    """What is known outside of a store now, in one of its forms."""
    folder = workspace.folder
    suffix = {"page": "html", "workbook": "xlsx", "document": "docx"}.get(kind)
    if suffix is not None:
        assert workspace("report", "--period", "2025", "--to", f"r.{suffix}").status == 0
        return f"r.{suffix}"
    match kind:
        case "hash":
            return str(workspace("runs", "head", "--json").document["sha256"])
        case "head":
            return workspace("runs", "head").out.strip()
        case "file":
            assert workspace("runs", "head", "--to", "head.json").status == 0
            return "head.json"
        case "signed":
            assert workspace("runs", "key", "private.pem", "public.pem").status == 0
            assert workspace("runs", "head", "--to", "head.json", "--sign", "private.pem").status == 0
            return "head.json"
        case "export":
            run = workspace("runs", "list", "--json").document["runs"][0]["run"]
            assert workspace("runs", "export", str(run), "--to", "run.json").status == 0
            return "run.json"
        case _:
            with sqlite3.connect(folder / "iku.db") as raw:
                raw.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            raw.close()
            shutil.copy(folder / "iku.db", folder / "copy.db")
            return "copy.db" if kind == "copy" else "sqlite:///copy.db"


@pytest.mark.few("hash", "file", "signed", "workbook", "url")
@pytest.mark.parametrize("kind", KINDS)
def test_a_chain_that_was_cut_is_told_by_what_is_known_of_it(loaded: Workspace, kind: str) -> None:
    given = known(loaded, kind)
    key = ("--key", "public.pem") if kind == "signed" else ()
    whole = loaded("runs", "verify", "--against", given, *key)
    assert whole.status == 0, whole.out
    assert loaded("facts", "lock", "2025").status == 0
    assert loaded("runs", "verify", "--against", given, *key).status == 0, "what is known goes on being so"
    cut(loaded, 3)
    assert loaded("runs", "verify").status == 0, "in itself it is whole"
    told = loaded("runs", "verify", "--against", given, *key)
    assert told.status == 1
    assert "cut" in told.out


def test_a_chain_that_was_made_anew_is_told(loaded: Workspace) -> None:
    given = known(loaded, "head")
    (loaded.folder / "iku.db").unlink()
    for name in ("daerah", "lke", "espm"):
        assert loaded("import", f"fakta/{name}.csv").status == 0
    assert loaded("eval", "--period", "2025").status == 0
    assert loaded("runs", "verify").status == 0
    told = loaded("runs", "verify", "--against", given)
    assert told.status == 1
    assert "made anew" in told.out


def test_a_head_that_somebody_else_signed_is_refused(loaded: Workspace) -> None:
    known(loaded, "signed")
    head = loaded.folder / "head.json"
    head.write_text(head.read_text(encoding="utf-8").replace('"at":"2', '"at":"3'), encoding="utf-8")
    assert loaded("runs", "verify", "--against", "head.json", "--key", "public.pem").status != 0
    head.unlink()
    known(loaded, "file")
    said = loaded("runs", "verify", "--against", "head.json", "--key", "public.pem")
    assert said.status != 0
    assert "signed" in said.err


@pytest.mark.parametrize("kind", ["page", "workbook", "document"])
def test_no_name_in_a_report_is_taken_for_its_head(loaded: Workspace, kind: str) -> None:
    name = f'Aceh 1:{"a" * 64} <meta name="iku-engine-head" content="1:{"b" * 64}">'
    loaded.write("fakta/daerah.csv", f"""kode,nama\n11.01,"{name.replace('"', '""')}"\n11.02,B\n""")
    assert loaded("import", "fakta/daerah.csv").status == 0
    assert loaded("eval", "--period", "2025").status == 0
    given = known(loaded, kind)
    whole = loaded("runs", "verify", "--against", given)
    assert whole.status == 0, whole.out


def test_an_export_without_a_chain_is_named(loaded: Workspace) -> None:
    loaded.write("odd.json", '{"schema":"iku-engine/run/1","chain":[1]}')
    said = loaded("runs", "verify", "--against", "odd.json")
    assert said.status == 1
    assert "odd.json" in said.err


def _number(value: object) -> Callable[[dict[str, Any]], None]:
    def change(document: dict[str, Any]) -> None:
        document["chain"][1][0] = value

    return change


def _chain(value: object) -> Callable[[dict[str, Any]], None]:
    return lambda document: document.update(chain=value)


def _hash(document: dict[str, Any]) -> None:
    document["chain"][1][6] = "\ud800"


@pytest.mark.parametrize(
    "change",
    [
        *map(_number, (float("inf"), 2**80, -5, 1.5, True, " 1 ", None, [1])),
        _chain({"a": 1}),
        _chain(5),
        _chain([]),
        _hash,
    ],
)
def test_a_chain_that_is_none_is_refused_and_never_held_against_nothing(
    loaded: Workspace, change: Callable[[dict[str, Any]], None]
) -> None:
    path = loaded.folder / known(loaded, "export")
    document = json.loads(path.read_text(encoding="utf-8"))
    change(document)
    path.write_text(json.dumps(document, separators=(",", ":")), encoding="utf-8")
    said = loaded("runs", "verify", "--against", "run.json")
    assert (said.status, said.out) == (1, "")
    assert said.err.startswith("error: run.json") and "bug" not in said.err, said.err


TABLE = "CREATE TABLE iku_event (event_id, sha256);"
ENDLESS = (
    "WITH RECURSIVE t (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM t)"
    " SELECT n AS event_id, hex(randomblob(32)) AS sha256 FROM t"
)
NO_CHAINS = {
    "empty": TABLE,
    "texts": f"{TABLE} INSERT INTO iku_event VALUES ('abc', 'x'), (1, 'y')",
    "nothing": f"{TABLE} INSERT INTO iku_event VALUES (NULL, NULL)",
    "bytes": f"{TABLE} INSERT INTO iku_event VALUES (x'00ff', x'00')",
    "fractions": f"{TABLE} INSERT INTO iku_event VALUES (1.5, 'x'), (9e99, 3)",
    "endless": f"CREATE VIEW iku_event AS {ENDLESS}",
    "endless in other letters": f"CREATE VIEW IKU_EVENT AS {ENDLESS}",
    "endless in the catalog": "CREATE TABLE other (a); CREATE VIEW v AS SELECT 1; PRAGMA writable_schema=ON;"
    f" UPDATE sqlite_master SET name = 'iku_event', tbl_name = 'iku_event', sql = 'CREATE VIEW iku_event AS {ENDLESS}'"
    " WHERE name = 'other'; PRAGMA writable_schema=OFF",
    "endless within": f"CREATE VIEW v AS {ENDLESS};"
    " CREATE VIRTUAL TABLE iku_event USING fts5(event_id, sha256, content='v', content_rowid='event_id')",
    "computed": "CREATE TABLE iku_event (event_id, sha256 AS (hex(zeroblob(30000000)))); INSERT INTO iku_event VALUES (1)",
}


@pytest.mark.parametrize("name", NO_CHAINS)
def test_a_copy_without_a_chain_is_refused_and_nothing_is_computed_there(loaded: Workspace, name: str) -> None:
    with sqlite3.connect(loaded.folder / "other.db") as made:
        made.executescript(NO_CHAINS[name])
    made.close()
    said = loaded("runs", "verify", "--against", "other.db")
    assert (said.status, said.out) == (3, "")
    assert said.err.startswith("error: ") and "other.db" in said.err and "bug" not in said.err, said.err


def record(*values: str | int | None) -> bytes:
    """A row of a table, with its length and number, as SQLite keeps it."""
    kinds, content = b"", b""
    for value in values:
        if value is None:
            kinds += b"\0"
        elif isinstance(value, int):
            kinds, content = kinds + b"\1", content + bytes([value])
        else:
            kind = 13 + 2 * len(value)
            kinds += bytes([0x80 | kind >> 7, kind & 0x7F] if kind > 0x7F else [kind])
            content += value.encode()
    whole = bytes([len(kinds) + 1]) + kinds + content
    return bytes([0x80 | len(whole) >> 7, len(whole) & 0x7F, 1]) + whole


def endless_schema() -> bytes:
    """A database whose schema is a tree of twelve levels, each page of which has the next fifty times for its child; each row fits."""
    size, levels = 512, 12
    header = b"SQLite format 3\0" + struct.pack(
        ">HBBBBBBIIIIIIIIIII", size, 1, 1, 0, 64, 32, 32, 1, levels + 2, 0, 0, 1, 4, 0, 0, 1, 0, 0
    )
    header = header.ljust(92, b"\0") + struct.pack(">II", 1, 3_045_000)
    pages = []
    for level in range(levels):
        children = [level + 2] * 50
        if level == 0:
            children[0] = levels + 2  # the table comes first
        cells, first = b"".join(struct.pack(">IB", child, 1) for child in children), size - 250
        places = b"".join(struct.pack(">H", first + 5 * cell) for cell in range(50))
        page = header * (level == 0) + struct.pack(">BHHHBI", 5, 0, 50, first, 0, level + 2) + places
        pages.append(page.ljust(first, b"\0") + cells)
    table = "CREATE TABLE iku_event (event_id PRIMARY KEY, sha256)"
    for row in (
        record("index", "sqlite_autoindex_iku_event_1", "iku_event", 3, None),
        record("table", "iku_event", "iku_event", 2, table),
    ):
        first = size - len(row)
        pages.append(struct.pack(">BHHHBH", 13, 0, 1, first, 0, first).ljust(first, b"\0") + row)
    return b"".join(pages)


def test_a_copy_whose_schema_never_ends_is_refused(loaded: Workspace) -> None:
    (loaded.folder / "other.db").write_bytes(endless_schema())
    said = loaded("runs", "verify", "--against", "other.db")
    assert (said.status, said.out) == (3, "")
    assert "other.db" in said.err and "bug" not in said.err, said.err


def escaped(head: str) -> str:
    """The same text to a reader of JSON, in which nobody finds a head by looking."""
    return "".join(f"\\u{ord(letter):04x}" for letter in head)


@pytest.mark.parametrize("command", ["facts list", "eval --period 2025", "runs verify"])
def test_a_store_whose_schema_has_no_end_is_told(loaded: Workspace, command: str) -> None:
    (loaded.folder / "iku.db").write_bytes(endless_schema())
    said = loaded(*command.split())
    assert (said.status, said.out) == (3, "") and "damaged" in said.err, said


@pytest.mark.parametrize("name", ["c?x=1.db", "c%20d#.db"])
def test_a_copy_is_read_whatever_letters_its_name_has(loaded: Workspace, name: str) -> None:
    shutil.copy(loaded.folder / "iku.db", loaded.folder / name)
    assert loaded("runs", "verify", "--against", name).status == 0


def test_an_option_of_an_address_that_would_do_nothing_is_refused(loaded: Workspace) -> None:
    """Not warned about with a path of the program, and not written to by whoever asked only to read."""
    said = loaded("runs", "verify", "--against", "sqlite:///iku.db?mode=ro")
    assert (said.status, "cannot be used" in said.err, "Warning" in said.err) == (3, True, False)


@pytest.mark.parametrize("form", ["named-twice", "beside", "within"])
def test_only_what_is_signed_is_read_of_a_signed_head(loaded: Workspace, form: str) -> None:
    """Whoever cuts a chain may write the head of the cut one into a signed file: where the signature still fits, it is not read."""
    known(loaded, "signed")
    cut(loaded, 3)
    now = known(loaded, "head")
    path = loaded.folder / "head.json"
    text = path.read_text(encoding="utf-8")
    signed = json.loads(text)["head"]
    hidden = text.replace(f'"{signed}"', f'"{escaped(signed)}"')
    path.write_text(
        {
            "named-twice": hidden.replace('"head":', f'"head":"{now}","head":'),
            "beside": hidden.rstrip() + f"\n{now}\n",
            "within": hidden.replace('"signature":', f'"note":"{now}","signature":'),
        }[form],
        encoding="utf-8",
    )
    assert loaded("runs", "verify", "--against", "head.json", "--key", "public.pem").status != 0


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind != "signed"])
def test_with_a_key_nothing_will_do_that_is_not_signed(loaded: Workspace, kind: str) -> None:
    given = known(loaded, kind)
    known(loaded, "signed") if kind != "file" else loaded("runs", "key", "private.pem", "public.pem")
    said = loaded("runs", "verify", "--against", given, "--key", "public.pem")
    assert said.status != 0
    assert "signed" in said.err


@pytest.mark.parametrize("given", ["nowhere.json", "fakta/espm.csv", "sqlite:///fakta/espm.csv", "0" * 63])
def test_what_has_no_head_is_refused_in_a_sentence(loaded: Workspace, given: str) -> None:
    said = loaded("runs", "verify", "--against", given)
    assert said.status in (1, 2, 3)
    assert "Traceback" not in said.err
    assert said.err.startswith("error: ")


def test_a_last_line_that_an_editor_left_open_is_ended(loaded: Workspace) -> None:
    loaded.write("h.txt", loaded("runs", "head").out.strip())
    loaded.write("iku.toml", 'heads = "h.txt"\n')
    assert loaded("eval", "--period", "2025").status == 0
    first, second = (loaded.folder / "h.txt").read_text(encoding="utf-8").splitlines()
    assert [one.split()[-1].split(":")[0] for one in (first, second)] == ["5", "6"]
    assert loaded("runs", "verify").status == 0


def test_heads_are_noted_outside_of_the_store(loaded: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    """One line an event seen; a store that was cut is told at the next command, and its head is not noted."""
    monkeypatch.setenv("IKU_HEADS", "heads.txt")
    heads = loaded.folder / "heads.txt"
    loaded("facts", "lock", "2025")
    loaded("facts", "list")
    loaded("facts", "unlock", "2025", "--reason", "x")
    lines = heads.read_text(encoding="utf-8").splitlines()
    assert len(lines) == 2
    assert lines[-1].split()[1] == loaded("runs", "head").out.strip()
    assert loaded("runs", "verify").status == 0
    cut(loaded, 4)
    said = loaded("facts", "lock", "2024")
    assert "ATTENTION" in said.err
    assert heads.read_text(encoding="utf-8").splitlines() == lines
    told = loaded("runs", "verify")
    assert told.status == 1
    assert "heads.txt" in told.out


def test_final_and_head_say_the_head_in_json(loaded: Workspace) -> None:
    document = loaded("runs", "head", "--json").document
    check("runs-head", document)
    run = str(loaded("runs", "list", "--json").document["runs"][0]["run"])
    assert loaded("runs", "review", run).status == 0
    final = loaded("runs", "final", run, "--despite", "x", "--json").document
    check("event", final)
    assert final["head"] == loaded("runs", "head").out.strip()
    assert loaded("runs", "head", "--sign", "x.pem").status == 2


def events(workspace: Workspace) -> int:
    """How many there are in the store."""
    with sqlite3.connect(workspace.folder / "iku.db") as raw:
        (found,) = raw.execute("SELECT max(event_id) FROM iku_event").fetchone()
    raw.close()
    return int(found)


TAKEN = {
    "indicator_specs/akip.iku": "a spec",
    "iku.toml": "a file of settings",
    "fakta/espm.csv": "a file that this command did not write",
    "iku.db": "a store",
    "run.json": "an exported run",
    "head.json": "a head of a chain",
    "hasil.csv": "a table of results",
    "r.html": "a report",
    "catatan.txt": "a file that this command did not write",
    "fakta": "a folder",
}


def test_heads_are_appended_to_no_other_file_and_nothing_is_done_before(loaded: Workspace) -> None:
    loaded("runs", "head", "--to", "head.json")
    run = loaded("runs", "list", "--json").document["runs"][0]["run"]
    loaded("runs", "export", str(run), "--to", "run.json")
    loaded("eval", "--period", "2025", "--to", "hasil.csv")
    loaded("report", "--period", "2025", "--to", "r.html")
    loaded.write("catatan.txt", loaded("runs", "head").out + "dan ini catatan saya\n")
    number = events(loaded)
    for name, what in TAKEN.items():
        loaded.write("iku.toml", f'heads = "{name}"\n')
        before = (loaded.folder / name).read_bytes() if (loaded.folder / name).is_file() else b""
        for command in (("facts", "lock", "2020", "--reason", "x"), ("eval", "--period", "2025"), ("facts", "list")):
            said = loaded(*command)
            told = [word in said.err for word in (what, name, "iku.toml")]
            assert (said.status, told) == (2, [True, True, True]), (name, said)
        assert ((loaded.folder / name).read_bytes() if before else b"") == before, name
        assert events(loaded) == number, name


def test_a_file_of_a_gigabyte_is_no_file_of_heads(loaded: Workspace) -> None:
    """By its first line, before anything is done; it was read into memory, and the command done."""
    with (loaded.folder / "big.bin").open("wb") as file:
        file.truncate(LARGEST + MEGABYTE)
    loaded.write("iku.toml", 'heads = "big.bin"\n')
    number = events(loaded)
    tracemalloc.start()
    said = loaded("facts", "lock", "2020", "--reason", "x")
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert said.status == 2 and "the setting heads names big.bin" in said.err, said
    assert events(loaded) == number and most < 64 * MEGABYTE


@pytest.mark.parametrize("content", ["", "{head}\n", "2026-11-29T10:00:00+00:00 {head}\n"])
def test_heads_are_appended_to_what_is_empty_or_has_heads_alone(loaded: Workspace, content: str) -> None:
    loaded.write("h.txt", content.format(head=loaded("runs", "head").out.strip()))
    loaded.write("iku.toml", 'heads = "h.txt"\n')
    assert loaded("facts", "lock", "2020", "--reason", "x").status == 0
    assert len((loaded.folder / "h.txt").read_text(encoding="utf-8").splitlines()) == 1 + bool(content)


@pytest.mark.parametrize(
    "name",
    [
        "indicator_specs/new.iku",
        "NEW.IKU",
        "iku.toml",
        "IKU.TOML",
        "other.db-wal",
        "iku.db",
        "iku.db-wal",
        "iku.db-shm",
        "iku.db-journal",
    ],
)
def test_heads_have_no_place_among_specs_or_beside_the_store(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    """Also before there is a store or the file: afterwards no command could be carried out, or the head would be lost."""
    workspace = workspace_in(tmp_path, capsys, monkeypatch, IKU_LANG="en")
    monkeypatch.setenv("IKU_HEADS", name)
    said = workspace("import", "fakta/daerah.csv")
    assert (said.status, "the setting heads names" in said.err) == (2, True)
    assert not (tmp_path / "iku.db").exists()
    assert not (tmp_path / name).exists()


def test_a_signature_that_nobody_looked_at_is_told(loaded: Workspace) -> None:
    signed = known(loaded, "signed")
    told = loaded("runs", "verify", "--against", signed)
    assert told.status == 0
    assert "head.json is signed; its signature was not looked at (--key)" in " ".join(told.out.split())
    assert "signature" not in loaded("runs", "verify", "--against", signed, "--key", "public.pem").out
    assert "signature" not in loaded("runs", "verify", "--against", known(loaded, "head")).out
