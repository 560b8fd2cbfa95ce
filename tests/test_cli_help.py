"""Help: every command, option and sentence has both languages, and the shown commands exist."""

import re
import string

import click
import pytest
from cli_workspace import Workspace

from iku_cli.group import COMMANDS, ROOT
from iku_cli.messages import TABLES, message
from iku_cli.options import COMMON, Command, Commands, Option

LANGUAGES = ("id", "en")


def names(group: Commands = ROOT, before: str = "") -> list[str]:
    """All commands, those of a group by both words."""
    found = []
    for name in group.entries:
        below = group.get_command(click.Context(group), name)
        found += names(below, f"{name} ") if isinstance(below, Commands) else [before + name]
    return found


def command(name: str) -> Command:
    found: click.Command | None = ROOT
    for word in name.split():
        assert isinstance(found, Commands)
        found = found.get_command(click.Context(found), word)
    assert isinstance(found, Command)
    return found


NAMES = names()


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_command_has_help_in_both_languages(name, language, tmp_path, capsys):
    said = Workspace(tmp_path, capsys)(*name.split(), "--help", "--lang", language)
    assert said.status == 0
    assert message(f"help.{name.replace(' ', '.')}", language).split()[0] in said.out
    assert f"iku-engine {name}" in said.out.split(message("help.examples", language))[1]
    other = "en" if language == "id" else "id"
    assert f"{message('help.common', other)}:" not in said.out
    for option in command(name).params:
        if isinstance(option, Option):
            assert max(option.opts, key=len) in said.out
            assert message(option.help, language).split()[0] in said.out


@pytest.mark.parametrize("name", NAMES)
def test_every_command_takes_the_common_options(name):
    assert set(COMMON) <= set(command(name).params)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_first_page_names_every_command(language, tmp_path, capsys):
    workspace = Workspace(tmp_path, capsys)
    said = workspace("--help", "--lang", language)
    for name, entry in COMMANDS.items():
        assert re.search(rf"^  {name} +{re.escape(entry.line(language))}$", said.out, re.M)
    assert said.status == 0


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_group_names_its_commands_and_the_nearest_for_a_wrong_one(language, tmp_path, capsys):
    workspace = Workspace(tmp_path, capsys)
    said = workspace("facts", "--help", "--lang", language)
    assert said.status == 0
    assert re.search(r"^  template ", said.out, re.M)
    wrong = workspace("--lang", language, "facts", "templte")
    assert (wrong.status, "template" in wrong.err) == (2, True)


def test_examples_name_commands_and_options_that_exist():
    for table in TABLES:
        for texts in table.values():
            for text in texts:
                for called in re.findall(r"iku-engine ([a-z]+)(?=[\s;.)]|$)([^\n]*)", text):
                    if called[0] in ("untuk", "for", "bukan", "not"):
                        continue
                    words = [*called[:1], *called[1].split()[:1]] if called[0] in ("facts", "runs") else called[:1]
                    options = {name for option in command(" ".join(words)).params for name in option.opts}
                    assert set(re.findall(r"--[a-z-]+", called[1])) <= options | {"--help"}, called


def test_no_key_is_in_two_tables_and_both_texts_have_the_same_places():
    keys = [key for table in TABLES for key in table]
    assert len(keys) == len(set(keys))
    for table in TABLES:
        for key, (indonesian, english) in table.items():
            places = [
                {name for _, name, form, _ in string.Formatter().parse(text) if name and "|" not in (form or "")}
                for text in (indonesian, english)  # a number that only chooses a form is no part of the text
            ]
            assert places[0] == places[1], key
            assert all((indonesian, english)), key


def test_every_key_that_the_code_names_has_a_text():
    from pathlib import Path

    import iku_cli

    known = {key for table in TABLES for key in table}
    roots = {key.split(".")[0] for key in known}
    for path in Path(iku_cli.__file__).parent.rglob("*.py"):
        if "messages" not in path.parts:
            for key in re.findall(r'"((?:[a-z-]+)(?:\.[a-z-]+)+)"', path.read_text(encoding="utf-8")):
                if key.split(".")[0] in roots and not key.startswith(("why.", "table.basis", "iku.")):
                    assert key in known, f"{path.name}: {key}"
