"""The Tab key: what a shell is offered, and that a real bash gets it; never a word of anything else."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from cli_workspace import Workspace, workspace_in
from console_blocks import ENGINE
from test_cli_documents import check

from iku_cli.commands.tools import names
from iku_cli.completing import SHELLS


@pytest.fixture
def workspace(tmp_path, capsys, monkeypatch) -> Workspace:
    return workspace_in(tmp_path, capsys, monkeypatch, IKU_LANG="en")


def offered(line: str, folder: Path, shell: str = "bash") -> tuple[list[str], str]:
    """What is offered for the last word of a line, and what else was said."""
    words = line.split(" ")
    asked = {"_IKU_ENGINE_COMPLETE": f"{shell}_complete", "COMP_WORDS": line, "COMP_CWORD": str(len(words) - 1)}
    done = subprocess.run(
        [ENGINE], cwd=folder, env={**os.environ, **asked}, capture_output=True, text=True, check=False
    )
    return [each.partition(",")[2] for each in done.stdout.splitlines() if each], done.stderr


@pytest.mark.few(
    "iku-engine ev-words0",
    "iku-engine eval akip --period -words5",
    "iku-engine import x.csv --into d-words8",
    "iku-engine explain weights-s-words10",
    "iku-engine eval --nonsense -None",
)
@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("iku-engine ev", ["eval"]),
        ("iku-engine facts te", ["template"]),
        ("iku-engine eval --per", ["--period"]),
        ("iku-engine eval ak", ["akip"]),
        ("iku-engine eval akip p", ["penerima", "pembagian"]),
        ("iku-engine eval akip --period ", ["2025", "2024"]),
        ("iku-engine compare akip 2024 2025", ["2025"]),
        ("iku-engine facts list e", ["espm"]),
        ("iku-engine import x.csv --into d", ["daerah"]),
        ("iku-engine --lang ", ["id", "en"]),
        ("iku-engine explain weights-s", ["weights-sum"]),
        ("iku-engine schema evalu", ["evaluation"]),
        ("iku-engine eval --engine du", ["duckdb"]),
        ("iku-engine nonsense ", []),
        ("iku-engine eval --nonsense ", None),
    ],
)
def test_what_there_is_is_offered(workspace, line, words):
    workspace.load()
    found, said = offered(line, workspace.folder)
    assert said == ""
    if words is not None:
        assert found == words


@pytest.mark.parametrize("line", ["iku-engine eval ", "iku-engine eval --period ", "iku-engine eval --specs away "])
def test_nothing_is_said_where_nothing_is_known(tmp_path, line):
    (tmp_path / "iku.toml").write_text("store = 1")
    assert offered(line, tmp_path) == ([], "")
    (tmp_path / "iku.toml").unlink()
    assert offered(line, tmp_path) == ([], "")
    assert list(tmp_path.iterdir()) == []


def test_names_of_schemas_are_offered_without_the_schemas():
    code = "import sys; from iku_cli.commands.tools import names; print(len(names()), 'pydantic' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == [str(len(names())), "False"]


def test_specs_with_mistakes_still_offer_their_names(workspace):
    workspace.write("indicator_specs/salah.iku", "indikator setengah\n  satuan persen\n  rumus tidak_ada\n")
    assert offered("iku-engine eval set", workspace.folder) == (["setengah"], "")


def test_labels_stand_beside_the_names_where_a_shell_shows_them(workspace):
    asked = {"_IKU_ENGINE_COMPLETE": "zsh_complete", "COMP_WORDS": "iku-engine eval ak", "COMP_CWORD": "2"}
    done = subprocess.run(
        [ENGINE], cwd=workspace.folder, env={**os.environ, **asked}, capture_output=True, text=True, check=False
    )
    assert done.stdout.splitlines() == ["plain", "akip", "Nilai akuntabilitas kinerja"]


@pytest.mark.parametrize("shell", SHELLS)
def test_each_shell_has_its_script(workspace, shell):
    said = workspace("completion", shell)
    assert (said.status, said.err) == (0, "")
    assert f"_IKU_ENGINE_COMPLETE={shell}_complete" in said.out
    document = workspace("completion", shell, "--json").document
    check("completion", document)
    assert document["script"].strip() == said.out.strip()


def test_another_shell_is_refused_with_those_there_are(workspace):
    said = workspace("completion", "cmd")
    assert said.status == 2
    assert "bash, zsh, fish" in said.err


@pytest.mark.skipif(shutil.which("bash") is None, reason="no bash here")
def test_bash_completes_with_it(workspace):
    script = workspace("completion", "bash").out
    line = "COMP_WORDS=(iku-engine eval ak); COMP_CWORD=2; _iku_engine_completion iku-engine; echo ${COMPREPLY[@]}"
    surroundings = {**os.environ, "PATH": f"{ENGINE.parent}{os.pathsep}{os.environ['PATH']}"}
    done = subprocess.run(
        ["bash", "-c", f"{script}\n{line}"], cwd=workspace.folder, env=surroundings, capture_output=True, text=True,
        check=False,
    )  # fmt: skip
    assert (done.stdout.strip(), done.stderr) == ("akip", "")


def said_by(shell: str, script: str, folder: Path, *switches: str) -> tuple[str, str]:
    surroundings = {**os.environ, "PATH": f"{ENGINE.parent}{os.pathsep}{os.environ['PATH']}", "HOME": str(folder)}
    done = subprocess.run(
        [shell, *switches, "-c", script], cwd=folder, env=surroundings, capture_output=True, text=True, check=False
    )
    return done.stdout, done.stderr


@pytest.mark.needs_fish
def test_fish_completes_with_it(workspace):
    workspace.load()
    asked = ("iku-engine ev", "iku-engine eval ak", "iku-engine eval akip --period 202", "iku-engine eval --per")
    lines = "\n".join(f"complete -C '{line}'; echo --" for line in asked)
    told, wrong = said_by("fish", f"{workspace('completion', 'fish').out}\n{lines}", workspace.folder, "--no-config")
    assert wrong == ""
    commands, indicators, periods, options, _ = [
        part.split("\n") for part in told.replace("\n--\n", "\n\n").split("\n\n")
    ]
    assert [line.split("\t")[0] for line in (*commands, *indicators, *sorted(periods), *options)] == [
        "eval", "akip", "2024", "2025", "--period",
    ]  # fmt: skip
    assert indicators == ["akip\tNilai akuntabilitas kinerja"]
    assert "2025-S1" in options[0], "what stands beside a word is not cut at its comma"


@pytest.mark.needs_zsh
def test_zsh_completes_with_it_also_where_nothing_is_set_up(workspace):
    workspace.load()
    script = workspace("completion", "zsh").out
    lines = """
compadd() { print -l -- ${(P)@[-1]} }
_describe() { print -l -- ${(P)@[-2]} }
for line in "iku-engine ev" "iku-engine eval ak" "iku-engine eval akip --period 202"; do
  words=(${=line}); CURRENT=${#words}; _iku_engine_completion
done
print -- $_comps[iku-engine]
"""
    told, wrong = said_by("zsh", f"{script}\n{lines}", workspace.folder, "-f")
    assert wrong == ""
    assert told.splitlines() == [
        "eval:Evaluate indicators, with their trace", "akip:Nilai akuntabilitas kinerja", "2025", "2024", "_iku_engine_completion",
    ]  # fmt: skip
