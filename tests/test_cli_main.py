"""The border: what is imported for what, and that every mishap is one plain sentence with its exit status."""

import os
import subprocess
import sys
import time

import pytest
from cli_workspace import Workspace

from iku_cli import group, main

HEAVY = (
    "click",
    "rich",
    "lark",
    "sqlalchemy",
    "pydantic",
    "iku_dsl",
    "iku_engine.evaluating.evaluate",
    "json",
    "openpyxl",
)


@pytest.fixture
def workspace(tmp_path, capsys, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for name in ("IKU_STORE", "IKU_SPECS", "IKU_LANG", "IKU_ENGINE", "IKU_DEBUG"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LANG", "id_ID.UTF-8")
    monkeypatch.delenv("LC_ALL", raising=False)
    monkeypatch.setenv("COLUMNS", "100")
    return Workspace(tmp_path, capsys)


def process(*arguments, cwd, **environment):
    command = [sys.executable, "-m", "iku_cli.main", *arguments]
    return subprocess.run(
        command, capture_output=True, text=True, cwd=cwd, env={**os.environ, **environment}, timeout=60
    )


def imported(cwd, *arguments):
    """The modules that a call imports."""
    code = (
        "import sys; from iku_cli import main; sys.argv = ['iku-engine', *sys.argv[1:]]\n"
        "try: main.run()\nexcept SystemExit: pass\n"
        "sys.stderr.write('\\nMODULES ' + ' '.join(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code, *arguments], capture_output=True, text=True, cwd=cwd, timeout=60)
    return set(done.stderr.rpartition("MODULES ")[2].split())


def test_version_imports_nothing_that_is_heavy(workspace):
    found = imported(workspace.folder, "--version")
    assert "iku_engine" in found
    assert not found & set(HEAVY)


@pytest.mark.parametrize(
    ("arguments", "never"),
    [
        (("--help",), {"rich", "lark", "sqlalchemy", "pydantic"}),
        (("check", "--help"), {"rich", "lark", "sqlalchemy", "pydantic"}),
        (("check", "--wrong"), {"rich", "lark", "sqlalchemy", "pydantic"}),
        (("schema", "problems"), {"rich", "lark", "sqlalchemy"}),
        (("check",), {"sqlalchemy", "pydantic", "iku_engine.store.store", "rich.table", "rich.markdown"}),
        (("check", "--json"), {"sqlalchemy", "pydantic", "rich.console", "iku_cli.documents.declared"}),
        (("fmt", "--check"), {"sqlalchemy", "pydantic"}),
        (("eval", "--period", "2025", "--json"), {"pydantic", "iku_cli.documents.declared"}),
        (
            ("eval", "--period", "2025"),
            {"pydantic", "duckdb", "pyspark", "psycopg", "rich.markdown", "pytest", "openpyxl"},
        ),
    ],
)
def test_each_command_imports_only_what_it_needs(workspace, arguments, never):
    assert not imported(workspace.folder, *arguments) & never


def test_specs_that_are_kept_as_they_were_checked_are_neither_read_nor_proven(workspace):
    imported(workspace.folder, "eval", "--period", "2025")
    again = imported(workspace.folder, "eval", "--period", "2025")
    assert not again & {"lark", "iku_dsl.proofs.members", "iku_dsl.resolve.resolve"}


def test_version_is_quick(workspace):
    def best(*command):
        times = []
        for _ in range(7):
            start = time.perf_counter()
            subprocess.run([sys.executable, *command], capture_output=True, cwd=workspace.folder, check=True)
            times.append(time.perf_counter() - start)
        return min(times)

    assert best("-m", "iku_cli.main", "--version") <= 5 * best("-c", "pass")


def test_version_says_the_version(workspace):
    from iku_engine import __version__

    assert process("--version", cwd=workspace.folder).stdout == f"iku-engine {__version__}\n"
    assert workspace("--lang", "en", "--version").out == f"iku-engine {__version__}\n"


@pytest.mark.parametrize(
    ("arguments", "status", "words"),
    [
        (("chek",), 2, "maksudnya check?"),
        (("zzz",), 2, "Yang ada: init, check"),
        (("check", "--jsn"), 2, "Maksudnya --json?"),
        (("check", "--store"), 2, "perlu nilai"),
        (("check", "--json=1"), 2, "tidak menerima nilai"),
        (("eval",), 2, "--period belum disebut"),
        (("eval", "--period", "20255"), 2, "bukan periode"),
        (("eval", "--period", "2025..2024"), 2, "bukan periode"),
        (("eval", "--period", "2025", "--depth", "x"), 2, "bilangan bulat atau all"),
        (("schema", "problems", "lagi"), 2, "argumen berlebih: lagi"),
        (("schema", "zzz"), 2, "evaluation"),
        (("check", "--lang", "fr"), 2, "pilih salah satu: id, en"),
        (("check", "tidak-ada.iku"), 3, "tidak-ada.iku tidak dapat dibaca: tidak ada"),
        (("check", "fakta"), 2, "tidak ada berkas .iku di fakta"),
        (("stages", "tidak-ada.iku"), 3, "tidak ada"),
        (("import", "README.md"), 2, "--into"),
        (("import", "fakta/lain.csv"), 3, "tidak ada"),
        (("import", "fakta/espm.csv", "--into", "zzz"), 2, "zzz"),
        (("import", "fakta/espm.csv", "--period", "2024..2025"), 2, "bukan satu periode"),
        (("import", "tidak-ada.csv", "--into", "espm"), 3, "tidak-ada.csv"),
        (("eval", "zzz", "--period", "2025"), 2, "zzz"),
        (("trace", "zzz", "--period", "2025"), 2, "zzz"),
        (("trace", "penerima", "--period", "2025"), 2, "--key"),
        (("trace", "akip", "--period", "2025", "--key", "x"), 2, "--key"),
        (("--store", "sqlite:////tidak/ada/iku.db", "eval", "--period", "2025"), 3, "/tidak/ada/iku.db"),
        (("--store", "zzz", "eval", "--period", "2025"), 3, "zzz"),
        (("--specs", "kosong", "eval", "--period", "2025"), 3, "iku-engine init"),
        (("init", "."), 2, "tidak ditimpa"),
    ],
)
def test_wrong_use_is_one_sentence_with_its_status(workspace, arguments, status, words):
    workspace.write("README.md", "sudah ada")
    said = workspace(*arguments)
    assert (said.status, words in said.err + said.out) == (status, True), said
    assert "Traceback" not in said.err
    assert "iku_cli" not in said.err


def test_the_same_in_english(workspace):
    said = workspace("eval", "--lang", "en")
    assert said.err == "error: --period is lacking; write for example --period 2025.\nHelp: iku-engine eval --help\n"


def test_a_bug_of_ours_is_one_line_and_the_details_are_for_who_asks(workspace, monkeypatch):
    def broken(*_, **__):
        raise RuntimeError("roda\npatah")

    monkeypatch.setattr(group.Root, "main", broken)
    said = workspace("check")
    assert said.status == main.OURS == 3
    assert said.err.count("\n") == 1
    assert "RuntimeError: roda patah" in said.err
    monkeypatch.setenv("IKU_DEBUG", "1")
    with pytest.raises(RuntimeError):
        workspace("check")


def test_an_interrupt_says_so(workspace, monkeypatch):
    def interrupted(*_, **__):
        raise KeyboardInterrupt

    monkeypatch.setattr(group.Root, "main", interrupted)
    monkeypatch.setattr(sys, "argv", ["iku-engine", "check"])
    with pytest.raises(SystemExit) as left:
        main.run()
    assert left.value.code == 130


def test_a_reader_that_leaves_early_sees_no_complaint(workspace, monkeypatch):
    def left(*_, **__):
        raise BrokenPipeError

    for arguments, writer in ((("schema", "evaluation"), "click.echo"), (("check",), "rich.console.Console.print")):
        with monkeypatch.context() as patched:
            patched.setattr(writer, left)
            said = workspace(*arguments)
            assert (said.status, said.err) == (main.READER_LEFT, "")


def test_a_stream_that_cannot_write_a_letter_gets_a_plain_one(workspace):
    process("import", "fakta/lke.csv", cwd=workspace.folder)
    environment = {"PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"}
    done = process("eval", "akip", "--period", "2025", cwd=workspace.folder, **environment)
    assert done.returncode == 0, done.stderr
    assert "`- jumlah berbobot lke.nilai" in done.stdout
    assert "x 90" in done.stdout
    document = process("eval", "akip", "--period", "2025", "--json", cwd=workspace.folder, **environment)
    assert '"schema": "iku-engine/evaluation/1"' in document.stdout


def test_colour_only_on_a_terminal(workspace):
    assert "\x1b" not in workspace("check").out
    workspace.write("indicator_specs/salah.iku", "indikatr x\n")
    assert "\x1b" not in workspace("check").out


BEYOND = """
import sys, time

def beyond():
    raise OverflowError("timestamp too large to convert to C _PyTime_t")

time.time = beyond
sys.argv = ["iku-engine", *sys.argv[1:]]
import iku_cli.main
iku_cli.main.run()
"""


@pytest.mark.parametrize(
    ("language", "told"), [("id", "galat: jam komputer ini"), ("en", "error: the clock of this computer")]
)
def test_a_clock_that_python_cannot_read_is_told(workspace, language, told):
    """Beyond 2262 Python cannot even import its own library; that is no bug of ours."""
    for command in (("runs", "list"), ("runs", "verify")):
        said = subprocess.run(
            [sys.executable, "-c", BEYOND, *command], cwd=workspace.folder, env={**os.environ, "IKU_LANG": language},
            capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert (said.returncode, said.stdout) == (3, "") and said.stderr.startswith(told) and "2262" in said.stderr, (
            said
        )


@pytest.mark.parametrize(
    ("language", "told"), [("id", "galat: memori komputer"), ("en", "error: this computer has not enough memory")]
)
def test_memory_that_is_not_there_is_no_bug(workspace, monkeypatch, language, told):
    def refused(*_: object) -> None:
        raise MemoryError

    monkeypatch.setattr(group.ROOT, "answer", refused)
    monkeypatch.setenv("IKU_LANG", language)
    said = workspace("check")
    assert (said.status, said.out) == (3, "") and said.err.startswith(told) and "bug" not in said.err, said


def test_calls_at_any_depth_take_no_memory_from_the_system_again_and_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """Python gives a piece of its stack back with the last call in it: at the border of two, each call would cost a piece."""
    usage = pytest.importorskip("resource")

    def leaf() -> None:
        pass

    def taken(depth: int) -> int:
        """The pieces that calls take there and below."""
        if depth == 0:
            return 0
        below = taken(depth - 1)
        before = usage.getrusage(usage.RUSAGE_SELF).ru_minflt
        for _ in range(100):
            leaf()
        return max(below, int(usage.getrusage(usage.RUSAGE_SELF).ru_minflt - before))

    monkeypatch.setattr(main, "answer", lambda _: taken(800))
    taken(800)  # what is loaded and made once
    assert main.answer([]) >= 100, "without room there is such a depth"
    assert main.with_room([]) < 100


def test_a_file_that_is_cut_off_is_no_interrupt(workspace, monkeypatch):
    """A full disk may leave even compiled code so."""

    def cut_off(*_):
        raise EOFError("marshal data too short")

    monkeypatch.setattr("iku_dsl.proofs.proven.proven", cut_off)
    workspace.write("s.iku", "")
    said = workspace("check", "--proofs", "s.iku")
    assert said.status == 3 and "marshal data too short" in said.err, said
