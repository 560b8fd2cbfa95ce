"""Every feature of the language server, asked by a client over the protocol, about the shipped specs, in both languages."""

import pytest
from editor import Desk, changed
from lsprotocol import types
from pygls.exceptions import JsonRpcException

DEFINITION = types.TEXT_DOCUMENT_DEFINITION


def line_of(text: str, mark: str) -> int:
    return text[: text.index(mark)].count("\n")


def written(desk: Desk, location: types.Location) -> str:
    name = location.uri.rpartition("/")[2]
    line = desk.text(name).split("\n")[location.range.start.line]
    return line[location.range.start.character : location.range.end.character]


# ---- problems


def test_the_shipped_specs_have_no_problem(desk):
    for name in ("spm.iku", "sakip.iku", "perjanjian.iku"):
        desk.editor.problems(desk.show(name))
    assert not any(told.diagnostics for told in desk.editor.told.values())


def test_a_problem_is_told_as_it_is_typed_and_goes_when_it_is_mended(desk, language):
    text = desk.text("spm.iku")
    uri = desk.show("spm.iku")
    (found,) = desk.editor.open(uri, text.replace("rumus espm.indeks", "rumus espm.indks"))
    assert (found.code, found.source, found.severity) == ("unknown-name", "iku-engine", types.DiagnosticSeverity.Error)
    assert found.range.start.line == line_of(text, "rumus espm.indeks")
    assert ("Petunjuk:" if language == "id" else "Hint:") in found.message
    assert found.code_description is None
    assert desk.editor.open(uri, text) == []


def test_a_problem_shows_its_other_places_and_its_counter_example(desk, language):
    uri = desk.show("sakip.iku", desk.text("sakip.iku").replace("BB > 70 .. 80", "BB > 70 .. 85"))
    found = next(problem for problem in desk.editor.problems(uri) if problem.code == "bands-overlap")
    assert ("Contoh penyangkal:" if language == "id" else "Counter-example:") in found.message
    assert found.related_information
    assert all(other.location.uri == uri and other.message for other in found.related_information)


def test_a_change_in_one_file_is_a_problem_in_another(desk):
    uri = desk.show("spm.iku")
    assert not desk.editor.problems(uri)
    desk.show("sakip.iku", desk.text("sakip.iku").replace("sumber lhe ", "sumber espm "))
    desk.editor.until(lambda: any(p.code == "duplicate-name" for p in desk.editor.told[uri].diagnostics))


def test_a_warning_is_a_warning_and_what_is_unused_is_faded(desk):
    text = desk.text("spm.iku").replace("  hitung n = ", "  hitung sia = 1\n  hitung n = ", 1)
    (found,) = desk.editor.open(desk.uri("spm.iku"), text)
    assert (found.code, found.severity) == ("unused", types.DiagnosticSeverity.Warning)
    assert list(found.tags) == [types.DiagnosticTag.Unnecessary]


def test_what_is_closed_counts_as_it_is_on_disk(desk):
    uri = desk.show("spm.iku", desk.text("spm.iku") + "\nrumus\n")
    assert desk.editor.problems(uri)
    desk.editor.close(uri)
    desk.editor.until(lambda: not desk.editor.told[uri].diagnostics)


def test_the_server_wishes_to_hear_of_files_on_disk_and_looks_at_them(desk):
    assert desk.editor.wishes[0].registrations[0].method == types.WORKSPACE_DID_CHANGE_WATCHED_FILES
    path = desk.folder / "baru.iku"
    path.write_text("tabel kosong\n", encoding="utf-8")
    event = types.FileEvent(path.as_uri(), types.FileChangeType.Created)
    watched = types.DidChangeWatchedFilesParams([event])
    desk.editor.tell(types.WORKSPACE_DID_CHANGE_WATCHED_FILES, watched)
    desk.editor.until(lambda: path.as_uri() in desk.editor.told and desk.editor.told[path.as_uri()].diagnostics)
    path.unlink()
    desk.editor.tell(types.WORKSPACE_DID_CHANGE_WATCHED_FILES, watched)
    desk.editor.until(lambda: not desk.editor.told[path.as_uri()].diagnostics)


# ---- hover


def told(desk: Desk, name: str, mark: str, after: int = 0) -> str:
    uri = desk.show(name)
    found = desk.editor.ask(types.TEXT_DOCUMENT_HOVER, types.HoverParams(**desk.editor.at(uri, mark, after)))
    return found.contents.value if found is not None else ""


@pytest.mark.parametrize(
    ("name", "mark", "kinds", "written"),
    [
        ("spm.iku", "espm.indeks\n", ("sumber", "source"), "kolom penerima persen 0%..100%"),
        ("spm.iku", "indeks\n", ("kolom", "column"), "hitung indeks = 80% * penerima + 20% * mutu"),
        ("spm.iku", "T = 0", ("hitungan", "calculation"), "hitung T = banyaknya diasistensi"),
        ("spm.iku", "meningkat\n", ("himpunan", "set"), "himpunan meningkat"),
        ("spm.iku", "daerah yang ada", ("dimensi", "dimension"), "kunci kode"),
        ("spm.iku", "kabupaten, kota", ("pilihan", "choice"), "atribut jenis pilihan"),
        ("spm.iku", "kode\n", ("kunci", "key"), "dimensi daerah"),
        ("sakip.iku", "predikat_sakip\n", ("skala", "scale"), "AA > 90 .. 100"),
        ("sakip.iku", "jawaban_lke[", ("tabel", "table"), "AA 100"),
        ("sakip.iku", "pelaporan 15%\n", ("anggota", "member"), 'pelaporan "Pelaporan kinerja"'),
        ("sakip.iku", "A\n    perencanaan, kualitas", ("baris tabel", "entry"), "A 90"),
    ],
)
def test_a_name_is_told_with_its_declaration(desk, language, name, mark, kinds, written):
    text = told(desk, name, mark)
    assert f"· {kinds[language == 'en']}" in text
    assert written in text


def test_an_indicator_is_told_with_what_is_proven(desk, language):
    text = told(desk, "spm.iku", "spm_meningkat ")
    assert "rumus n / T * 100%" in text
    assert ("Terbukti:" if language == "id" else "Proven:") in text
    assert "0% .. 100%" in text.partition("```\n\n")[2]


def test_a_calculation_is_told_with_its_type_and_range(desk, language):
    text = told(desk, "spm.iku", "indeks = 80%")
    assert ("persen · selalu dalam 0% .. 100%" if language == "id" else "percent · always lies in 0% .. 100%") in text


def test_a_category_with_one_end_is_told_with_the_range_that_is_meant(desk, language):
    text = "skala mutu atas 0..100\n  baik >= 70\n  cukup >= 50\n  buruk < 50\n"
    uri = desk.show("spm.iku", text)
    found = desk.editor.ask(types.TEXT_DOCUMENT_HOVER, types.HoverParams(**desk.editor.at(uri, "cukup")))
    assert "cukup >= 50" in found.contents.value
    assert ("selalu dalam 50 ..< 70" if language == "id" else "always lies in 50 ..< 70") in found.contents.value


def test_keywords_and_functions_are_told(desk, language):
    assert told(desk, "spm.iku", "banyaknya").startswith("**banyaknya** · **count**")
    assert told(desk, "sakip.iku", "di luar kategori", 4).startswith("**di luar kategori** · **outside**")
    uri = desk.show("spm.iku", desk.text("spm.iku").replace("rumus espm.indeks", "rumus goalpost(espm.indeks, 0, 1)"))
    found = desk.editor.ask(types.TEXT_DOCUMENT_HOVER, types.HoverParams(**desk.editor.at(uri, "goalpost")))
    assert ("dibatasi" if language == "id" else "limited") in found.contents.value


def test_nothing_is_told_of_prose_comments_and_numbers(desk):
    for mark in ("# IKU 2", "Daerah provinsi", "80% *"):
        assert told(desk, "spm.iku", mark, 2) == ""


# ---- names


def test_definition_leads_to_another_file(desk):
    text = 'indikator lain\n  satuan persen\n  arah naik\n  rumus indeks_spm["a"]\n'
    uri = desk.show("lain.iku", text)
    (found,) = desk.editor.ask(DEFINITION, types.DefinitionParams(**desk.editor.at(uri, "indeks_spm")))
    assert found.uri == desk.uri("spm.iku")
    assert written(desk, found) == "indeks_spm"


def test_references_are_found_in_the_whole_set(desk):
    uri = desk.show("sakip.iku")

    def found(declared: bool) -> list[types.Location]:
        context = types.ReferenceContext(include_declaration=declared)
        return desk.editor.ask(
            types.TEXT_DOCUMENT_REFERENCES, types.ReferenceParams(context, **desk.editor.at(uri, "perencanaan 30%"))
        )

    assert {written(desk, one) for one in found(True)} == {"perencanaan"}
    assert len(found(True)) == len(found(False)) + 1 > 10


def test_highlights_tell_writing_from_reading(desk):
    uri = desk.show("spm.iku")
    found = desk.editor.ask(
        types.TEXT_DOCUMENT_DOCUMENT_HIGHLIGHT, types.DocumentHighlightParams(**desk.editor.at(uri, "n / T"))
    )
    kinds = [one.kind for one in found]
    assert kinds.count(types.DocumentHighlightKind.Write) == 1
    assert len(kinds) == 4  # declared, in the formula, in two tests


def rename(desk: Desk, uri: str, mark: str, name: str) -> dict[str, list[types.TextEdit]]:
    asked = types.RenameParams(new_name=name, **desk.editor.at(uri, mark))
    return desk.editor.ask(types.TEXT_DOCUMENT_RENAME, asked).changes


def test_rename_changes_every_place_and_no_other(desk):
    uri = desk.show("sakip.iku")
    place = desk.editor.ask(
        types.TEXT_DOCUMENT_PREPARE_RENAME, types.PrepareRenameParams(**desk.editor.at(uri, "lke.nilai"))
    )
    assert place.placeholder == "lke"
    changes = rename(desk, uri, "lke.nilai", "lembar")
    after = changed(desk.text("sakip.iku"), changes[uri])
    assert desk.editor.open(uri, after) == []
    assert "sumber lembar " in after
    assert "jumlah berbobot lembar.nilai" in after
    assert "tabel jawaban_lke" in after


def test_rename_refuses_what_would_change_the_meaning(desk, language):
    uri = desk.show("spm.iku")
    for mark, name, words in [
        ("penerima + 20%", "mutu", ("sudah dipakai", "is taken")),
        ("penerima + 20%", "dan", ("kata kunci", "a keyword")),
        ("penerima + 20%", "dua kata", ("bukan nama", "not a name")),
    ]:
        with pytest.raises(JsonRpcException, match=words[language == "en"]):
            rename(desk, uri, mark, name)
    with pytest.raises(JsonRpcException, match=("tidak ada nama", "no name")[language == "en"]):
        desk.editor.ask(
            types.TEXT_DOCUMENT_PREPARE_RENAME, types.PrepareRenameParams(**desk.editor.at(uri, "satuan persen"))
        )


# ---- completion


def offered(desk: Desk, name: str, text: str) -> dict[str, types.CompletionItem]:
    """What is offered where `|` stands, in a file of the set."""
    uri = desk.show(name, text.replace("|", "", 1))
    asked = types.CompletionParams(**desk.editor.at(uri, text.partition("|")[0] or text, len(text.partition("|")[0])))
    return {item.label: item for item in desk.editor.ask(types.TEXT_DOCUMENT_COMPLETION, asked).items}


def test_columns_are_offered_after_the_point(desk):
    text = desk.text("spm.iku").replace("rumus espm.indeks", "rumus espm.|", 1)
    assert list(offered(desk, "spm.iku", text)) == ["penerima", "mutu", "pencatatan", "indeks"]


def test_members_are_offered_in_rows_and_in_quotation_marks(desk):
    text = desk.text("sakip.iku")
    assert list(offered(desk, "sakip.iku", text.replace("pelaporan 15%", "|")))[:1] == ["pelaporan"]
    text = text.replace("rumus jumlah berbobot lke.nilai", 'rumus lke["|"]')
    found = offered(desk, "sakip.iku", text)
    assert list(found) == ["perencanaan", "pengukuran", "pelaporan", "evaluasi"]
    assert found["evaluasi"].text_edit.new_text == "evaluasi"


def test_words_are_offered_in_the_language_of_the_file(desk):
    assert "satuan" in offered(desk, "satu.iku", "indikator a\n  rumus 1\n  |")
    english = offered(desk, "dua.iku", "indicator b\n  formula 1\n  |")
    assert "unit" in english
    assert "satuan" not in english
    assert "round" in offered(desk, "tiga.iku", "indicator c\n  formula |")


def test_an_offer_replaces_what_is_begun(desk):
    text = "sumber x per tahun\n  kolom a persen 0%..100% boleh ko|"
    item = offered(desk, "satu.iku", text)["boleh kosong"]
    start = types.Position(1, text.split("\n")[1].index("boleh"))
    assert (item.text_edit.new_text, item.text_edit.range.start) == ("boleh kosong", start)


def test_names_have_their_kind_and_label(desk, language):
    item = offered(desk, "satu.iku", 'uji "x" untuk |')["indeks_spm"]
    assert item.detail.startswith("indikator: Indeks" if language == "id" else "indicator: Indeks")
