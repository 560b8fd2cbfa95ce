"""`docs/compare.md` is true: its commands, run one after another over the demonstration's facts, print what it shows."""

import subprocess
from pathlib import Path

from console_blocks import ENGINE, KEMENSOS, ROOT, check_document, environment


def test_every_command_of_the_page_prints_what_it_shows(tmp_path: Path) -> None:
    surroundings = {**environment(tmp_path / "iku.db"), "IKU_USER": "siti"}
    files = sorted(path for path in (KEMENSOS / "fakta").glob("*.csv") if path.stem != "asistensi-2021")
    quiet = {"cwd": ROOT, "env": surroundings, "check": True, "capture_output": True}
    subprocess.run([ENGINE, "import", *files], **quiet)
    check_document(ROOT / "docs" / "compare.md", surroundings, least=1, timeless=True)
