"""The command `lsp`: what it needs, what it says where that is lacking, and that nobody else pays for it."""

import subprocess
import sys
from pathlib import Path

import pytest

from iku_cli.commands import tools
from iku_cli.lsp.features import language_of, roots_of
from iku_cli.lsp.word_texts import FUNCTIONS, TERMINALS
from iku_cli.main import answer
from iku_cli.messages import message
from iku_cli.messages.tools import EDITOR
from iku_dsl.editing.symbols import SymbolKind
from iku_dsl.keywords import FUNCTIONS as FUNCTION_NAMES
from iku_dsl.keywords import KEYWORDS


@pytest.mark.parametrize("language", ["id", "en"])
def test_without_the_extra_it_says_which_one_to_install(language, monkeypatch, capsys):
    monkeypatch.setattr(tools, "find_spec", lambda name: None)
    assert answer(["lsp", "--lang", language]) == 3
    assert "pip install 'iku-engine[lsp]'" in capsys.readouterr().err


def test_the_extra_is_imported_by_this_command_only():
    code = "import sys; from iku_cli import main; main.answer(sys.argv[1:]); sys.exit('pygls' in sys.modules)"
    for arguments in (["check", "--help"], ["lsp", "--help"]):
        assert subprocess.run([sys.executable, "-c", code, *arguments], capture_output=True, timeout=60).returncode == 0


def test_every_word_is_explained_in_both_languages():
    assert set(TERMINALS) == {keyword.terminal for keyword in KEYWORDS}
    assert set(FUNCTIONS) == {pair[0] for pair in FUNCTION_NAMES}
    for both in [*TERMINALS.values(), *FUNCTIONS.values()]:
        assert all(text.endswith((".", ")", ":")) for text in both)
        assert both[0] != both[1]


def test_every_kind_of_name_has_a_word():
    for kind in SymbolKind.__args__:
        assert message(f"editor.kind.{kind}", "id")
    assert {key.removeprefix("editor.kind.") for key in EDITOR if key.startswith("editor.kind.")} == {
        *SymbolKind.__args__,
        "of",
    }


def test_the_spec_sets_are_those_of_the_command_line(tmp_path):
    assert roots_of([tmp_path], None) == (tmp_path,)
    (tmp_path / "indicator_specs").mkdir()
    assert roots_of([tmp_path], {}) == (tmp_path / "indicator_specs",)
    (tmp_path / "iku.toml").write_text('specs = "aturan"\n', encoding="utf-8")
    assert roots_of([tmp_path], None) == (tmp_path,)
    (tmp_path / "aturan").mkdir()
    assert roots_of([tmp_path], {"specs": []}) == (tmp_path / "aturan",)
    assert roots_of([tmp_path], {"specs": ["a", "./b/../c"]}) == (tmp_path / "a", tmp_path / "c")
    assert roots_of([tmp_path], {"specs": "a"}) == (tmp_path / "a",)
    (tmp_path / "iku.toml").write_text("specs = 3\n", encoding="utf-8")
    assert roots_of([tmp_path], {"specs": 3}) == (tmp_path / "indicator_specs",)


def test_the_language_is_the_editors_where_it_says_one():
    from lsprotocol import types

    def said(options: object = None, locale: str | None = None) -> str:
        asked = types.InitializeParams(types.ClientCapabilities(), initialization_options=options, locale=locale)
        return language_of(asked, "en")

    assert [said(), said(locale="id"), said(locale="id-ID"), said({"language": "id"}), said({"language": "xx"})] == [
        "en", "id", "id", "id", "en",
    ]  # fmt: skip
    assert said({"language": "en"}, "id") == "en"


def test_no_file_of_the_server_is_long():
    folder = Path(tools.__file__).parents[1] / "lsp"
    assert all(len(path.read_text(encoding="utf-8").splitlines()) <= 350 for path in folder.glob("*.py"))
