"""What an editor shows beside the problems themselves. Each key: Indonesian, English."""

from __future__ import annotations

EDITOR: dict[str, tuple[str, str]] = {
    "editor.counter-example": ("Contoh penyangkal: {text}", "Counter-example: {text}"),
    "editor.hint": ("Petunjuk: {text}", "Hint: {text}"),
    "editor.see-also": ("lihat juga di sini", "see also here"),
    "editor.mend": ("Ganti “{old}” dengan “{new}”", "Replace “{old}” with “{new}”"),
    "editor.lies": ("selalu dalam {range}", "always lies in {range}"),
    "editor.proven": ("Terbukti:", "Proven:"),
    "editor.from-source": ("Dari: {label}", "From: {label}"),
    "editor.extra": (
        "server bahasa belum terpasang; pasang dengan: pip install 'iku-engine[lsp]'",
        "the language server is not installed; install it with: pip install 'iku-engine[lsp]'",
    ),
    "help.completion": (
        "Cetak skrip yang membuat tombol Tab melengkapi perintah, opsi, indikator, sumber, dan periode yang sudah dimuat. "
        "Pasang sekali dengan salah satu contoh di bawah, lalu buka shell baru.",
        "Print the script that lets the Tab key complete commands, options, indicators, sources and the periods that are "
        "loaded. Install it once by one of the examples below, then open a new shell.",
    ),
    "examples.completion": (
        "iku-engine completion bash >> ~/.bashrc\n"
        "iku-engine completion zsh >> ~/.zshrc\n"
        "iku-engine completion fish > ~/.config/fish/completions/iku-engine.fish",
        "iku-engine completion bash >> ~/.bashrc\n"
        "iku-engine completion zsh >> ~/.zshrc\n"
        "iku-engine completion fish > ~/.config/fish/completions/iku-engine.fish",
    ),
    "editor.rename.no-name": ("Di sini tidak ada nama yang dapat diganti.", "There is no name to change here."),
    "editor.rename.not-a-name": (
        "“{name}” bukan nama: nama terdiri atas huruf, angka, dan garis bawah, dan diawali huruf.",
        "“{name}” is not a name: names are letters, digits and underscores, and start with a letter.",
    ),
    "editor.rename.keyword": (
        "“{name}” kata kunci, dan tidak dapat dipakai sebagai nama di sini.",
        "“{name}” is a keyword, and cannot be a name here.",
    ),
    "editor.rename.taken": ("Nama “{name}” sudah dipakai ({place}).", "The name “{name}” is taken ({place})."),
    "editor.rename.meaning": (
        "Dengan nama “{name}” spec tidak lagi berarti sama.",
        "With the name “{name}” the specs would no longer mean the same.",
    ),
    "editor.rename.unreadable": (
        "Nama ini mungkin dipakai di baris yang belum terbaca ({place}); perbaiki dahulu baris itu.",
        "The name may be used in a line that cannot be read ({place}); mend that line first.",
    ),
    "editor.kind.of": ("dari `{owner}`", "of `{owner}`"),
    "editor.kind.dimension": ("dimensi", "dimension"),
    "editor.kind.source": ("sumber", "source"),
    "editor.kind.table": ("tabel", "table"),
    "editor.kind.scale": ("skala", "scale"),
    "editor.kind.profile": ("profil", "profile"),
    "editor.kind.indicator": ("indikator", "indicator"),
    "editor.kind.key": ("kunci", "key"),
    "editor.kind.attribute": ("atribut", "attribute"),
    "editor.kind.member": ("anggota", "member"),
    "editor.kind.column": ("kolom", "column"),
    "editor.kind.choice": ("pilihan", "choice"),
    "editor.kind.entry": ("baris tabel", "entry"),
    "editor.kind.outcome": ("isi tabel", "table value"),
    "editor.kind.band": ("kategori", "category"),
    "editor.kind.parameter": ("parameter", "parameter"),
    "editor.kind.let": ("hitungan", "calculation"),
    "editor.kind.set": ("himpunan", "set"),
    "editor.kind.target": ("target", "target"),
}
