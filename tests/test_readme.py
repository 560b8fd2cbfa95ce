"""The README shows what the command really prints: every `$ iku-engine …` block is run, and its output compared.

`IKU_UPDATE_GOLDENS=1` writes the blocks anew.
"""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
README = ROOT / "README.md"
FACTS = ROOT / "indicator_specs" / "kemensos" / "fakta"
BLOCK = re.compile(r"```console\n\$ (?P<command>iku-engine [^\n]+)\n(?P<output>.*?)```", re.DOTALL)
ENGINE = Path(sys.executable).with_name("iku-engine")


@pytest.fixture(scope="module")
def environment(tmp_path_factory):
    """A store with the demonstration facts, seen from the top of the repository as a reader of the README would."""
    store = tmp_path_factory.mktemp("readme") / "iku.db"
    environment = dict(
        os.environ, IKU_STORE=f"sqlite:///{store}", IKU_SPECS="indicator_specs/kemensos", COLUMNS="100", NO_COLOR="1"
    )
    files = sorted(path for path in FACTS.glob("*.csv") if path.stem != "asistensi-2021")
    imported = subprocess.run(
        [ENGINE, "import", *files], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )
    assert imported.returncode == 0, imported.stdout + imported.stderr
    return environment


def printed(command: str, environment: dict[str, str]) -> str:
    arguments = command.split()[1:]
    done = subprocess.run([ENGINE, *arguments], cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert "Traceback" not in done.stderr
    return "\n".join(line.rstrip() for line in (done.stdout + done.stderr).splitlines()).strip("\n") + "\n"


def test_every_command_of_the_readme_prints_what_it_shows(environment):
    text = README.read_text(encoding="utf-8")
    blocks = list(BLOCK.finditer(text))
    assert len(blocks) >= 3
    if os.environ.get("IKU_UPDATE_GOLDENS") == "1":
        text = BLOCK.sub(
            lambda block: f"```console\n$ {block['command']}\n{printed(block['command'], environment)}```", text
        )
        README.write_text(text, encoding="utf-8")
        return
    for block in blocks:
        assert printed(block["command"], environment) == block["output"], block["command"]
