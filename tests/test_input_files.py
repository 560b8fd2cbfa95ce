"""Whatever a command is given as a file: an ordinary one, or the answer says what it is; nothing waits or fills the memory."""

from __future__ import annotations

import ast
import errno
import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click
import pytest
from cli_workspace import Workspace, workspace_in

from iku_cli.group import ROOT
from iku_dsl.files_read import LARGEST_TEXT, open_ordinary, read_ordinary

# What else each command needs; {} is the file. A new option that takes a file has to be named here.
CALLS: dict[tuple[str, str], tuple[str, ...]] = {
    ("check", "given"): ("{}",),
    ("check", "watch"): (),
    ("fmt", "given"): ("{}", "--check"),
    ("test", "given"): ("{}",),
    ("import", "files"): ("{}", "--into", "espm"),
    ("import", "map_file"): ("fakta/espm.csv", "--map", "{}"),
    ("eval", "file"): ("--period", "2025", "--what-if-file", "{}"),
    ("eval", "other"): ("--period", "2025", "--what-if-specs", "{}"),
    ("eval", "to"): ("--period", "2025", "--to", "{}.csv"),
    ("compare", "old"): ("akip", "--period", "2025", "--from-specs", "{}"),
    ("compare", "new"): ("akip", "--period", "2025", "--to-specs", "{}"),
    ("diff", "old"): ("{}", "indicator_specs"),
    ("diff", "new"): ("indicator_specs", "{}"),
    ("stages", "file"): ("{}",),
    ("report", "to"): ("--period", "2025", "--to", "{}.html"),
    ("init", "folder"): ("{}",),
    ("facts attach", "file"): ("{}", "--to", "batch 1"),
    ("facts export", "to"): ("--to", "{}"),
    ("facts template", "to"): ("espm", "--to", "{}.xlsx"),
    ("facts quarantine", "workbook"): ("espm", "--export", "{}.xlsx"),
    ("runs export", "to"): ("RUN", "--to", "{}"),
    ("runs export", "key"): ("RUN", "--to", "run.json", "--sign", "{}"),
    ("runs key", "private"): ("{}", "public.pem"),
    ("runs key", "public"): ("private.pem", "{}"),
    ("runs verify", "file"): ("--file", "{}"),
    ("runs verify", "public"): ("--file", "run.json", "--key", "{}"),
    ("runs verify", "against"): ("--against", "{}"),
    ("runs head", "to"): ("--to", "{}"),
    ("runs head", "key"): ("--to", "head.json", "--sign", "{}"),
}
ODD = ("/dev/zero", "pipe", "folder", "huge", "nothing", "linked")
GRACE = 20  # seconds
RUN = "5"  # what the evaluation is numbered, after the batches


def _options() -> Iterator[tuple[str, str]]:
    """The commands, and their parameters that name a file."""
    context = click.Context(ROOT, obj="en")
    pending: list[tuple[str, click.Command]] = [("", ROOT)]
    while pending:
        name, found = pending.pop()
        if isinstance(found, click.Group):
            inside = [(one, found.get_command(context, one)) for one in found.list_commands(context)]
            pending += [(f"{name} {one}".strip(), command) for one, command in inside if command is not None]
        for parameter in found.params:
            if isinstance(parameter.type, click.Path | click.File):
                yield name, str(parameter.name)


OPTIONS = sorted(_options())


EVALUATED: dict[
    str, bytes
] = {}  # the store of the workspace with one evaluation, and the file that it was exported to; made once


@pytest.fixture
def workspace(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Workspace:
    made = workspace_in(tmp_path, capsys, monkeypatch, IKU_LANG="en")
    made.load()
    if not EVALUATED:
        assert made("eval", "akip", "--period", "2025").status == 0
        assert made("runs", "export", RUN, "--to", "run.json").status == 0
        EVALUATED.update({name: (tmp_path / name).read_bytes() for name in ("iku.db", "run.json")})
    for name, content in EVALUATED.items():
        (tmp_path / name).write_bytes(content)
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "folder").mkdir()
    (tmp_path / "linked").symlink_to("pipe")
    with (tmp_path / "huge").open("wb") as file:
        file.truncate(40 << 30)  # a hole
    return made


@contextmanager
def soon() -> Iterator[None]:
    """Fails where something waits for what never comes."""

    def late(*_: object) -> None:
        raise AssertionError("it waits")

    before = signal.signal(signal.SIGALRM, late)
    signal.alarm(GRACE)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


def _answered(workspace: Workspace, *arguments: str) -> None:
    with soon():
        said = workspace(*(RUN if word == "RUN" else word for word in arguments))
    whole = said.out + said.err
    assert said.status in (0, 1, 2, 3) and "bug of iku-engine" not in whole and "it waits" not in whole, (
        arguments,
        said,
    )
    assert said.status == 0 or said.err or said.out, arguments


def test_the_commands_that_take_a_file_are_all_here():
    assert {place for place in CALLS if CALLS[place]} >= set(OPTIONS)


@pytest.mark.few(
    "check given",
    "diff old",
    "eval file",
    "facts quarantine workbook",
    "import files",
    "import map_file",
    "init folder",
    "report to",
    "runs verify public",
)
@pytest.mark.parametrize("option", sorted(place for place in CALLS if CALLS[place]), ids=" ".join)
def test_an_odd_file_is_answered(workspace: Workspace, option: tuple[str, str]):
    command, _ = option
    for odd in ODD:
        _answered(workspace, *command.split(), *(word.format(odd) for word in CALLS[option]))


@pytest.mark.parametrize("odd", ODD)
def test_odd_settings_specs_stores_and_bound_files(workspace: Workspace, odd: str):
    folder = workspace.folder
    (folder / "iku.toml").symlink_to(odd)
    _answered(workspace, "check")
    (folder / "iku.toml").unlink()
    large = odd == "huge"  # a bound file may be as large as that, and is hashed
    bound = [f'[files]\nespm = "{odd}"'] if not large else []
    for line in (*bound, f'specs = "{odd}"', f'store = "sqlite:///{odd}"', f'store = "{odd}"'):
        (folder / "iku.toml").write_text(line)
        _answered(workspace, "eval", "--period", "2025")


def test_the_door(tmp_path: Path):
    with pytest.raises(OSError, match="no ordinary file") as told:
        read_ordinary(Path("/dev/zero"))
    assert told.value.errno == errno.ESPIPE
    with pytest.raises(IsADirectoryError):
        open_ordinary(tmp_path)
    path = tmp_path / "large"
    with path.open("wb") as file:
        file.truncate(LARGEST_TEXT + 1)
    with pytest.raises(OSError, match="larger than 16 MB") as told:
        read_ordinary(path)
    assert told.value.errno == errno.EFBIG
    assert len(read_ordinary(path, LARGEST_TEXT + 1)) == LARGEST_TEXT + 1


# Who opens files otherwise: what comes with the program, what it made itself, and tables behind the door of `header.look`.
OWN = {
    "cli/iku_cli/commands/tools.py", "cli/iku_cli/reports/page/page.py",
    "engine/iku_engine/exporting/packaged.py", "engine/iku_engine/engines/spark.py",
    "engine/iku_engine/exporting/package.py", "dsl/iku_dsl/parsing/parse.py", "dsl/iku_dsl/catalogue.py",
    "engine/iku_engine/cells/as_written.py", "engine/iku_engine/reading/delimited.py",
}  # fmt: skip


def _opens(call: ast.Call) -> bool:
    match call.func:
        case ast.Attribute(attr="read_text" | "read_bytes"):
            return True
        case ast.Attribute(attr="open", value=value):
            first = call.args[0] if call.args else None
            mode = isinstance(first, ast.Constant) and first.value in ("r", "rb", "w", "wb")
            return mode or (
                any(word.arg in ("encoding", "newline") for word in call.keywords) and not isinstance(value, ast.Call)
            )
        case ast.Name(id="open"):
            return True
    return False


def test_no_other_door():
    root = Path(__file__).parent.parent
    found = set()
    for path in sorted(p for package in ("dsl", "engine", "cli") for p in (root / package).rglob("*.py")):
        if any(isinstance(node, ast.Call) and _opens(node) for node in ast.walk(ast.parse(path.read_text()))):
            found.add(path.relative_to(root).as_posix())
    assert found == OWN
