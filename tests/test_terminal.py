"""Nothing from outside reaches a terminal raw: every command over a store, specs and names full of controls, and every letter looked at."""

from __future__ import annotations

import json
import re
import unicodedata
from pathlib import Path

import pytest
from cli_workspace import SPEC, Said, Workspace, workspace_in

from iku_dsl.key_text import key_text

ESC, OSC, BIDI, C1 = "\x1b[2J", "\x1b]0;owned\x07", "\u202e\u2066", "\x9b31m"
NASTY = f"x{ESC}{OSC}{BIDI}{C1}\u200by"
NAME = f"bad{OSC}{BIDI}{ESC}"  # of a file
KEY = f"11{ESC}{OSC}{BIDI}{C1}"
FORBIDDEN = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})

READING = tuple(
    line.strip()
    for line in """
        check
        check --json
        check --proofs
        check --sarif
        check indicator_specs/nasty.iku
        check {spec}
        fmt --check
        fmt {spec} --check
        eval
        eval penerima --period 2025
        eval penerima --period 2025 --explain
        eval penerima --period 2025 --json
        eval kotor --period 2025
        eval {nasty} --period 2025
        eval penerima --period {nasty}
        eval penerima --period 2025 --to {nasty}
        eval penerima --period 2025 --to {nasty}.csv
        eval --period 2025 --engine {nasty}
        trace penerima {key} --period 2025
        trace penerima {nasty} --period 2025
        trace kotor {key} --period 2025 --json
        runs
        runs --json
        runs show {run}
        runs show {run} --json
        runs verify
        runs verify --json
        runs verify --file {nasty}
        runs export {run} --to {nasty}/x
        runs key {nasty}/a {nasty}/b
        facts
        facts --json
        facts espm
        facts history espm {key} --period 2025
        facts history espm {key} --period 2025
        facts history espm {key} --period 2025 --json
        facts quarantine
        facts quarantine --json
        facts evidence
        facts evidence --json
        facts evidence --to {nasty}
        facts uses espm 2025 {key}
        facts uses {nasty}
        facts template espm --to {nasty}/t.xlsx
        facts export --to {nasty}/x
        facts attach {nasty} --to {nasty}
        facts correct espm 2025 {nasty} penerima=1 --reason {nasty}
        facts correct espm 2025 {key} {nasty}=1 --reason x
        compare --from 2024 --to 2025
        compare penerima --from 2024 --to 2025 --json
        compare penerima --from 2025 --to {nasty}
        sensitivity penerima --period 2025
        sensitivity penerima {key} --period 2025 --json
        seek penerima {key} --period 2025 --at-least 90%
        report --period 2025 --to {nasty}
        report --period 2025 --to {nasty}/r.html
        explain {nasty}
        schema {nasty}
        stages {spec}
        stages {spec} --show syntax
        stages indicator_specs/akip.iku --show program
        stages {nasty}
        diff {spec} indicator_specs
        diff {spec} {nasty}
        test
        test --json
        test {nasty}
        import {nasty}
        import {file} --into {nasty}
        import {file} --into espm --dry-run
        import {file} --into espm --dry-run --json
        import kolom.csv --into espm
        init {nasty}/x
        {nasty}
        check --{nasty}
        eval --period 2025 --store {nasty}
        check --specs {nasty}
        eval --lang {nasty}
        facts lock espm 2025 --reason {nasty}
        facts unlock espm 2025 --reason {nasty}
        runs review {run} penerima
        runs final {run} --reason {nasty}
        runs show {run}
        facts retract 1 --reason {nasty}
        facts history espm {key} --period 2025
    """.strip().splitlines()
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("hostile")


def _hostile(folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Workspace:
    call = workspace_in(folder, capsys, monkeypatch, IKU_USER=NASTY, IKU_STORE=f"sqlite:///{folder / 'iku.db'}")
    if (folder / "run").exists():
        return call
    spec = SPEC.replace('"Capaian penerima"', f'"Capaian {NASTY}"').replace('"Aplikasi e-SPM"', f'"e-SPM {NASTY}"')
    call.write("indicator_specs/akip.iku", spec)
    call.write(f"{NAME}.iku", f'indikator a "A {NASTY}"\n  rumus {NASTY}\n')
    call.write(f"{NAME}.csv", f"tahun,daerah,penerima\n2025,11.01,{NASTY}\n2025,{NASTY},5%\n")
    call.write("fakta/daerah.csv", f"kode,nama\n{KEY},{NASTY}\n11.02,Dua\n")
    call.write("fakta/espm.csv", f"# tanda: {NASTY}\ntahun,daerah,penerima\n2025,{KEY},87.5%\n2025,11.02,40%\n")
    call.load()
    call("import", f"{NAME}.csv", "--into", "espm")
    call.write("kolom.csv", f"tahun,daerah,penerima,{NASTY}\n2025,11.01,1%,1\n")
    call("facts", "attach", f"{NAME}.csv", "--to", "batch 1", "--reason", NASTY)
    call("facts", "correct", "espm", "2025", KEY, "penerima=88%", "--reason", NASTY)
    run = call("eval", "penerima", "--period", "2025", "--json").document["run"]
    call.write("run", str(run))
    return call


def _asked(call: Workspace, command: str) -> Said:
    words = {"nasty": NASTY, "key": KEY, "run": (call.folder / "run").read_text(), "spec": f"{NAME}.iku"}
    return call(*(word.format(file=f"{NAME}.csv", **words) for word in command.split()))


def _raw(text: str) -> list[str]:
    """The letters of a text that a terminal would obey."""
    return [hex(ord(one)) for one in text if one not in "\n\t" and unicodedata.category(one) in FORBIDDEN]


@pytest.mark.diagonal
@pytest.mark.parametrize("language", ["id", "en"])
@pytest.mark.parametrize("at", range(4))
def test_no_command_sends_a_letter_that_is_obeyed(
    folder: Path, language: str, at: int, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
):
    call = _hostile(folder, capsys, monkeypatch)
    monkeypatch.setenv("IKU_LANG", language)
    found = {}
    for command in READING[at::4]:
        said = _asked(call, command)
        assert "ModuleNotFound" not in said.err, said
        if _raw(said.out + said.err):
            found[command] = _raw(said.out + said.err)[:4]
        if "--json" in command and said.out:
            json.loads(said.out)
    assert found == {}


def test_the_store_is_as_hostile_as_it_says(folder, capsys, monkeypatch):
    """Else the test above would look at nothing: names, files, reasons and users are in the store raw, and JSON gives them whole.

    Of keys the letters that nobody sees are not kept; who writes them with those means the same member.
    """
    call = _hostile(folder, capsys, monkeypatch)
    document = call("eval", "penerima", "--period", "2025", "--json").document
    assert key_text(KEY) in _values(document)
    assert any(NASTY in str(value) for value in _values(call("facts", "quarantine", "--json").document))
    assert key_text(KEY) in call("facts", "history", "espm", KEY, "--period", "2025").out
    assert "\\x1b" in call("runs", "show", (folder / "run").read_text()).out


def _values(item: object) -> list[object]:
    if isinstance(item, dict):
        return [one for value in item.values() for one in _values(value)]
    return [one for value in item for one in _values(value)] if isinstance(item, list) else [item]


def test_colour_is_ours_alone(folder, capsys, monkeypatch):
    """On a terminal with colours there is nothing but those."""
    call = _hostile(folder, capsys, monkeypatch)
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("TERM", "xterm-256color")
    said = call("runs", "show", (folder / "run").read_text())
    assert "\x1b[" in said.out
    assert _raw(re.sub(r"\x1b\[[0-9;]*m", "", said.out)) == []


def test_there_is_one_door():
    """Nobody else writes to the streams."""
    home = Path(__file__).parents[1] / "cli" / "iku_cli"
    writes = re.compile(r"click\.s?echo\(|sys\.(?:stdout|stderr)\.write\(|\bConsole\(")
    found = {path.relative_to(home).as_posix() for path in home.rglob("*.py") if writes.search(path.read_text("utf-8"))}
    assert found == {"terminal/streams.py", "main.py"}, "main answers --version before anything is imported"
