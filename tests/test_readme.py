"""The README shows what the command really prints."""

import subprocess

from console_blocks import ENGINE, KEMENSOS, ROOT, check_document, environment


def test_every_command_of_the_readme_prints_what_it_shows(tmp_path):
    surroundings = environment(tmp_path / "iku.db")
    files = sorted(path for path in (KEMENSOS / "fakta").glob("*.csv") if path.stem != "asistensi-2021")
    imported = subprocess.run(
        [ENGINE, "import", *files], cwd=ROOT, env=surroundings, capture_output=True, text=True, check=False
    )
    assert imported.returncode == 0, imported.stdout + imported.stderr
    check_document(ROOT / "README.md", surroundings, least=3, installed=True)
