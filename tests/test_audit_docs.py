"""`docs/audit.md` is true: an auditor's walk, whose commands print what it shows."""

from console_blocks import ROOT, check_document, environment


def test_every_command_of_the_walk_prints_what_it_shows(tmp_path):
    surroundings = {**environment(tmp_path / "iku.db"), "IKU_USER": "siti"}
    check_document(ROOT / "docs" / "audit.md", surroundings, least=12, timeless=True)
