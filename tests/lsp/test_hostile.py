"""What an editor may throw at the server: broken text, huge lines, letters beyond the plain ones, files that are not there."""

from pathlib import Path

import pytest
from editor import Editor, changed, place
from lsprotocol import types
from pygls.exceptions import JsonRpcException

UNTITLED = "untitled:Untitled-1"
FLAG = "🇮🇩"  # four UTF-16 units, two code points
UNICODE = f"""\
# {FLAG} komentar
dimensi wilayah "Wilayah {FLAG}"
  désa "Désa {FLAG}"
  縣 "縣"
sumber données "Données" per tahun, wilayah
  kolom qualité persen 0%..100%

indikator moyenne "Rerata {FLAG}\u2028" per wilayah
  satuan persen 0%..100%
  arah naik
  dasar "{FLAG}{FLAG}"
  hitung π "{FLAG}{FLAG}{FLAG}" = données.qualité
  rumus π

uji "{FLAG}" untuk moyenne pada 2025
  diberi données: tahun, wilayah, qualité
    2025, 縣, 80%
  harap nilai["縣"] = 80%
"""


def asked_everywhere(editor: Editor, uri: str, position: types.Position) -> None:
    """Every question about a place; each must be answered, or refused in a sentence."""
    where = {"text_document": types.TextDocumentIdentifier(uri), "position": position}
    editor.ask(types.TEXT_DOCUMENT_HOVER, types.HoverParams(**where))
    editor.ask(types.TEXT_DOCUMENT_DEFINITION, types.DefinitionParams(**where))
    editor.ask(types.TEXT_DOCUMENT_COMPLETION, types.CompletionParams(**where))
    editor.ask(
        types.TEXT_DOCUMENT_REFERENCES, types.ReferenceParams(types.ReferenceContext(include_declaration=True), **where)
    )
    editor.ask(types.TEXT_DOCUMENT_DOCUMENT_HIGHLIGHT, types.DocumentHighlightParams(**where))


def asked_of_file(editor: Editor, uri: str) -> None:
    document = types.TextDocumentIdentifier(uri)
    everything = types.Range(types.Position(0, 0), types.Position(1_000_000, 0))
    editor.ask(types.TEXT_DOCUMENT_DOCUMENT_SYMBOL, types.DocumentSymbolParams(document))
    editor.ask(types.TEXT_DOCUMENT_FOLDING_RANGE, types.FoldingRangeParams(document))
    options = types.FormattingOptions(tab_size=8, insert_spaces=False)
    editor.ask(types.TEXT_DOCUMENT_FORMATTING, types.DocumentFormattingParams(document, options))
    editor.ask(
        types.TEXT_DOCUMENT_CODE_ACTION, types.CodeActionParams(document, everything, types.CodeActionContext([]))
    )


def renamed(editor: Editor, uri: str, mark: str, name: str) -> str:
    """The text after a name was changed."""
    asked = types.RenameParams(new_name=name, **editor.at(uri, mark))
    return changed(editor.texts[uri], editor.ask(types.TEXT_DOCUMENT_RENAME, asked).changes[uri])


def test_questions_about_a_file_that_is_not_there_have_empty_answers(desk):
    asked_everywhere(desk.editor, desk.uri("tiada.iku"), types.Position(3, 7))
    asked_of_file(desk.editor, desk.uri("tiada.iku"))
    asked_everywhere(desk.editor, "http://example.org/x.iku", types.Position(0, 0))


def test_a_change_to_a_file_that_was_never_opened_does_no_harm(desk):
    document = types.VersionedTextDocumentIdentifier(uri=desk.uri("tiada.iku"), version=7)
    whole = types.TextDocumentContentChangeWholeDocument("rumus")
    desk.editor.tell(types.TEXT_DOCUMENT_DID_CHANGE, types.DidChangeTextDocumentParams(document, [whole]))
    asked_of_file(desk.editor, desk.show("spm.iku"))


def test_places_beyond_the_text_are_its_end(desk):
    uri = desk.show("spm.iku")
    for position in (types.Position(0, 5_000), types.Position(5_000, 0), types.Position(2**31 - 1, 2**31 - 1)):
        asked_everywhere(desk.editor, uri, position)


def test_every_beginning_of_a_spec_is_answered(desk):
    text = desk.text("sakip.iku")
    for end in range(0, 6_000, 811):
        uri = desk.show("sakip.iku", text[:end])
        asked_everywhere(desk.editor, uri, place(text, end))
        asked_of_file(desk.editor, uri)


@pytest.mark.parametrize(
    "text",
    ['"', '"""', "(" * 500, "rumus [[[", "indikator", "\0\x01\ufffe", "uji uji uji", "\r\r\n\r", "  |: ..< ..", ""],
)
def test_broken_text_is_answered(desk, text):
    uri = desk.show("aneh.iku", text)
    desk.editor.problems(uri)
    for position in (types.Position(0, 0), types.Position(0, 3), types.Position(1, 0)):
        asked_everywhere(desk.editor, uri, position)
    asked_of_file(desk.editor, uri)


def test_a_huge_line_is_a_problem_and_not_a_burden(desk):
    uri = desk.uri("besar.iku")
    found = desk.editor.open(uri, "indikator x\n  rumus 1" + " + 1" * 50_000)
    assert "too-large" in {problem.code for problem in found}
    for column in (0, 4, 2_000, 200_000):
        asked_everywhere(desk.editor, uri, types.Position(1, column))
    asked_of_file(desk.editor, uri)


def test_columns_count_utf16_units(desk):
    uri = desk.uri("unicode.iku")
    assert desk.editor.open(uri, UNICODE) == []
    broken = UNICODE.replace(f'dasar "{FLAG}{FLAG}"', f'dasar "{FLAG}{FLAG}" salah')
    (found,) = desk.editor.open(uri, broken)
    line = f'  dasar "{FLAG}{FLAG}" '
    assert found.range.start.character == len(line.encode("utf-16-le")) // 2 == len(line) + 4
    desk.editor.type(uri, UNICODE)
    (declared,) = desk.editor.ask(types.TEXT_DOCUMENT_DEFINITION, types.DefinitionParams(**desk.editor.at(uri, "π\n")))
    assert declared.range.start == place(UNICODE, UNICODE.index("π"))
    assert renamed(desk.editor, uri, "qualité persen", "mutu") == UNICODE.replace("qualité", "mutu")
    assert renamed(desk.editor, uri, "縣 ", "县") == UNICODE.replace('縣 "縣"', '县 "縣"').replace(
        "2025, 縣", "2025, 县"
    ).replace('["縣"]', '["县"]')


def test_windows_line_ends_stay_as_they_are(desk):
    plain = UNICODE.replace("  arah naik", "  arah   naik")
    uri = desk.show("unicode.iku", plain.replace("\n", "\r\n"))
    assert desk.editor.problems(uri) == []
    options = types.FormattingOptions(tab_size=2, insert_spaces=True)
    asked = types.DocumentFormattingParams(types.TextDocumentIdentifier(uri), options)
    edits = desk.editor.ask(types.TEXT_DOCUMENT_FORMATTING, asked)
    assert all("\r\n" in edit.new_text for edit in edits)
    tidy = [types.TextEdit(edit.range, edit.new_text.replace("\r\n", "\n")) for edit in edits]
    assert "\n  arah naik\n" in changed(plain, tidy)
    found = desk.editor.ask(types.TEXT_DOCUMENT_DEFINITION, types.DefinitionParams(**desk.editor.at(uri, "π\r")))
    assert found[0].range.start == place(UNICODE, UNICODE.index("π"))


def test_a_byte_order_mark_moves_nothing(desk):
    uri = desk.uri("tanda.iku")
    (found,) = desk.editor.open(uri, "\ufefftabel kosong\n")
    assert (found.code, found.range.start) == ("empty-declaration", types.Position(0, 1))


def test_without_a_folder_a_file_stands_alone_in_the_units_the_editor_wants(tmp_path):
    utf8 = [types.PositionEncodingKind.Utf8, types.PositionEncodingKind.Utf16]
    editor = Editor(None, "en", encodings=utf8)
    assert editor.about.capabilities.position_encoding == types.PositionEncodingKind.Utf8
    (found,) = editor.open(UNTITLED, UNICODE.replace("rumus π", f'dasar "{FLAG}" π'))
    assert found.range.start.character == len(f'  dasar "{FLAG}" '.encode())
    alone = (Path(tmp_path) / "sendiri.iku").as_uri()
    (found,) = editor.open(alone, "indikator a\n  satuan nilai\n  arah naik\n  rumus moyenne\n")
    assert (found.code, "“moyenne”" in found.message) == ("unknown-name", True)
    assert editor.leave(politely=False) == 1


@pytest.mark.parametrize(
    ("method", "parameters"),
    [
        (types.TEXT_DOCUMENT_HOVER, {"position": "here"}),
        (types.TEXT_DOCUMENT_COMPLETION, [1, 2]),
        (types.TEXT_DOCUMENT_DEFINITION, None),
        (types.TEXT_DOCUMENT_REFERENCES, {"textDocument": {"uri": 3}, "position": {"line": "x"}}),
        (types.TEXT_DOCUMENT_FORMATTING, {}),
        (types.WORKSPACE_SYMBOL, {"query": {}}),
    ],
)
def test_a_question_with_wrong_parameters_is_answered(desk, method, parameters):
    editor = desk.editor
    before = editor.client.protocol

    async def asked():
        answer = editor.loop.create_future()
        before._request_futures["wrong"] = answer
        before._send_data({"jsonrpc": "2.0", "id": "wrong", "method": method, "params": parameters})
        return await answer

    with pytest.raises(JsonRpcException):
        editor._run(asked())
    asked_of_file(editor, desk.show("spm.iku"))
