"""What a trace says beside itself: another period, day or run, the figures as printed, other versions. Each key: Indonesian, English."""

from __future__ import annotations

Table = dict[str, tuple[str, str]]

BESIDE_WORDS: Table = {
    "below.printed": ("tercetak", "as printed"),
    "below.printed.text": (
        "{value} dengan angka sebagaimana tercetak (--as-printed)",
        "{value} with the figures as they are printed (--as-printed)",
    ),
    "below.version": ("versi", "version"),
    "below.version.text": (
        "berlaku {own}; versi lain, yang tidak berlaku di sini: {others}",
        "in force {own}; other versions, not in force here: {others}",
    ),
    "facts.uses.running": ("mencari hasil …", "looking for results …"),
    "facts.uses.none": (
        "Tidak ada hasil yang bertumpu pada fakta ini.",
        "No result rests on this fact.",
    ),
    "facts.uses.result": ("Hasil", "Result"),
    "facts.uses.value": ("Nilai", "Value"),
    "facts.uses.as": ("Sebagai", "As"),
    "facts.uses.which": (
        "sebut faktanya: SUMBER dan kuncinya, atau --at BERKAS:BARIS; tidak keduanya.",
        "name the fact: SOURCE and its keys, or --at FILE:LINE; not both.",
    ),
    "facts.uses.at": (
        "--at {value}: tulis berkas dan barisnya, seperti lke.csv:19 atau buku.xlsx[Lembar1]:7.",
        "--at {value}: write the file and its line, such as lke.csv:19 or book.xlsx[Sheet1]:7.",
    ),
    "watch.begun": (
        "Mengamati spec dan fakta; Ctrl-C mengakhiri. Yang dihitung di sini tidak disimpan.",
        "Watching specs and facts; Ctrl-C ends it. What is evaluated here is not kept.",
    ),
    "watch.specs": ("spec berubah", "specs changed"),
    "watch.facts": ("fakta berubah", "facts changed"),
    "watch.before": ("Sebelum", "Before"),
    "watch.now": ("Sekarang", "Now"),
    "watch.none": ("Tidak satu pun hasil berubah.", "No result changes."),
    "watch.alone": (
        "--watch tidak dapat bersama {option}.",
        "--watch cannot go with {option}.",
    ),
    "against.change": ("Selisih", "Change"),
    "against.facts": ("Fakta", "Facts"),
    "against.rule": ("rumus", "formula"),
    "against.value": ("nilai", "value"),
    "against.differs": ("Yang berbeda", "What differs"),
    "against.same": ("Tidak ada angka yang berbeda.", "No number differs."),
    "against.beside": ("Berdampingan", "Side by side"),
    "against.moved": (
        "{name}: {count} anggota berpindah atau berubah",
        "{name}: members that moved or changed: {count}",
    ),
    "against.member": ("Anggota", "Member"),
    "against.move": ("Sebelum → sesudah", "Before → after"),
    "against.why": ("Sebab", "Why"),
    "against.known": ("diketahui {at}", "known {at}"),
    "against.run": ("evaluasi #{run}", "run #{run}"),
    "against.now": ("sekarang", "now"),
}
