"""`runs`: evaluations as they are stored. A command more is a line more here."""

from __future__ import annotations

from iku_cli.commandline.lazy import Commands, Entry

COMMANDS: dict[str, Entry] = {
    "list": Entry("listing", "Evaluasi yang tersimpan", "The evaluations that are stored"),
    "show": Entry("show", "Satu evaluasi: yang diminta, hasilnya, statusnya", "One of them: asked, found, final"),
    "verify": Entry("verify", "Buktikan bahwa tidak ada yang diubah", "Prove that nothing was altered"),
    "export": Entry("export", "Tulis ke satu berkas yang membuktikan diri", "Write to one file that proves itself"),
    "review": Entry("review", "Nyatakan hasil sudah direviu", "Make results reviewed"),
    "final": Entry("final", "Nyatakan hasil final, atau nyatakan ulang", "Make results final, or restate them"),
    "head": Entry(
        "head", "Hash peristiwa terakhir, untuk disimpan di luar", "The hash of the last event, to be kept outside"
    ),
    "key": Entry("key", "Buat pasangan kunci tanda tangan", "Make a pair of keys to sign with"),
}
COMMAND = Commands("runs", COMMANDS, __name__)
