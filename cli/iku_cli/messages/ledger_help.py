"""Help of `facts` and `runs`: what each command does, its options, examples to copy. Each key: Indonesian, English."""

from __future__ import annotations

Table = dict[str, tuple[str, str]]

LEDGER_HELP: Table = {
    # options of several
    "help.facts.period": ("Periode faktanya.", "The period of the fact."),
    "help.facts.reason": (
        "Alasannya (wajib); tersimpan bersama perubahannya.",
        "Why (it must be said); kept with the change.",
    ),
    "help.facts.reason-may": ("Alasannya, bila ada.", "Why, where there is something to say."),
    "help.facts.reason-dismiss": ("Alasannya, wajib dengan --dismiss.", "Why; must be said with --dismiss."),
    "help.facts.of": ("Hanya sumber ini [semua].", "Only this source [all]."),
    "help.facts.to": (
        "Yang dibuktikan: 'espm 2024 3201', 'nilai_akip 2021', 'batch 12' atau 'evaluasi 7'.",
        "What it proves: 'espm 2024 3201', 'nilai_akip 2021', 'batch 12' or 'run 7'.",
    ),
    # facts
    "help.facts.list": (
        "Tunjukkan apa yang dimuat: periode, baris yang dihitung, kelengkapan, batch beserta pembawanya, karantina, "
        "kunci.",
        "Show what is loaded: periods, rows that count, completeness, batches and who brought them, quarantine, locks.",
    ),
    "help.facts.uses": (
        "Tunjukkan hasil mana saja yang bertumpu pada suatu fakta, dan sebagai apa: disebut dengan sumber dan kuncinya, atau "
        "dengan baris berkas asalnya.",
        "Show which results rest on a fact, and as what: named by its source and keys, or by the line of the file that it "
        "came from.",
    ),
    "help.facts.uses.at": (
        "Fakta dari baris ini, seperti lke.csv:19 atau buku.xlsx[Lembar1]:7.",
        "The fact that came from this line, such as lke.csv:19 or book.xlsx[Sheet1]:7.",
    ),
    "help.facts.history": (
        "Tunjukkan riwayat suatu fakta: tiap barisnya, siapa yang membawanya dan mengapa, dan apa yang menggantikannya.",
        "Show what became of a fact: each of its rows, who brought it and why, and what replaced it.",
    ),
    "help.facts.correct": (
        "Koreksi satu fakta, atau tambahkan yang terlewat. Kolom yang tidak disebut tetap. Nilai lama tidak hilang: "
        "facts history menunjukkannya.",
        "Correct one fact, or add one that was left out. Columns that are not named stay. The old value is not lost: "
        "facts history shows it.",
    ),
    "help.facts.retract": (
        "Tarik satu fakta: sejak itu kuncinya tidak punya fakta. Dengan --batch, tarik seluruh batch: yang dulu "
        "digantikannya berlaku lagi.",
        "Take back one fact: its key has none from then on. With --batch, take back a whole batch: what it had "
        "replaced counts again.",
    ),
    "help.facts.retract.batch": ("Tarik seluruh batch ini.", "Take back all of this batch."),
    "help.facts.retract.yes": (
        "Tarik juga bila barisnya memuat kolom yang tidak dikenal spesifikasi ini; tanpa ini ditolak dahulu.",
        "Take it back also where its rows have columns that these specs do not know; without this it is refused first.",
    ),
    "help.facts.quarantine": (
        "Daftar baris yang ditolak dan belum diperbaiki. Perbaiki di Excel (--export), lalu impor lagi; atau tutup "
        "dengan alasan (--dismiss).",
        "List the rows that were rejected and are not mended. Mend them in Excel (--export) and import that; or close "
        "them with a reason (--dismiss).",
    ),
    "help.facts.quarantine.batch": ("Hanya batch ini.", "Only this batch."),
    "help.facts.quarantine.export": (
        "Tulis ke buku kerja; sel yang salah ditandai beserta alasannya.",
        "Write them to a workbook; the faulty cells are marked with the reason.",
    ),
    "help.facts.quarantine.dismiss": (
        "Tutup baris ini tanpa perbaikan; boleh berulang.",
        "Close this row without mending it; may be repeated.",
    ),
    "help.facts.lock": (
        "Kunci suatu periode. Fakta yang datang kemudian tersimpan tetapi menunggu, dan tidak dihitung sebelum dibuka.",
        "Close a period. Facts that come later are kept but wait, and do not count before it is opened.",
    ),
    "help.facts.unlock": (
        "Buka periode yang dikunci, dengan alasan. Yang menunggu dihitung sejak itu.",
        "Open a period that is closed, with a reason. What waited counts from then on.",
    ),
    "help.facts.attach": (
        "Simpan berkas (surat, laporan) sebagai bukti suatu fakta, batch atau hasil; isinya dijaga oleh hash-nya.",
        "Keep a file (a letter, a report) as evidence of a fact, batch or result; its hash guards its content.",
    ),
    "help.facts.evidence": (
        "Daftar bukti yang terlampir, atau ambil isinya (--get, --save).",
        "List what is attached, or get its content (--get, --save).",
    ),
    "help.facts.evidence.get": ("Awal SHA-256 bukti yang diambil.", "The start of the SHA-256 of the one to get."),
    "help.facts.evidence.save": ("Berkas tujuan; tidak pernah menimpa.", "The file to write; never overwritten."),
    # runs
    "help.runs.list": ("Daftar evaluasi yang tersimpan, terbaru dahulu.", "List the stored evaluations, latest first."),
    "help.runs.last": ("Sebanyak ini saja.", "Only so many."),
    "help.runs.show": (
        "Tunjukkan satu evaluasi seperti tersimpan: yang diminta, spesifikasinya, hasilnya, yang final. Tanpa N: yang "
        "terakhir.",
        "Show one evaluation as it is stored: what was asked, its specs, its results, what is final. Without N: the "
        "last.",
    ),
    "help.runs.verify": (
        "Periksa basis data (tabel, pemicu, indeks), rantai hash dan isi seluruh buku besar, dan hitung ulang evaluasi (semua, "
        "atau N). Yang tidak cocok disebut, dengan status 1. Dengan --file: evaluasi yang diekspor, tanpa basis data.",
        "Check the database (tables, triggers, indexes), the chain of hashes and all of the ledger, and compute the runs again "
        "(all, or N). What does not fit is named, with status 1. With --file: an exported run, without a database.",
    ),
    "help.runs.verify.against": (
        "Bandingkan rantainya dengan ekspor, laporan, berkas runs head, hash, atau salinan penyimpanan; boleh berulang.",
        "Hold the chain against an export, a report, a file of runs head, a hash, or a copy of the store; may be repeated.",
    ),
    "help.runs.head": (
        "Tulis nomor dan hash peristiwa terakhir. Siapa yang menyimpannya di luar dapat mengetahui rantai yang dipotong atau dibuat ulang "
        "(runs verify --against).",
        "Print number and hash of the last event. Whoever keeps it outside can tell a chain that was cut or made anew "
        "(runs verify --against).",
    ),
    "help.runs.head.to": ("Tulis juga ke berkas ini.", "Write it to this file, too."),
    "help.runs.head.sign": ("Tanda tangani berkas itu dengan kunci ini.", "Sign that file with this key."),
    "examples.runs.head": (
        "iku-engine runs head\niku-engine runs head --to kepala.json --sign rahasia.pem",
        "iku-engine runs head\niku-engine runs head --to head.json --sign private.pem",
    ),
    "help.runs.verify.restore": (
        "Buat lagi pemicu dan indeks yang kurang atau berubah, hapus yang bukan buatan program; isi tabel tetap.",
        "Make triggers and indexes again that are missing or changed, take away those that the program did not make; no data changes.",
    ),
    "help.runs.verify.file": ("Verifikasi evaluasi yang diekspor ini.", "Verify this exported run."),
    "help.runs.verify.key": ("Periksa tanda tangannya dengan kunci ini.", "Check its signature by this key."),
    "help.runs.export": (
        "Tulis satu evaluasi beserta spesifikasi, fakta dan rantainya ke satu berkas yang dapat diverifikasi di mana pun.",
        "Write a run with its specs, facts and chain to one file that can be verified anywhere.",
    ),
    "help.runs.export.to": ("Berkas tujuan.", "The file to write."),
    "help.runs.export.sign": ("Tanda tangani dengan kunci Ed25519 ini.", "Sign it with this Ed25519 key."),
    "help.runs.review": (
        "Nyatakan hasil suatu evaluasi sudah direviu. Tanpa INDIKATOR: semua hasilnya; dengan --key: hanya anggota itu.",
        "Make results of a run reviewed. Without INDICATOR: all of them; with --key: only those of that member.",
    ),
    "help.runs.step.period": (
        "Hanya hasil periode ini, atau yang di dalamnya: 2025 termasuk bulan-bulannya.",
        "Only the results of this period, or of those in it: 2025 has its months.",
    ),
    "help.runs.step.key": (
        "Hanya hasil anggota ini; berulang untuk beberapa dimensi.",
        "Only the results of this member; repeated where there are several dimensions.",
    ),
    "help.runs.final": (
        "Nyatakan hasil yang sudah direviu menjadi final. Yang sudah final tidak pernah berubah; ia hanya dapat "
        "dinyatakan ulang (--restate) dengan alasan, di sebelah yang asli.",
        "Make reviewed results final. One that is final never changes; it can only be restated (--restate) with a "
        "reason, beside the original.",
    ),
    "help.runs.final.despite": (
        "Jadikan final meskipun ada yang meragukan: tulis alasannya, yang tersimpan bersama apa yang meragukan.",
        "Make it final in spite of what is doubtful: say why, which is kept with what was doubtful.",
    ),
    "help.runs.final.restate": ("Nyatakan ulang yang sudah final.", "Restate what is final already."),
    "help.runs.key": (
        "Buat pasangan kunci Ed25519: yang rahasia untuk runs export --sign, yang umum untuk runs verify --key.",
        "Make a pair of Ed25519 keys: the private one for runs export --sign, the public one for runs verify --key.",
    ),
}

LEDGER_EXAMPLES: Table = {
    "examples.facts.list": (
        "iku-engine facts list\niku-engine facts list espm",
        "iku-engine facts list\niku-engine facts list espm",
    ),
    "examples.facts.uses": (
        "iku-engine facts uses espm 3201 --period 2024\niku-engine facts uses --at lke.csv:19",
        "iku-engine facts uses espm 3201 --period 2024\niku-engine facts uses --at lke.csv:19",
    ),
    "examples.facts.history": (
        "iku-engine facts history espm 3201 --period 2024",
        "iku-engine facts history espm 3201 --period 2024",
    ),
    "examples.facts.correct": (
        "iku-engine facts correct espm 3201 --period 2024 penerima=61,5% --reason 'salah ketik'",
        "iku-engine facts correct espm 3201 --period 2024 penerima=61.5% --reason 'a typing error'",
    ),
    "examples.facts.retract": (
        "iku-engine facts retract espm 3201 --period 2024 --reason 'bukan binaan'\n"
        "iku-engine facts retract --batch 12 --reason 'berkas keliru'",
        "iku-engine facts retract espm 3201 --period 2024 --reason 'not ours'\n"
        "iku-engine facts retract --batch 12 --reason 'the wrong file'",
    ),
    "examples.facts.quarantine": (
        "iku-engine facts quarantine\niku-engine facts quarantine espm --export perbaikan.xlsx\n"
        "iku-engine facts quarantine --dismiss 12:34 --reason 'baris jumlah'",
        "iku-engine facts quarantine\niku-engine facts quarantine espm --export mend.xlsx\n"
        "iku-engine facts quarantine --dismiss 12:34 --reason 'a row of totals'",
    ),
    "examples.facts.lock": (
        "iku-engine facts lock 2024\niku-engine facts lock 2024 --of espm --reason 'laporan terbit'",
        "iku-engine facts lock 2024\niku-engine facts lock 2024 --of espm --reason 'report published'",
    ),
    "examples.facts.unlock": (
        "iku-engine facts unlock 2024 --reason 'hasil reviu'",
        "iku-engine facts unlock 2024 --reason 'after the review'",
    ),
    "examples.facts.attach": (
        "iku-engine facts attach surat.pdf --to 'espm 2024 3201'\niku-engine facts attach lhe.pdf --to 'nilai_akip 2021'",
        "iku-engine facts attach letter.pdf --to 'espm 2024 3201'\n"
        "iku-engine facts attach report.pdf --to 'nilai_akip 2021'",
    ),
    "examples.facts.evidence": (
        "iku-engine facts evidence --to 'espm 2024 3201'\niku-engine facts evidence --get 9f86d0 --save surat.pdf",
        "iku-engine facts evidence --to 'espm 2024 3201'\niku-engine facts evidence --get 9f86d0 --save letter.pdf",
    ),
    "examples.runs.list": ("iku-engine runs list --last 10", "iku-engine runs list --last 10"),
    "examples.runs.show": ("iku-engine runs show 12", "iku-engine runs show 12"),
    "examples.runs.verify": (
        "iku-engine runs verify\n"
        "iku-engine runs verify --file evaluasi-12.json --key umum.pem\niku-engine runs verify --against laporan.html",
        "iku-engine runs verify\n"
        "iku-engine runs verify --file run-12.json --key public.pem\niku-engine runs verify --against report.html",
    ),
    "examples.runs.export": (
        "iku-engine runs export 12 --to evaluasi-12.json --sign rahasia.pem",
        "iku-engine runs export 12 --to run-12.json --sign private.pem",
    ),
    "examples.runs.review": (
        "iku-engine runs review 12 nilai_akip\niku-engine runs review 12 --key 3201",
        "iku-engine runs review 12 nilai_akip\niku-engine runs review 12 --key 3201",
    ),
    "examples.runs.final": (
        "iku-engine runs final 12 nilai_akip\niku-engine runs final 15 nilai_akip --restate --reason 'koreksi LHE'",
        "iku-engine runs final 12 nilai_akip\niku-engine runs final 15 nilai_akip --restate --reason 'LHE corrected'",
    ),
    "examples.runs.key": ("iku-engine runs key rahasia.pem umum.pem", "iku-engine runs key private.pem public.pem"),
}
