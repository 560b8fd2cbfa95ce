"""What stands for itself is named beside whatever else was changed: no fault of one thing hides that of another."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from by_hand import unguarded
from tampered_stores import Copies, busy_ministry

from iku_engine.ledger.verify import Verifier

FACT = "UPDATE fact_lembar SET catatan = 'lain' WHERE row_id = (SELECT max(row_id) FROM fact_lembar)"
NOT_TEXT = "cast(x'eda080' AS text)"
# Something else that was changed, by what verifying must call it and of what it must speak.
OTHERS = [
    ("UPDATE iku_batch SET marks = 'zzz' WHERE batch_id = 3", "verify.book", "iku_batch"),
    ("UPDATE iku_quarantine SET reason = 'zzz'", "verify.beside", "espm.csv"),
    ("UPDATE iku_quarantine SET cells = x'7a'", "verify.beside", "espm.csv"),
    ("UPDATE iku_results SET text = 'zzz'", "verify.results", ""),
    ("UPDATE iku_results SET text = x'7a'", "verify.results", ""),
    ("UPDATE iku_run SET asked = 'zzz'", "verify.book", "iku_run"),
    ("UPDATE iku_step SET entity = x'7a'", "verify.book", "iku_step"),
    ("UPDATE iku_late SET period = 'zzz'", "verify.beside", "espm.csv"),
    ("UPDATE iku_file SET content = x'00'", "verify.file", "surat.pdf"),
    ("UPDATE fact_espm SET key_daerah = cast(key_daerah AS blob) WHERE key_daerah = '01'", "verify.rows", "espm"),
    ("UPDATE fact_espm SET penerima = 'zzz' WHERE key_daerah = '01'", "verify.rows", "espm"),
    ("UPDATE fact_espm SET row = x'7a' WHERE key_daerah = '01'", "verify.rows", "espm"),
    ("UPDATE fact_espm SET penerima = 1.5 WHERE key_daerah = '01'", "verify.rows", "espm"),
    (f"UPDATE member_daerah SET nama = {NOT_TEXT} WHERE key_daerah = '01'", "verify.not-text", "member_daerah"),
    (f"UPDATE fact_espm SET key_daerah = {NOT_TEXT} WHERE key_daerah = '02'", "verify.not-text", "fact_espm"),
    (f"UPDATE iku_quarantine SET value = {NOT_TEXT}", "verify.not-text", "iku_quarantine"),
    (f"UPDATE iku_results SET text = {NOT_TEXT}", "verify.not-text", "iku_results"),
]


@pytest.fixture(scope="module")
def copies(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Copies]:
    folder = tmp_path_factory.mktemp("store")
    ministry = busy_ministry(folder)
    ministry.store.close()
    made = Copies(folder, ministry, folder / "iku.db")
    yield made
    made.close()


@pytest.mark.parametrize(("edit", "key", "about"), OTHERS, ids=[edit for edit, _, _ in OTHERS])
def test_a_changed_fact_is_named_beside_what_else_was_changed(copies: Copies, edit: str, key: str, about: str) -> None:
    copies.put("now")
    assert unguarded(copies.raw, edit) > 0
    unguarded(copies.raw, FACT)
    faults = Verifier(copies.store).verify().faults
    named = [(fault.key, [str(value) for _, value in fault.arguments]) for fault in faults]
    assert [said for name, said in named if name == "verify.rows" and "lembar" in said], "the fact"
    assert [said for name, said in named if name == key and (not about or about in said)], named
    assert "verify.unreadable" not in [name for name, _ in named]


def test_where_text_is_none_its_table_column_and_rows_are_named(copies: Copies) -> None:
    copies.put("now")
    unguarded(copies.raw, f"UPDATE member_daerah SET nama = {NOT_TEXT}")
    (first, *_) = [fault for fault in Verifier(copies.store).verify().faults if fault.key == "verify.not-text"]
    assert dict(first.arguments) == {"table": "member_daerah", "column": "nama", "rows": "1, 2"}
