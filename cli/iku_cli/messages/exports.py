"""Data out: results and facts as files. Each key: Indonesian, English."""

from __future__ import annotations

Table = dict[str, tuple[str, str]]

EXPORTS: Table = {
    "help.to": (
        "Tulis hasilnya sebagai tabel rapi, satu baris per hasil, ke berkas ini (.csv, .parquet) sebagai ganti jejak.",
        "Write the results as a tidy table, one row a result, to this file (.csv, .parquet), instead of the trace.",
    ),
    "export.suffix": (
        "{file}: akhiran nama berkas menentukan bentuknya; yang ada: {known}.",
        "{file}: the suffix of the file decides its form; there are: {known}.",
    ),
    "export.extra": (
        "{file}: bentuk ini perlu paket tambahan; pasang dengan: pip install 'iku-engine[{extra}]'.",
        "{file}: this form needs a further package; install it with: pip install 'iku-engine[{extra}]'.",
    ),
    "export.alone": ("--to tidak dapat bersama {option}.", "--to cannot go with {option}."),
    "export.results": ("{file}: {count} hasil", "{file}: {count} results"),
}
