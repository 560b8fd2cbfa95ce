"""What the language server does with whole files: canonical form, mends, outline, folding."""

from editor import Desk, changed
from lsprotocol import types


def line_of(text: str, mark: str) -> int:
    return text[: text.index(mark)].count("\n")


def everything(desk: Desk, name: str) -> types.Range:
    return types.Range(types.Position(0, 0), types.Position(desk.text(name).count("\n") + 1, 0))


def format_of(desk: Desk, name: str) -> list[types.TextEdit]:
    options = types.FormattingOptions(tab_size=2, insert_spaces=True)
    asked = types.DocumentFormattingParams(desk.document(name), options)
    return desk.editor.ask(types.TEXT_DOCUMENT_FORMATTING, asked)


def test_formatting_brings_back_the_canonical_text(desk):
    canonical = desk.text("spm.iku")
    assert not format_of(desk, "spm.iku")
    untidy = canonical.replace("  kolom mutu persen", "kolom   mutu    persen").replace("\n\n", "\n\n\n", 3) + "\n\n"
    desk.show("spm.iku", untidy)
    edits = format_of(desk, "spm.iku")
    assert changed(untidy, edits) == canonical
    assert all(edit.range.end.line - edit.range.start.line < 5 for edit in edits)


def test_a_file_that_cannot_be_read_is_not_formatted(desk):
    desk.show("spm.iku", desk.text("spm.iku").replace("arah naik", "arah arah", 1) + "\n\n\n")
    assert not format_of(desk, "spm.iku")


def test_a_mend_is_offered_and_mends(desk, language):
    text = desk.text("spm.iku").replace("rumus espm.indeks", "rumus espm.indks")
    uri = desk.show("spm.iku", text)
    asked = types.CodeActionParams(desk.document("spm.iku"), everything(desk, "spm.iku"), types.CodeActionContext([]))
    (action,) = desk.editor.ask(types.TEXT_DOCUMENT_CODE_ACTION, asked)
    wanted = "Ganti “indks” dengan “indeks”" if language == "id" else "Replace “indks” with “indeks”"
    assert (action.title, action.kind) == (wanted, types.CodeActionKind.QuickFix)
    assert action.diagnostics[0].code == "unknown-name"
    assert desk.editor.open(uri, changed(text, action.edit.changes[uri])) == []
    nowhere = types.CodeActionParams(
        desk.document("spm.iku"), types.Range(types.Position(0, 0), types.Position(0, 0)), types.CodeActionContext([])
    )
    assert not desk.editor.ask(types.TEXT_DOCUMENT_CODE_ACTION, nowhere)


def test_the_outline_names_what_is_declared(desk):
    uri = desk.show("spm.iku")
    found = desk.editor.ask(types.TEXT_DOCUMENT_DOCUMENT_SYMBOL, types.DocumentSymbolParams(desk.document("spm.iku")))
    by_name = {symbol.name: symbol for symbol in found}
    assert [child.name for child in by_name["espm"].children] == ["penerima", "mutu", "pencatatan", "indeks"]
    assert by_name["indeks_spm"].detail == "Indeks pencapaian SPM Bidang Sosial"
    assert "dua dari tiga daerah meningkat" in by_name
    text = desk.editor.texts[uri]
    for symbol in found:
        assert symbol.range.start.line == symbol.selection_range.start.line
        assert symbol.range.end.line < text.count("\n")


def test_declarations_rows_and_texts_fold(desk):
    desk.show("sakip.iku")
    text = desk.text("sakip.iku")
    found = desk.editor.ask(types.TEXT_DOCUMENT_FOLDING_RANGE, types.FoldingRangeParams(desk.document("sakip.iku")))
    ranges = {one.start_line: (one.end_line, one.kind) for one in found}
    assert ranges[0] == (1, types.FoldingRangeKind.Comment)
    assert ranges[line_of(text, "dimensi komponen")][0] == line_of(text, 'evaluasi "Evaluasi')
    assert ranges[line_of(text, "bobot komponen")][0] == line_of(text, "evaluasi 25%")
    assert ranges[line_of(text, "definisi")][0] == line_of(text, "definisi") + 3
