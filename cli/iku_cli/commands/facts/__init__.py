"""`facts`: see, correct, retract, lock and prove facts. A command more is a line more here."""

from __future__ import annotations

from iku_cli.commandline.lazy import Commands, Entry

COMMANDS: dict[str, Entry] = {
    "list": Entry("listing", "Apa yang sudah dimuat, dan apa yang dikunci", "What is loaded, and what is locked"),
    "history": Entry("history", "Riwayat suatu fakta", "What became of a fact"),
    "uses": Entry("uses", "Hasil yang bertumpu pada suatu fakta", "The results that rest on a fact"),
    "correct": Entry("correct", "Koreksi satu fakta, dengan alasan", "Correct one fact, with a reason"),
    "retract": Entry("retract", "Tarik satu fakta atau satu batch", "Take back one fact, or one batch"),
    "quarantine": Entry(
        "quarantine", "Baris yang ditolak: lihat, ekspor, tutup", "Rejected rows: see, export, dismiss"
    ),
    "template": Entry("template", "Buat XLSX untuk diisi", "Make an XLSX to fill in"),
    "export": Entry(
        "export", "Tulis fakta sebagai CSV dengan datapackage.json", "Write facts as CSV with a datapackage.json"
    ),
    "lock": Entry("lock", "Kunci suatu periode", "Close a period"),
    "unlock": Entry("unlock", "Buka periode yang dikunci", "Open a period that is closed"),
    "attach": Entry("attach", "Lampirkan berkas sebagai bukti", "Keep a file as evidence"),
    "evidence": Entry("evidence", "Bukti yang terlampir, dan isinya", "What is attached, and its content"),
}
COMMAND = Commands("facts", COMMANDS, __name__)
