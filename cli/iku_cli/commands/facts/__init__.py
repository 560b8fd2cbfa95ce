"""`facts`: what can be done with facts beside importing them. A command is one file here, and one line in the table."""

from __future__ import annotations

from iku_cli.lazy import Commands, Entry

COMMANDS: dict[str, Entry] = {
    "template": Entry("template", "Buat XLSX untuk diisi", "Make an XLSX to fill in"),
}

COMMAND = Commands("facts", COMMANDS, "iku_cli.commands.facts")
