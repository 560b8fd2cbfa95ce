"""`iku-engine` itself: its commands, and how what goes wrong is said."""

from __future__ import annotations

import os
from collections.abc import Sequence

import click

from iku_cli.messages import message
from iku_cli.options import Commands, Entry, Option
from iku_cli.terminal.complaining import complain, complain_of, explained
from iku_cli.terminal.faults import Fault, ReaderLeftError
from iku_cli.terminal.settings import COMPLETE, language_of
from iku_cli.terminal.streams import echo
from iku_dsl.files_read import is_utf8
from iku_engine.errors import EngineError
from iku_engine.long_work import WORK

NO_ARGUMENTS: tuple[type[click.UsageError], ...] = tuple(
    found for found in [getattr(click.exceptions, "NoArgsIsHelpError", None)] if found is not None
)  # what newer ones raise where only a group is named

FACTS: dict[str, Entry] = {
    "list": Entry(
        "facts_seen:listing", "Apa yang sudah dimuat, dan apa yang dikunci", "What is loaded, and what is locked"
    ),
    "history": Entry("facts_seen:history", "Riwayat suatu fakta", "What became of a fact"),
    "uses": Entry("facts_seen:uses", "Hasil yang bertumpu pada suatu fakta", "The results that rest on a fact"),
    "correct": Entry("facts_changed:correct", "Koreksi satu fakta, dengan alasan", "Correct one fact, with a reason"),
    "retract": Entry("facts_changed:retract", "Tarik satu fakta atau satu batch", "Take back one fact, or one batch"),
    "quarantine": Entry(
        "facts_files:quarantine", "Baris yang ditolak: lihat, ekspor, tutup", "Rejected rows: see, export, dismiss"
    ),
    "template": Entry("facts_files:template", "Buat XLSX untuk diisi", "Make an XLSX to fill in"),
    "export": Entry(
        "facts_files:export",
        "Tulis fakta sebagai CSV dengan datapackage.json",
        "Write facts as CSV with a datapackage.json",
    ),
    "lock": Entry("facts_changed:lock", "Kunci suatu periode", "Close a period"),
    "unlock": Entry("facts_changed:unlock", "Buka periode yang dikunci", "Open a period that is closed"),
    "attach": Entry("facts_changed:attaching", "Lampirkan berkas sebagai bukti", "Keep a file as evidence"),
    "evidence": Entry("facts_seen:evidence", "Bukti yang terlampir, dan isinya", "What is attached, and its content"),
}
RUNS: dict[str, Entry] = {
    "list": Entry("stored_runs:listing", "Evaluasi yang tersimpan", "The evaluations that are stored"),
    "show": Entry(
        "stored_runs:show", "Satu evaluasi: yang diminta, hasilnya, statusnya", "One of them: asked, found, final"
    ),
    "verify": Entry("stored_runs:verify", "Buktikan bahwa tidak ada yang diubah", "Prove that nothing was altered"),
    "export": Entry(
        "stored_runs:export", "Tulis ke satu berkas yang membuktikan diri", "Write to one file that proves itself"
    ),
    "review": Entry("stored_runs:review", "Nyatakan hasil sudah direviu", "Make results reviewed"),
    "final": Entry(
        "stored_runs:final", "Nyatakan hasil final, atau nyatakan ulang", "Make results final, or restate them"
    ),
    "head": Entry(
        "stored_runs:head",
        "Hash peristiwa terakhir, untuk disimpan di luar",
        "The hash of the last event, to be kept outside",
    ),
    "key": Entry("stored_runs:key", "Buat pasangan kunci tanda tangan", "Make a pair of keys to sign with"),
}
COMMANDS: dict[str, Entry] = {
    "init": Entry(
        "tools:init",
        "Buat contoh kerja: spec, data peraga, pengaturan",
        "Make a working example: specs, demonstration data, settings",
    ),
    "check": Entry("specs:check", "Periksa spec tanpa data", "Check specs, without any data"),
    "explain": Entry("specs:explain", "Jelaskan suatu masalah dan perbaikannya", "Explain a problem and its mend"),
    "fmt": Entry("specs:fmt", "Rapikan spec ke bentuk baku", "Rewrite specs in canonical form"),
    "test": Entry("specs:test", "Jalankan uji yang tertulis di spec", "Run the tests written in the specs"),
    "import": Entry(
        "importing:importing",
        "Muat CSV atau XLSX ke sumber atau dimensi",
        "Load CSV or XLSX into a source or dimension",
    ),
    "eval": Entry("evaluate:evaluation", "Hitung indikator beserta jejaknya", "Evaluate indicators, with their trace"),
    "trace": Entry(
        "evaluate:trace", "Runut satu nilai sampai ke berkas dan baris", "Trace one value down to file and row"
    ),
    "compare": Entry(
        "analyses:compare",
        "Uraikan perubahan suatu indikator menjadi sebabnya",
        "Split the change of an indicator into causes",
    ),
    "diff": Entry(
        "analyses:diff",
        "Bandingkan makna dua kumpulan spec, dan hasil yang berubah",
        "Compare the meaning of two spec sets, and whose results change",
    ),
    "seek": Entry(
        "analyses:seek",
        "Perubahan terkecil yang mencapai kategori atau nilai",
        "Smallest changes that reach a category or value",
    ),
    "sensitivity": Entry(
        "analyses:sensitivity",
        "Bobot kritis, dan masukan yang menentukan",
        "Critical weights, and the inputs that matter",
    ),
    "report": Entry(
        "report:report", "Buat laporan: halaman, lembar kerja, kartu", "Make a report: a page, a workbook, cards"
    ),
    "facts": Entry("facts", "Lihat, koreksi, kunci dan buktikan fakta", "See, correct, lock and prove facts", FACTS),
    "runs": Entry(
        "runs", "Evaluasi tersimpan: lihat, verifikasi, finalkan", "Stored runs: see, verify, finalise", RUNS
    ),
    "schema": Entry("tools:schema", "Tampilkan JSON Schema suatu keluaran", "Show the JSON Schema of an output"),
    "stages": Entry(
        "stages:stages", "Tunjukkan hasil tiap tahap atas suatu spec", "Show what each stage makes of a spec"
    ),
    "completion": Entry(
        "tools:completion", "Tombol Tab melengkapi perintah di shell", "Let the Tab key complete commands in a shell"
    ),
    "lsp": Entry("tools:lsp", "Server bahasa untuk editor, lewat stdio", "Language server for editors, on stdio"),
}


class Root(Commands):
    """The command `iku-engine` itself."""

    def invoke(self, ctx: click.Context) -> object:
        """Run it, and tell apart what click takes together: a reader of our output who has left, a file that is cut off, an interrupt."""
        try:
            return super().invoke(ctx)
        except BrokenPipeError as error:
            raise ReaderLeftError from error
        except (
            EOFError
        ) as error:  # of a file that is cut off, even one of Python's own: click would take it for an interrupt
            raise RuntimeError(f"EOFError: {error}") from error

    def answer(self, arguments: Sequence[str]) -> int:
        """Do what a command line says; usage errors and faults are said on stderr. The exit status."""
        language = language_of(arguments)
        if os.environ.get(COMPLETE):
            from iku_cli.completing import complete

            return complete(self, language)
        try:
            _read_as_text(arguments)
            status = self.main(list(arguments), "iku-engine", standalone_mode=False, obj=language)
        except (Fault, EngineError) as error:
            if WORK.stopped:
                raise KeyboardInterrupt from error
            complain_of(error, language)
            return error.status if isinstance(error, Fault) else error.exit_status
        except click.UsageError as error:
            if isinstance(error, NO_ARGUMENTS):
                echo(error.format_message(), error=True)
                return error.exit_code
            complain(explained(error, language), language)
            named = next((argument for argument in arguments if argument in COMMANDS), "")
            path = error.ctx.command_path if error.ctx is not None else f"iku-engine {named}".strip()
            echo(message("usage.see", language, command=path), error=True)
            return error.exit_code
        except click.Abort:
            raise KeyboardInterrupt from None
        return status if isinstance(status, int) else 0


def _read_as_text(arguments: Sequence[str]) -> None:
    """What somebody writes is kept, hashed and shown. Errors: `Fault` for a word, or a setting, whose bytes are no text."""
    settings = (value for name, value in os.environ.items() if name.startswith("IKU_"))
    for word in (*arguments, *settings):
        if not is_utf8(word):
            raise Fault("usage.not-utf8", value=word)


def _version(ctx: click.Context, option: click.Parameter, wanted: bool) -> None:  # noqa: ARG001 — click's signature
    if wanted:
        from iku_engine import __version__

        echo(f"iku-engine {__version__}")
        ctx.exit()


ROOT = Root("iku-engine", COMMANDS, "iku_cli.commands")
ROOT.params.append(
    Option(["--version"], is_flag=True, is_eager=True, expose_value=False, callback=_version, help="help.version")
)
