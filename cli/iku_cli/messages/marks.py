"""What is to be known of a result before somebody relies on it. Each key: Indonesian, English."""

from __future__ import annotations

Table = dict[str, tuple[str, str]]

MARK_WORDS: Table = {
    "status.not-this": ("; hasil ini lain dari yang final", "; this result is not the final one"),
    "table.several": ("{label} · {period} ({count} hasil)", "{label} · {period} (results: {count})"),
    "table.all": ("semua hasil", "all results"),
    "below.status": ("status", "status"),
    "below.final": ("final dan kini", "final and now"),
    "below.mark": ("tanda", "mark"),
    "below.complete": ("kelengkapan", "completeness"),
    "book.beside.status": ("Status", "Status"),
    "book.beside.final": ("Final dan kini", "Final and now"),
    "below.differs": ("terbitan", "published"),
    "book.beside.differs": ("Terbitan tidak cocok", "Published, not confirmed"),
    "book.beside.mark": ("Tanda", "Marks"),
    "book.beside.note": ("Yang menunggu", "What waits"),
    "book.beside.complete": ("Kelengkapan", "Completeness"),
    "annex.beside": ("{kind} ({whose}): {text}", "{kind} ({whose}): {text}"),
    "status.word.draft": ("draf", "draft"),
    "status.word.reviewed": ("direviu", "reviewed"),
    "status.word.reviewed-before": ("direviu, lalu berubah", "changed since review"),
    "status.word.final": ("final", "final"),
    "status.word.changed": ("{stage}, kini lain", "{stage}, now another"),
    "status.draft": ("draf", "draft"),
    "status.reviewed": ("direviu (evaluasi #{run}, {user}, {day})", "reviewed (run #{run}, {user}, {day})"),
    "status.reviewed-before": (
        "angka yang direviu sudah berubah (evaluasi #{run}, {user}, {day})",
        "the reviewed figure has changed since (run #{run}, {user}, {day})",
    ),
    "status.final": ("final (evaluasi #{run}, {user}, {day})", "final (run #{run}, {user}, {day})"),
    "status.restates": (", menggantikan evaluasi #{run}", ", in the place of run #{run}"),
    "status.reason": (": {reason}", ": {reason}"),
    "status.despite": ("; meskipun ada yang meragukan: {reason}", "; despite what is doubtful: {reason}"),
    "mark.illustrative": (
        "Data ilustratif (peragaan), bukan data resmi",
        "Illustrative data (a demonstration), not official data",
    ),
    "mark.inexact": (
        "Sebagian angka hampiran: dihitung sampai 40 angka",
        "Some figures are inexact: computed to 40 digits",
    ),
    "mark.near-end": (
        "Hampiran yang begitu dekat dengan batas pembulatan, kategori, atau pembanding sehingga digit yang tidak dihitung menentukan",
        "An inexact figure so near to where a rounding, a category or a comparison turns that digits decide which are not computed",
    ),
    "mark.by-rule": (
        "Sebagian yang kosong diisi atau dilewati menurut aturan di spec",
        "Some missing inputs are filled or skipped by a rule of the spec",
    ),
    "mark.declared": ("Data bertanda: {mark}", "Data marked: {mark}"),
    "mark.as-printed": (
        "Dihitung dengan angka sebagaimana tercetak, tanpa koreksi",
        "Computed with the figures as they are printed, without corrections",
    ),
    "mark.as-known.of": ("{text}", "{text}"),
    "mark.partial": ("Dari sebagian saja", "From a part only"),
    "mark.partial.of": ("Dari sebagian saja: {text}", "From a part only: {text}"),
    "mark.not-loaded-filled": (
        "Periode yang belum dimuat diisi menurut aturan di spec",
        "Periods that are not loaded are filled by a rule of the spec",
    ),
    "mark.not-loaded-filled.of": (
        "Yang belum dimuat diisi menurut aturan di spec: {text}",
        "What is not loaded is filled by a rule of the spec: {text}",
    ),
    "mark.tag.illustrative": ("ilustratif", "illustrative"),
    "mark.tag.declared": ("{mark}", "{mark}"),
    "mark.tag.as-printed": ("tercetak", "as printed"),
    "mark.tag.as-known": ("sebagaimana diketahui dulu", "as known then"),
    "mark.tag.inexact": ("hampiran", "inexact"),
    "mark.tag.by-rule": ("menurut aturan", "by rule"),
    "mark.tag.partial": ("sebagian", "partial"),
    "mark.tag.not-loaded-filled": ("belum dimuat, diisi", "not loaded, filled"),
}
