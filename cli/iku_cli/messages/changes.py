"""What-if, comparisons and differences of specs: their help, examples and words. Each key: Indonesian, English."""

from __future__ import annotations

Table = dict[str, tuple[str, str]]

CHANGE_HELP: Table = {
    "help.what-if": (
        "Andaikan fakta, bobot, target atau rumus lain; boleh berulang. Hasilnya ditunjukkan di samping yang nyata, dan "
        "tidak disimpan. Fakta disebut seperti pada facts correct: 'SUMBER PERIODE KUNCI KOLOM = NILAI'; baris: '= tidak ada'.",
        "Suppose another fact, weight, target or formula; may be repeated. The result stands beside the real one, and "
        "is not kept. A fact is named as for facts correct: 'SOURCE PERIOD KEY COLUMN = VALUE'; a row: '= absent'.",
    ),
    "help.what-if-file": (
        "Berkas teks dengan satu pengandaian tiap baris; # memulai catatan.",
        "A text file with one supposition a line; # starts a note.",
    ),
    "help.what-if-specs": (
        "Andaikan spec lain: folder atau berkasnya.",
        "Suppose other specs: their folder or file.",
    ),
}

CHANGE_EXAMPLES: Table = {}

CHANGE_WORDS: Table = {
    "tree.supposed": ("pengandaian", "supposed"),
    "what-if.head": (
        "PENGANDAIAN: bukan hasil yang sebenarnya, dan tidak disimpan",
        "WHAT IF: not the real result, and not kept",
    ),
    "what-if.specs": ("spec: {path}", "specs: {path}"),
    "what-if.real": ("Sebenarnya", "Real"),
    "what-if.supposed": ("Pengandaian", "What if"),
    "what-if.difference": ("Selisih", "Difference"),
    "what-if.same": ("tetap", "the same"),
    "what-if.unchanged": (
        "{count} hasil lain tetap.",
        "Other results that stay the same: {count}.",
    ),
    "what-if.none-changed": ("Tidak satu pun hasil berubah.", "No result changes."),
    "what-if.trace": ("Jejak dalam pengandaian", "The trace in the supposed world"),
    "what-if.more": ("… dan {count} lagi (--depth all)", "… and {count} more (--depth all)"),
    "what-if.alone": (
        "--cross-check dan --explain tidak dapat bersama pengandaian",
        "--cross-check and --explain cannot go with a what-if",
    ),
    "what-if.not-utf8": (
        "berkas pengandaian {file} bukan UTF-8; simpan ulang sebagai UTF-8",
        "the file of suppositions {file} is not UTF-8; save it as UTF-8",
    ),
    "what-if.specs-error": (
        "spec yang diandaikan ditolak: {count} galat",
        "the supposed specs are refused; errors: {count}",
    ),
}
