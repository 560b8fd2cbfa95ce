"""Sentences about lines that cannot be read, or that stand where they do not belong."""

from __future__ import annotations

READING: dict[str, tuple[str, str]] = {
    "=": ("{text}", "{text}"),
    "did-you-mean": ("Mungkin maksud Anda “{guess}”.", "Perhaps you meant “{guess}”."),
    "did-you-mean.case": (
        "Mungkin maksud Anda “{guess}”; huruf besar dan huruf kecil dibedakan.",
        "Perhaps you meant “{guess}”; capital and small letters differ.",
    ),
    # a line that the grammar does not know
    "unexpected-text": ("“{found}” tidak dapat dibaca di sini.", "“{found}” cannot be read here."),
    "unexpected-text.end": ("Baris ini belum selesai.", "This line is not finished."),
    "unexpected-text.accepted": ("Di sini dapat ditulis: {expected}.", "What may stand here: {expected}."),
    "unexpected-text.no-keyword": (
        "Baris ini tidak dimulai dengan kata kunci: “{found}” tidak dikenal.",
        "This line does not start with a keyword: “{found}” is not known.",
    ),
    "unexpected-text.no-keyword.hint": (
        "Mulailah baris dengan kata kunci seperti “sumber”, “indikator”, “satuan”, atau “rumus”. Baris tanpa kata kunci hanya dapat "
        "berdiri di bawah “dimensi”, “skala”, “tabel”, “bobot”, atau “diberi”.",
        "Start the line with a keyword such as “source”, “indicator”, “unit” or “formula”. A line without a keyword can only stand "
        "under “dimension”, “scale”, “table”, “weights” or “given”.",
    ),
    "unexpected-text.bracket": (
        "Kurung “{found}” ini tidak pernah ditutup.",
        "This bracket “{found}” is never closed.",
    ),
    "unexpected-text.bracket.hint": (
        "Tambahkan penutupnya, atau hapus “{found}” jika tidak diperlukan.",
        "Add the bracket that closes it, or remove “{found}” if it is not needed.",
    ),
    "unexpected-text.zero": (
        "Pecahan {found} membagi dengan nol.",
        "The fraction {found} divides by zero.",
    ),
    "unexpected-text.twice": (
        "Keterangan ini sudah ditulis sebelumnya pada baris yang sama.",
        "This was already said earlier in the same line.",
    ),
    "unexpected-text.date": (
        "{found} bukan tanggal yang ada di kalender.",
        "{found} is not a day of the calendar.",
    ),
    "decimal-comma": (
        "{written} memakai koma desimal.",
        "{written} uses a decimal comma.",
    ),
    "decimal-comma.hint": (
        "Bilangan desimal ditulis dengan titik: tulis {mended}. Jika yang dimaksud dua bilangan, beri spasi setelah koma.",
        "Decimals are written with a point: write {mended}. If two numbers are meant, put a space after the comma.",
    ),
    "unclosed-text": (
        "Teks ini dibuka dengan {quote}, tetapi tidak ditutup.",
        "This text opens with {quote} and is not closed.",
    ),
    "unclosed-text.hint": (
        "Tulis {quote} di akhir teks. Tanda kutip di dalam teks ditulis dua kali: \"\".",
        "Write {quote} where the text ends. A quotation mark inside the text is written twice: \"\".",
    ),
    # limits
    "too-large.file": (
        "Berkas ini lebih panjang dari {limit} huruf.",
        "This file is longer than {limit} characters.",
    ),
    "too-large.statement": (
        "Pernyataan ini lebih panjang dari {limit} huruf.",
        "This statement is longer than {limit} characters.",
    ),
    "too-large.statement.hint": (
        "Bagi rumus menjadi beberapa langkah dengan “hitung”.",
        "Part the formula into several steps with “let”.",
    ),
    "too-large.depth": (
        "Kurung di sini bersarang lebih dari {limit} tingkat.",
        "Brackets are nested more than {limit} levels deep here.",
    ),
    "too-large.depth.hint": (
        "Bagi rumus menjadi beberapa langkah dengan “hitung”; lebih dari {limit} tingkat tidak dibaca.",
        "Part the formula into several steps with “let”; more than {limit} levels are not read.",
    ),
    "too-large.number": (
        "Bilangan ini lebih panjang dari {limit} angka.",
        "This number is longer than {limit} digits.",
    ),
    # lines in the wrong place
    "misplaced": (
        "Baris ini bukan bagian dari deklarasi di atasnya; tempatnya di {homes}.",
        "This line is no part of the declaration above it; its place is in {homes}.",
    ),
    "misplaced.hint": (
        "Pindahkan baris ini ke {homes}, atau periksa apakah baris pembuka deklarasinya terhapus.",
        "Move this line into {homes}, or see whether the line that opens its declaration was lost.",
    ),
    "misplaced.head": ("deklarasi tempat baris itu berada", "the declaration that the line stands in"),
    "misplaced.alone": (
        "Baris ini berdiri sebelum deklarasi apa pun dibuka.",
        "This line stands before any declaration is opened.",
    ),
    "misplaced.members": (
        "Dimensi “{name}” mempunyai kunci, sehingga anggotanya berasal dari data, bukan dari spesifikasi.",
        "Dimension “{name}” has a key, so its members come from data and not from the spec.",
    ),
    "not-utf8": (
        "Berkas ini tidak tersimpan dalam pengodean UTF-8.",
        "This file is not saved in the UTF-8 encoding.",
    ),
    "not-utf8.hint": (
        "Simpan ulang berkas sebagai UTF-8 (Notepad: Simpan Sebagai, Pengodean UTF-8).",
        "Save the file again as UTF-8 (Notepad: Save As, Encoding UTF-8).",
    ),
}
