"""What goes wrong at the command line, with the mend. Each key: Indonesian, English."""

from __future__ import annotations

from iku_engine.writing import ERRNO

FAULTS: dict[str, tuple[str, str]] = {
    "fault": ("galat", "error"),
    "fault.ours": (
        "ini kesalahan iku-engine, bukan kesalahan Anda ({kind}: {text}). Mohon laporkan; rinciannya: IKU_DEBUG=1.",
        "this is a bug of iku-engine, not yours ({kind}: {text}). Please report it; details: IKU_DEBUG=1.",
    ),
    "stopped": ("Dihentikan; tidak ada yang ditulis.", "Stopped; nothing was written."),
    "stopped.after": (
        "Dihentikan; yang selesai sebelumnya tetap ada (perubahan penyimpanan: {changes}, berkas: {files}), selebihnya tidak ditulis.",
        "Stopped; what was done before is kept (changes of the store: {changes}, files: {files}), nothing else was written.",
    ),
    "fault.clock": (
        "jam komputer ini menunjuk waktu yang tidak dapat dipakai, setelah tahun 2262; betulkan jamnya",
        "the clock of this computer says a time that cannot be used, beyond 2262; set it right",
    ),
    "fault.memory": (
        "memori komputer ini tidak cukup untuk yang diminta; mintalah lebih sedikit sekaligus (satu indikator, periode, atau berkas), "
        "atau tutup program lain",
        "this computer has not enough memory for what is asked; ask for less at once (one indicator, period or file), or close "
        "other programs",
    ),
    "fault.kept": (
        "Yang selesai sebelumnya tetap ada (perubahan penyimpanan: {changes}, berkas: {files}).",
        "What was done before is kept (changes of the store: {changes}, files: {files}).",
    ),
    "file.system": ("{file}: {why}", "{file}: {why}"),
    "system": ("sistem menolak: {why}", "the system refused: {why}"),
    # usage
    "usage.not-utf8": (
        "“{value}” bukan teks UTF-8; bila itu nama berkas, ganti namanya.",
        "“{value}” is no text in UTF-8; if it is the name of a file, rename it.",
    ),
    "usage.see": ("Bantuan: {command} --help", "Help: {command} --help"),
    "usage.command": (
        "tidak ada perintah “{name}”. Yang ada: {known}.",
        "there is no command “{name}”. There are: {known}.",
    ),
    "usage.command-near": (
        "tidak ada perintah “{name}”; maksudnya {near}?",
        "there is no command “{name}”; do you mean {near}?",
    ),
    "usage.no-command": ("sebutkan perintahnya. Yang ada: {known}.", "name a command. There are: {known}."),
    "usage.no-option": ("tidak ada opsi {option} di sini.", "there is no option {option} here."),
    "usage.near": ("Maksudnya {near}?", "Do you mean {near}?"),
    "usage.missing-period": (
        "{parameter} belum disebut; tulis misalnya --period 2025.",
        "{parameter} is lacking; write for example --period 2025.",
    ),
    "usage.missing": ("{parameter} belum disebut.", "{parameter} is lacking."),
    "usage.needs-value": ("opsi {option} perlu nilai sesudahnya.", "the option {option} needs a value after it."),
    "usage.no-value": ("opsi {option} tidak menerima nilai.", "the option {option} takes no value."),
    "usage.bad": ("{parameter}: {why}", "{parameter}: {why}"),
    "usage.extra": ("argumen berlebih: {values}.", "too many arguments: {values}."),
    "usage.repeated": (
        "{option} ditulis dua kali, padahal hanya satu nilai yang dipakai; tulis satu kali (periode berurutan: 2023..2025).",
        "{option} is given twice, of which one value would be lost; give it once (periods in a row: 2023..2025).",
    ),
    "usage.choice": (
        "{option} tidak mengenal “{value}”; pilih salah satu: {known}.",
        "{option} does not know “{value}”; choose one of: {known}.",
    ),
    "usage.depth": (
        "{option} memerlukan bilangan bulat atau all, bukan “{value}”.",
        "{option} takes a whole number or all, not “{value}”.",
    ),
    "usage.period": (
        "“{value}” bukan periode; tulis seperti 2025, 2025-S1, 2025-Q3, 2025-07 atau 2023..2025.",
        "“{value}” is not a period; write it like 2025, 2025-S1, 2025-Q3, 2025-07 or 2023..2025.",
    ),
    "usage.one-period": (
        "“{value}” bukan satu periode; tulis seperti 2025, 2025-S1, 2025-Q3 atau 2025-07.",
        "“{value}” is not one period; write it like 2025, 2025-S1, 2025-Q3 or 2025-07.",
    ),
    "usage.number": ("“{value}” bukan nomor; tulis seperti 12.", "“{value}” is no number; write it like 12."),
    "usage.place": (
        "“{value}” bukan baris karantina; tulis seperti 12:34 (batch:baris).",
        "“{value}” is no row of the quarantine; write it like 12:34 (batch:row).",
    ),
    # settings and files
    "settings.store": (
        "{value} tidak menyebut berkas, sehingga isinya hilang setelah perintah selesai; tulis seperti sqlite:///iku.db "
        "(--store, IKU_STORE).",
        "{value} names no file, so that all would be gone with the command; write it like sqlite:///iku.db (--store, IKU_STORE).",
    ),
    "settings.language": (
        "bahasa “{value}” tidak dikenal; pilih id atau en (--lang, IKU_LANG).",
        "the language “{value}” is not known; choose id or en (--lang, IKU_LANG).",
    ),
    "settings.memory": (
        "{place}: memory: “{value}” bukan besar memori; tulis misalnya 512MB atau 4GB.",
        "{place}: memory: “{value}” is no size of memory; write 512MB or 4GB, say.",
    ),
    "settings.not-utf8": (
        "{file} tidak berbentuk UTF-8; simpan ulang sebagai UTF-8.",
        "{file} is not UTF-8; save it as UTF-8.",
    ),
    "settings.toml": ("{file} salah tulis: {why}.", "{file} is not valid TOML: {why}."),
    "settings.unknown": (
        "{file}: kunci “{key}” tidak dikenal; yang ada: {known}.",
        "{file}: the key “{key}” is not known; there are: {known}.",
    ),
    "settings.choice": (
        "{file}: {key} tidak mengenal “{value}”; pilih salah satu: {known}.",
        "{file}: {key} does not know “{value}”; choose one of: {known}.",
    ),
    "settings.text": (
        "{file}: {key} harus teks dalam tanda kutip, bukan {value}.",
        "{file}: {key} must be text in quotes, not {value}.",
    ),
    "cross.bound": (
        "--cross-check reference menghitung ulang dari penyimpanan, sedangkan {names} terikat pada berkas; impor berkasnya "
        "dahulu, atau sebut mesin lain: --cross-check spark.",
        "--cross-check reference computes again from the store, but {names} is bound to files; import them first, or name "
        "another engine: --cross-check spark.",
    ),
    "trace.member": (
        "{member} tidak ada dalam himpunan mana pun yang didaftar jejak {indicator}; sebut kunci atau nama anggota, atau "
        "runut indikator di bawahnya.",
        "{member} is in no set that the trace of {indicator} lists; give the key or the name of a member, or trace an "
        "indicator below it.",
    ),
    "against.unknown": (
        "--against {value}: tulis periode seperti 2024, hari seperti 2026-03-31, atau evaluasi seperti run:12.",
        "--against {value}: write a period such as 2024, a day such as 2026-03-31, or a run such as run:12.",
    ),
    "against.periods": (
        "--against membandingkan satu periode; tulis --period dengan satu periode, bukan {period}.",
        "--against compares one period; give --period one period, not {period}.",
    ),
    "against.nothing": (
        "{indicator}: tidak ada hasil untuk {side}, jadi tidak ada yang dibandingkan.",
        "{indicator}: there is no result for {side}, so there is nothing to compare.",
    ),
    "cross.same": (
        "--cross-check {name}: evaluasinya sendiri sudah memakai {name}; sebut yang lain: {known}.",
        "--cross-check {name}: the evaluation itself is by {name}; name another: {known}.",
    ),
    "settings.files": (
        '{file}: files harus tabel, seperti [files] lalu espm = "data/espm/*.parquet", bukan {value}.',
        '{file}: files must be a table, like [files] and espm = "data/espm/*.parquet", not {value}.',
    ),
    "settings.path": (
        "{file}: {key} harus pola berkas dalam tanda kutip, atau daftarnya, bukan {value}.",
        "{file}: {key} must be a pattern of files in quotes, or a list of them, not {value}.",
    ),
    "settings.pattern": (
        '{file}: {key} tidak menyebut berkas; tulis seperti "data/espm/*.parquet".',
        '{file}: {key} names no file; write it like "data/espm/*.parquet".',
    ),
    "settings.deep": (
        "{file}: isinya bersarang terlalu dalam; tulis setelannya tanpa sarang.",
        "{file}: it is nested too deeply; write the settings without nesting.",
    ),
    "settings.nul": (
        "{file}: ada karakter NUL (\\u0000) di dalamnya; hapus.",
        "{file}: it contains a NUL character (\\u0000); remove it.",
    ),
    "settings.marks": (
        '{file}: {key} harus daftar teks, seperti ["ilustratif"], bukan {value}.',
        '{file}: {key} must be a list of texts, like ["illustrative"], not {value}.',
    ),
    "settings.marks-many": (
        "{file}: {key}: {count} tanda, paling banyak {limit}; tiap tanda berlaku untuk semua baris berkasnya, jadi beberapa saja cukup: "
        "hapus yang lainnya.",
        "{file}: {key}: {count} {count:mark|marks}, {limit} at the most; each is said of all rows of its files, so that a few do: remove "
        "the others.",
    ),
    "settings.period": (
        "{file}: {key}: “{value}” bukan periode; tulis seperti 2025, 2025-S1, 2025-Q3 atau 2025-07.",
        "{file}: {key}: “{value}” is not a period; write it like 2025, 2025-S1, 2025-Q3 or 2025-07.",
    ),
    "settings.bound": (
        "iku.toml: files.{name}: tidak ada sumber atau dimensi berkunci itu; mungkin maksudnya {known}?",
        "iku.toml: files.{name}: there is no such source or keyed dimension; did you mean {known}?",
    ),
    "settings.bound-known": (
        "iku.toml: files.{name}: tidak ada sumber atau dimensi berkunci itu; yang ada: {known}.",
        "iku.toml: files.{name}: there is no such source or keyed dimension; there are: {known}.",
    ),
    "file.unreadable": ("{file} tidak dapat dibaca: {why}.", "{file} cannot be read: {why}."),
    **ERRNO,
    # specs
    "specs.none": (
        "tidak ada spec di {file}; sebutkan tempatnya dengan --specs, atau mulai dengan: iku-engine init contoh.",
        "there are no specs at {file}; say where they are with --specs, or start with: iku-engine init example.",
    ),
    "specs.empty": ("tidak ada berkas .iku di {file}.", "there is no .iku file in {file}."),
    "specs.broken": (
        "Spec memuat {count} galat, karena itu perintah ini tidak dijalankan.",
        "The specs have errors ({count}), so this command was not carried out.",
    ),
    # commands
    "explain.unknown": ("tidak ada masalah bernama “{name}”.", "there is no problem called “{name}”."),
    "explain.near": (
        "tidak ada masalah bernama “{name}”; maksudnya {near}?",
        "there is no problem called “{name}”; do you mean {near}?",
    ),
    "schema.unknown": (
        "tidak ada skema “{name}”; yang ada: {known}.",
        "there is no schema “{name}”; there are: {known}.",
    ),
    "import.target": (
        "nama berkas {file} bukan nama sumber atau dimensi; sebutkan tujuannya dengan --into. Yang ada: {known}.",
        "the file name {file} is not that of a source or dimension; name the target with --into. There are: {known}.",
    ),
    "facts.template.suffix": ("{file} harus bernama .xlsx.", "{file} must be called .xlsx."),
    "import.delimiter": (
        "pemisah kolom harus satu huruf (atau tab), bukan “{value}”.",
        "a delimiter is one character (or tab), not “{value}”.",
    ),
    "import.into": (
        "tidak ada sumber atau dimensi yang dimuat bernama “{name}”; yang ada: {known}.",
        "there is no source or loaded dimension called “{name}”; there are: {known}.",
    ),
    "trace.key": (
        "{indicator} dihitung per {dimensions}; sebutkan anggotanya dengan --key, misalnya {example}.",
        "{indicator} is evaluated per {dimensions}; name the member with --key, for example {example}.",
    ),
    "trace.no-key": (
        "{indicator} tidak dihitung per anggota; hapus --key.",
        "{indicator} has no members; leave out --key.",
    ),
    "too-many.traces": (
        "Jejak indikator-indikator ini berisi {count} bilangan, paling banyak {limit} dalam satu dokumen; sebutkan indikator yang "
        "diperlukan saja, atau tulis tanpa jejak: --no-trace.",
        "The traces of these indicators have {count} {count:number|numbers}, {limit} at the most in one document; name the indicators that "
        "are needed, or write them without traces: --no-trace.",
    ),
    "too-many.traces.report": (
        "Jejak indikator-indikator ini berisi {count} bilangan, paling banyak {limit} dalam satu laporan; sebutkan indikator yang "
        "diperlukan saja, atau kurangi tahunnya: --years 1.",
        "The traces of these indicators have {count} {count:number|numbers}, {limit} at the most in one report; name the indicators that "
        "are needed, or take fewer years: --years 1.",
    ),
    "too-many.indicators": (
        "Ada {count} indikator, paling banyak {limit} dalam satu laporan; sebutkan indikator yang diperlukan saja.",
        "There {count:is|are} {count} {count:indicator|indicators}, {limit} at the most in one report; name those that are needed.",
    ),
    "trace.nothing": (
        "{indicator} tidak punya hasil untuk {key} pada {period}.",
        "{indicator} has no result for {key} in {period}.",
    ),
    "facts.retract.what": (
        "sebutkan satu fakta (SUMBER KUNCI… --period P) atau satu batch (--batch N).",
        "name one fact (SOURCE KEY… --period P) or one batch (--batch N).",
    ),
    "facts.about-unknown": (
        "“{text}” bukan fakta atau hasil; tulis seperti 'espm 2024 3201', 'nilai_akip 2021', 'batch 12' atau "
        "'evaluasi 7'. Yang ada: {known}.",
        "“{text}” is no fact and no result; write it like 'espm 2024 3201', 'nilai_akip 2021', 'batch 12' or "
        "'run 7'. There are: {known}.",
    ),
    "facts.evidence.both": (
        "--get dan --save dipakai bersama: bukti yang mana, dan ke berkas mana.",
        "--get and --save go together: which evidence, and into which file.",
    ),
    "facts.evidence.unknown": (
        "tidak ada satu bukti dengan SHA-256 {digest}; sebutkan sedikitnya enam huruf pertamanya.",
        "there is no single evidence of SHA-256 {digest}; give at least its first six letters.",
    ),
    "facts.quarantine.several": (
        "karantina memuat baris beberapa sumber; sebutkan satu: {known}.",
        "the quarantine has rows of several sources; name one: {known}.",
    ),
    "runs.no-indicator": (
        "evaluasi {run} tidak memuat indikator {name}; yang ada: {known}.",
        "run {run} has no indicator {name}; there are: {known}.",
    ),
    "runs.no-entity": (
        "evaluasi {run} tidak memuat hasil {name} untuk {entity}; yang ada: {known}.",
        "run {run} has no result of {name} for {entity}; there are: {known}.",
    ),
    "runs.no-entities": (
        "evaluasi {run} tidak memuat hasil {name} per anggota; hapus --key.",
        "run {run} has no results of {name} by member; leave out --key.",
    ),
    "runs.no-period": (
        "evaluasi {run} tidak memuat hasil untuk {period}; yang ada: {known}.",
        "run {run} has no results of {period}; those there are: {known}.",
    ),
    "runs.no-results": ("evaluasi {run} tidak punya hasil.", "run {run} has no results."),
    "runs.verify.one": (
        "pilih satu: penyimpanan (N, --against, --restore), atau --file.",
        "choose one: the store (N, --against, --restore), or --file.",
    ),
    "runs.verify.key": ("--key dipakai bersama --file atau --against.", "--key goes with --file or --against."),
    "runs.head.sign": ("--sign dipakai bersama --to.", "--sign goes with --to."),
}
