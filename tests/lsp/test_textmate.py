"""The colours of an editor: the committed files are those of the table of words, and cover it."""

import json
import re
from pathlib import Path

import pytest

from iku_dsl.editing.textmate import grammar, main, written
from iku_dsl.keywords import KEYWORDS
from iku_dsl.parsing.parse import parse
from iku_dsl.problem import SourceFile

EXTENSION = Path(__file__).parents[2] / "editors" / "vscode"
RULES = [rule for part in grammar()["repository"].values() for rule in part["patterns"] if "match" in rule]


@pytest.mark.parametrize("place", written())
def test_the_committed_file_is_up_to_date(place):
    committed = (EXTENSION / place).read_text(encoding="utf-8")
    assert committed == written()[place], "run: python -m iku_dsl.editing.textmate editors/vscode"


def test_the_files_are_written_below_a_folder(tmp_path):
    main(tmp_path)
    assert {path: (tmp_path / path).read_text(encoding="utf-8") for path in written()} == written()


def coloured(text: str) -> list[tuple[str, str]]:
    """The stretches of a line with their colours, as an editor finds them: the leftmost match, of these the first rule's."""
    found, at = [], 0
    while at < len(text):
        matches = [(match, rule) for rule in RULES if (match := re.compile(rule["match"]).search(text, at))]
        if not matches:
            break
        match, rule = min(matches, key=lambda one: one[0].start())
        for place, scope in rule.get("captures", {"0": {"name": rule.get("name")}}).items():
            if match[int(place)]:
                found.append((match[int(place)], scope["name"].removesuffix(".iku")))
        at = max(match.end(), at + 1)
    return found


@pytest.mark.parametrize("phrase", dict.fromkeys(phrase for keyword in KEYWORDS for phrase in keyword.id + keyword.en))
def test_every_keyword_has_a_colour(phrase):
    lines = [f"  {phrase} x", f"  rumus x {phrase} x", f"  {phrase} = x"]
    assert any(shown == phrase for line in lines for shown, _ in coloured(line))


def test_names_after_a_point_and_in_prose_are_no_keywords():
    assert coloured("  rumus pk.target") == [("rumus", "keyword.other")]
    assert coloured('  dasar "rumus dan jumlah"') == [
        ("dasar", "keyword.other"),
        ('"rumus dan jumlah"', "string.quoted.double"),
    ]
    assert coloured("  kolom target persen")[1] == ("target", "variable.other.readwrite")


@pytest.mark.parametrize("name", json.loads((EXTENSION / "snippets/iku.json").read_text(encoding="utf-8")))
def test_every_snippet_can_be_read(name):
    snippet = json.loads((EXTENSION / "snippets/iku.json").read_text(encoding="utf-8"))[name]
    text = "\n".join(snippet["body"])
    text = re.sub(r"\$\{\d+\|([^,|]*)[^}]*\}", r"\1", text)
    text = re.sub(r"\$\{\d+:([^}]*)\}", r"\1", text)
    parsed = parse(SourceFile("snippet.iku", text + "\n"))
    assert not parsed.problems
    assert parsed.spec.lines


def test_the_extension_starts_the_command_that_there_is():
    about = json.loads((EXTENSION / "package.json").read_text(encoding="utf-8"))
    settings = about["contributes"]["configuration"]["properties"]
    assert settings["iku.server.command"]["default"] == "iku-engine"
    assert settings["iku.server.arguments"]["default"] == ["lsp"]
    for language in ("package.nls.json", "package.nls.id.json"):
        texts = json.loads((EXTENSION / language).read_text(encoding="utf-8"))
        named = set(re.findall(r'"%([a-z.]+)%"', (EXTENSION / "package.json").read_text(encoding="utf-8")))
        assert named == set(texts)
