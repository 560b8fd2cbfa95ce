"""`docs/seek.md` is true: its commands, run one after another in a fresh store, print what it shows."""

from console_blocks import ROOT, check_document, environment


def test_every_command_of_the_page_prints_what_it_shows(tmp_path):
    check_document(ROOT / "docs" / "seek.md", environment(tmp_path / "iku.db"), least=7)
