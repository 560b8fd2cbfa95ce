"""`docs/settings.md` names every setting there is, and no other; its example can be read."""

import re
from pathlib import Path

from console_blocks import ROOT

from iku_cli.terminal import settings
from iku_cli.terminal.settings_file import FilesTable, SettingsFile, bindings, read

PAGE = (ROOT / "docs" / "settings.md").read_text(encoding="utf-8")


def part(heading: str) -> str:
    """What stands below a heading."""
    return PAGE.split(f"\n## {heading}\n")[1].split("\n## ")[0]


def first_cells(text: str) -> set[str]:
    return set(re.findall(r"^\| `([^`]+)`", text, re.MULTILINE))


def test_every_key_is_in_the_page_and_the_other_way_round():
    assert first_cells(part("`iku.toml`")) == set(SettingsFile.model_fields)
    assert first_cells(part("`[files]`")) == set(FilesTable.model_fields)


def test_every_variable_is_in_the_page_and_the_other_way_round():
    code = (path for room in ("dsl", "engine", "cli") for path in (ROOT / room).rglob("*.py"))
    used = {name for path in code for name in re.findall(r'"(IKU_[A-Z]+)"', path.read_text(encoding="utf-8"))}
    used |= {f"IKU_{name.upper()}" for name in settings.NAMES}
    assert set(re.findall(r"`(IKU_[A-Z]+)`", PAGE)) == used


def test_the_defaults_are_those_of_the_code():
    for name, default in settings.DEFAULTS.items():
        assert re.search(rf"^\| `{name}` .*\| `{re.escape(default)}` \|", PAGE, re.MULTILINE), name


def test_the_example_sets_every_key(tmp_path: Path):
    example = PAGE.split("```toml\n")[1].split("```")[0]
    file = tmp_path / "iku.toml"
    file.write_text(example, encoding="utf-8")
    assert set(read(file)) == set(SettingsFile.model_fields) - {"files"}
    named, full = bindings(file)
    assert (named.relation, named.patterns) == ("daerah", ("data/daerah.csv",))
    assert (full.percent, str(full.period), full.marks) == ("fraction", "2025", ("ilustratif",))
    assert all(re.search(rf"^{key} = ", example, re.MULTILINE) for key in FilesTable.model_fields)
