"""The ledger's sentences, in Indonesian and English."""

from __future__ import annotations

from collections.abc import Mapping

LEDGER: Mapping[str, tuple[str, str]] = {
    "fact-unknown": (
        "tidak ada fakta {relation} untuk {key}",
        "there is no fact of {relation} for {key}",
    ),
    "fact-alike": ("“{member}” {reason}", "“{member}” {reason}"),
    "cells-copied": (
        "koreksi #{event} ({relation} {place}) masih memuat {columns} dari batch {batch} yang ditarik, dan tetap dihitung; "
        "betulkan (iku-engine facts correct {correct}), atau tarik koreksinya (iku-engine facts retract --batch {event})",
        "correction #{event} ({relation} {place}) still has {columns} of batch {batch}, which was taken back, and goes on counting; "
        "put it right (iku-engine facts correct {correct}), or take the correction back (iku-engine facts retract --batch {event})",
    ),
    "cells-kept": (
        "#{event} ({relation} {place}), yang datang dengan spec tanpa {columns}, masih memuatnya dari batch {batch} yang ditarik, dan "
        "tetap dihitung; betulkan (iku-engine facts correct {correct}), atau tarik juga batch itu "
        "(iku-engine facts retract --batch {event})",
        "#{event} ({relation} {place}), which came under specs without {columns}, still has it of batch {batch}, which was taken back, and "
        "goes on counting; put it right (iku-engine facts correct {correct}), or take that batch back as well "
        "(iku-engine facts retract --batch {event})",
    ),
    "retract-beyond": (
        "yang ditarik di {relation} memuat juga {columns}, yang tidak dikenal spesifikasi ini: {rows} baris, yang pertama {place}; "
        "bila memang begitu, ulangi dengan --yes",
        "what is taken back of {relation} also has {columns}, of which these specs do not know: {rows} {rows:row|rows}, the first {place}; "
        "if that is meant, run it again with --yes",
    ),
    "rows-mended": (
        "{count} baris karantina batch {batch} yang ditarik sudah diperbaiki oleh {file} (batch {by}) dan tetap dihitung: {rows}; "
        "kalau keliru juga, tarik batch itu (iku-engine facts retract --batch {by}) atau barisnya (iku-engine facts retract)",
        "{count} {count:row|rows} of the quarantine of batch {batch}, which was taken back, {count:was|were} mended by {file} "
        "(batch {by}) and {count:goes|go} on counting: {rows}; if wrong as well, take that batch back "
        "(iku-engine facts retract --batch {by}) or single rows",
    ),
    "rows-mended-differently": (
        "{place} diperbaiki oleh batch {batch} menjadi {now} dan oleh batch {other} menjadi {otherwise}, dan keduanya dihitung; tarik yang "
        "keliru (iku-engine facts retract --batch {batch}, atau {other})",
        "{place} was mended by batch {batch} as {now} and by batch {other} as {otherwise}, and both count; take the wrong one back "
        "(iku-engine facts retract --batch {batch}, or {other})",
    ),
    "rows-said-again": (
        "{count} baris tetap dihitung, karena {file} (batch {by}) memuatnya juga; kalau keliru juga, tarik batch itu "
        "(iku-engine facts retract --batch {by})",
        "{count} {count:row|rows} {count:goes|go} on counting, as {file} (batch {by}) has {count:it|them}, too; if wrong as well, take "
        "that batch back (iku-engine facts retract --batch {by})",
    ),
    "rows-said-unknown": (
        "{file} (batch {by}) memuat baris yang sudah ada ketika ia dimuat, dan tidak tersimpan baris yang mana; menarik batch {batch} "
        "dapat menghilangkan baris itu: tarik dahulu batch {by} (iku-engine facts retract --batch {by}), lalu batch {batch}, dan muat lagi "
        "berkas yang benar",
        "{file} (batch {by}) brought again what was there already when it was loaded, and which rows is not kept; to take batch {batch} "
        "back might lose them: take batch {by} back first (iku-engine facts retract --batch {by}), then batch {batch}, and load again what "
        "is right",
    ),
    "file-never-imported": (
        "tidak ada berkas {file} yang pernah diimpor; iku-engine facts list menyebut yang ada",
        "no file {file} was ever imported; iku-engine facts list names those that were",
    ),
    "file-no-row": (
        "tidak ada fakta dari baris {row} berkas {file}: barisnya judul, catatan, ditolak, atau sama dengan yang sudah ada",
        "no fact came from line {row} of {file}: it is a heading, a note, was rejected, or the same as one that was there",
    ),
    "fact-keys": (
        "kunci {relation}: {known}; yang diberikan: {given}",
        "the keys of {relation} are {known}; given were {given}",
    ),
    "fact-period": (
        "{relation} memerlukan periode {grain}, misalnya --period {example}",
        "{relation} needs a period of grain {grain}, such as --period {example}",
    ),
    "fact-column-twice": ("kolom {column} disebut dua kali: {values}", "column {column} is named twice: {values}"),
    "fact-column": (
        "{relation} tidak punya kolom {column}; kolomnya: {known}",
        "{relation} has no column {column}; its columns are {known}",
    ),
    "fact-cell": ("{column} = {value}: {reason}", "{column} = {value}: {reason}"),
    "fact-cell.empty": ("{column}: {reason}", "{column}: {reason}"),
    "fact-cell.row": ("{relation} {place}: {reason}", "{relation} {place}: {reason}"),
    "fact-cell.guess": ("{column} = {value}: {reason}; {guess}", "{column} = {value}: {reason}; {guess}"),
    "fact-same": (
        "nilainya sudah begitu; tidak ada yang dikoreksi",
        "it has that value already; nothing was corrected",
    ),
    "fact-register": (
        "{relation} {period} belum pernah dimuat: dalam sebuah daftar, satu baris berarti yang lain tidak ada; impor dahulu berkas daftar"
        " itu (boleh hanya kepala kolom dengan --period), lalu koreksi",
        "{relation} {period} was never loaded: in a register one row says that there are no others; import its file first (it may have a"
        " header only, with --period), then correct it",
    ),
    "store-disk": (
        "{store} tidak dapat ditulis atau dibaca di disk ini (penuh, melewati kuota, atau rusak); isinya tetap seperti semula",
        "the disk of {store} refused (full, over a quota, or broken); the store is as it was",
    ),
    "store-denied": (
        "penyimpanan {store}: pengguna basis data ini tidak berhak melakukannya ({detail})",
        "store {store}: this database user may not do that ({detail})",
    ),
    "store-denied.role": (
        "penyimpanan {store}: pengguna basis data ini tidak berhak melakukannya; yang berhak: {roles} ({detail})",
        "store {store}: this database user may not do that; who may: {roles} ({detail})",
    ),
    "store-guard": (
        "penyimpanan {store}: basis data menolak yang hendak ditulis: {why} ({detail})",
        "store {store}: the database refused what was to be written: {why} ({detail})",
    ),
    "guard.turn": ("ada yang menulis lebih dahulu; ulangi", "somebody else wrote first; try again"),
    "guard.stray": (
        "baris bukan milik peristiwa yang sedang ditulis",
        "rows are not those of the event that is being written",
    ),
    "guard.signer": ("yang menandatangani bukan pengguna sesi ini", "it is not signed by the user of the session"),
    "guard.time": ("waktunya bukan sekarang", "its time is not now"),
    "guard.sealed": ("hash tidak cocok dengan isinya", "a hash does not fit its content"),
    "guard.books": ("isi buku bukan yang dikatakan peristiwanya", "the books do not have what the event says"),
    "guard.late": (
        "periodenya ditutup, dan barisnya tidak dicatat sebagai terlambat",
        "its period is closed, and its rows are not noted as late",
    ),
    "guard.run": (
        "evaluasi itu mengatakan lain dari yang dilihatnya",
        "a run says other than what it saw",
    ),
    "guard.step": (
        "hasil menjadi final setelah direviu, dan yang final hanya disajikan kembali",
        "a result becomes final after its review, and a final one is only restated",
    ),
    "role.owner": ("pemilik tabelnya", "the owner of its tables"),
    "store-refused": (
        "penyimpanan {store} tidak dapat dibuka: {detail}",
        "store {store} cannot be opened: {detail}",
    ),
    "store-name": (
        "{store}: nama {name} lebih panjang dari {limit} bita yang disimpan PostgreSQL",
        "{store}: the name {name} is longer than the {limit} {limit:byte|bytes} that PostgreSQL keeps",
    ),
    "reason-lacking": (
        "tuliskan alasannya dengan --reason “…”; alasan itu tersimpan bersama perubahannya",
        "say why, by --reason “…”; the reason is kept with the change",
    ),
    "batch-unknown": ("tidak ada batch {batch}", "there is no batch {batch}"),
    "batch-gone": (
        "batch {batch} sudah ditarik",
        "batch {batch} was taken back already",
    ),
    "quarantine-closed": (
        "baris {place} tidak (lagi) menunggu di karantina",
        "row {place} does not wait in quarantine (any more)",
    ),
    "lock-already": ("{period} sudah dikunci", "{period} is closed already"),
    "lock-not": ("{period} tidak dikunci", "{period} is not closed"),
    "as-of": (
        "“{text}” bukan hari atau waktu; tulis misalnya 2026-03-31 atau 2026-03-31T14:00",
        "“{text}” is no day and no time; write, for example, 2026-03-31 or 2026-03-31T14:00",
    ),
    "note.late": (
        "{count} baris {file} (batch {batch}) datang setelah {period} dikunci dan belum dihitung",
        "{count} {count:row|rows} of {file} (batch {batch}) came after {period} was closed and {count:is|are} not counted yet",
    ),
    "run-unknown": ("tidak ada evaluasi {run}", "there is no run {run}"),
    "run-nothing": ("belum ada evaluasi yang tersimpan", "no run is stored yet"),
    "result-unknown": (
        "evaluasi {run} tidak memuat {result}",
        "run {run} has no result {result}",
    ),
    "step-order": (
        "{result} berstatus {status}; hanya hasil yang {needed} dapat menjadi {wanted}",
        "{result} is {status}; only one that is {needed} can become {wanted}",
    ),
    "step-final": (
        "{result} sudah final (evaluasi {run}); hasil final hanya dapat dinyatakan ulang dengan --restate dan alasan",
        "{result} is final already (run {run}); a final result can only be restated, by --restate and a reason",
    ),
    "step-not-final": (
        "{result} belum final, jadi tidak ada yang dinyatakan ulang; jadikan final tanpa --restate",
        "{result} is not final, so there is nothing to restate; make it final without --restate",
    ),
    "step-same": (
        "{result} sudah final dengan hasil yang sama (evaluasi {run}); tidak ada lagi yang perlu dijadikan final atau dinyatakan ulang",
        "{result} is final already with the same result (run {run}); nothing is left to make final or to restate",
    ),
    "step-back": (
        "{result} di evaluasi {run} pernah final dan sudah dinyatakan ulang (evaluasi {final}); untuk kembali ke hasil itu, hitung sekali "
        "lagi dengan iku-engine eval, lalu reviu dan nyatakan ulang evaluasi yang baru",
        "{result} of run {run} was final and has been restated since (run {final}); to go back to it, evaluate once more "
        "by iku-engine eval, then review and restate the new run",
    ),
    "doubtful": (
        "ada yang meragukan; evaluasi {run} belum dijadikan final. Periksa dulu; jika tetap akan final, tulis alasannya dengan "
        "--despite “…”",
        "some of it is doubtful; run {run} was not made final. Look at it first; to make it final all the same, say why by "
        "--despite “…”",
    ),
    "doubt.missing": (
        "tidak punya nilai ({count}): {results}",
        "results without a value ({count}): {results}",
    ),
    "doubt.inputs": (
        "ada masukan yang kosong ({count}): {results}",
        "results to which inputs are missing ({count}): {results}",
    ),
    "doubt.mark.illustrative": (
        "bertumpu pada data ilustratif, bukan data resmi ({count}): {results}",
        "results that rest on illustrative data, which is not official ({count}): {results}",
    ),
    "doubt.mark.declared": (
        "bertumpu pada data bertanda “{mark}” ({count}): {results}",
        "results that rest on data marked “{mark}” ({count}): {results}",
    ),
    "doubt.achievement": (
        "tidak punya target atau capaian ({count}): {results}",
        "results without their target or achievement ({count}): {results}",
    ),
    "doubt.category": (
        "di luar semua kategori skalanya ({count}): {results}",
        "results outside every category of their scale ({count}): {results}",
    ),
    "doubt.different": (
        "angka resminya lain daripada yang dihitung ({count}): {results}",
        "results of which the official figure is not the one that is computed ({count}): {results}",
    ),
    "doubt.not-computed": (
        "ada angka resminya, dan tidak ada yang dihitung di sampingnya ({count}): {results}",
        "results with an official figure, and none that is computed beside it ({count}): {results}",
    ),
    "doubt.mark.as-printed": (
        "dihitung dengan angka sebagaimana tercetak, tanpa koreksi ({count}): {results}",
        "results computed with the figures as they are printed, without corrections ({count}): {results}",
    ),
    "doubt.mark.near-end": (
        "begitu dekat dengan batas pembulatan, kategori, atau pembanding sehingga digit yang tidak dihitung "
        "menentukan ({count}): {results}",
        "results so near to where a rounding, a category or a comparison turns that digits decide which are not "
        "computed ({count}): {results}",
    ),
    "doubt.mark.by-rule": (
        "masukan yang kosong diisi atau dilewati menurut aturan ({count}): {results}",
        "results for which a rule filled or left out inputs that are missing ({count}): {results}",
    ),
    "doubt.mark.partial": (
        "dari sebagian saja, {mark} ({count}): {results}",
        "results from a part only, {mark} ({count}): {results}",
    ),
    "doubt.mark.not-loaded-filled": (
        "periode yang belum dimuat diisi menurut aturan ({count}): {results}",
        "results for which a rule filled periods that are not loaded ({count}): {results}",
    ),
    "doubt.changed": (
        "menurut fakta sekarang hasilnya lain: {results}; hitung dan reviu lagi",
        "the facts of now make another figure of: {results}; evaluate and review again",
    ),
    "doubt.to-look-at": (
        "baris yang ikut dihitung ({count}): {rows}: {why}",
        "rows that count ({count}): {rows}: {why}",
    ),
    "doubt.not-held-again": (
        "apakah baris {relation} memenuhi “periksa”-nya terakhir dilihat ketika baris itu masuk, karena terlalu banyak; “iku-engine facts "
        "list {relation}” melihatnya lagi",
        "whether rows of {relation} keep its “check” was last looked at as they came, as they are too many; “iku-engine facts list "
        "{relation}” looks again",
    ),
    "doubt.figures": ("angka yang ikut dihitung ({rows}): {why}", "figures that count ({rows}): {why}"),
    "noticed.said": ("{id}", "{en}"),
    "doubt.specs-refuse": (
        "menurut spesifikasi sekarang tidak dapat dihitung ({count}): {results} ({reason}); perbaiki itu, lalu hitung dan reviu lagi",
        "by the specs of now these cannot be computed ({count}): {results} ({reason}); mend that, then evaluate and review again",
    ),
    "doubt.specs": (
        "menurut spesifikasi sekarang hasilnya lain: {results}; hitung dan reviu lagi",
        "the specs of now make another figure of: {results}; evaluate and review again",
    ),
    "doubt.same-person": (
        "{user} sendiri yang membawa faktanya: {files} ({count} hasil: {results})",
        "{user} brought the facts, too: {files} (results: {count}: {results})",
    ),
    "step.draft": ("draf", "a draft"),
    "step.reviewed": ("sudah direviu", "reviewed"),
    "step.final": ("final", "final"),
    "extra-lacking": (
        'untuk ini perlu paket tambahan: pip install "iku-engine[{extra}]"',
        'this needs a further package: pip install "iku-engine[{extra}]"',
    ),
    "attach-size": (
        "{file} lebih besar dari {limit} MB",
        "{file} is larger than {limit} MB",
    ),
    # what verifying finds
    "verify.chain": (
        "peristiwa {event}: hash tidak cocok dengan isinya atau dengan peristiwa sebelumnya",
        "event {event}: the hash does not fit its content, or the event before it",
    ),
    "verify.gap": ("peristiwa {event} hilang", "event {event} is gone"),
    "verify.time": (
        "peristiwa {event} lebih awal dari yang sebelumnya",
        "event {event} is earlier than the one before it",
    ),
    "verify.unchecked": (
        "{file} bertanda tangan; tanda tangannya tidak diperiksa (--key)",
        "{file} is signed; its signature was not looked at (--key)",
    ),
    "verify.clock": (
        "waktu peristiwa sebelum {event} ({before}) mendahului jam: sejak itu {at}; “sebagaimana diketahui” mengikuti urutannya",
        "the times before event {event} ({before}) lie ahead; from there it is {at}; “as known” goes by the order of events",
    ),
    "clock-far": (
        "jam komputer ini menunjuk {now}, sedangkan peristiwa terakhir tercatat {last}; salah satunya keliru. Betulkan jam; jika jam ini"
        " yang benar, ulangi dengan --clock-is-right",
        "the clock of this computer says {now}, and the last event was at {last}; one of the two is wrong. Set the clock; if it is right,"
        " say so by --clock-is-right",
    ),
    "clock-far.server": (
        "jam peladen basis data menunjuk {now}, sedangkan peristiwa terakhir tercatat {last}; salah satunya keliru. Mintalah jam itu"
        " dibetulkan; jika sudah benar, pemilik tabel-tabelnya menyatakannya dengan --clock-is-right",
        "the clock of the database server says {now}, and the last event was at {last}; one of the two is wrong. Have that clock set;"
        " if it is right, the owner of its tables says so by --clock-is-right",
    ),
    "clock-beside": (
        "jam komputer ini menunjuk {now}, sedangkan penyimpanannya {other}; betulkan jam; jika jam ini yang benar, ulangi dengan"
        " --clock-is-right",
        "the clock of this computer says {now}, and where the store lies it is {other}; set the clock; if it is right, say so by"
        " --clock-is-right",
    ),
    "verify.book": (
        "peristiwa {event}: yang tertulis di tabel {table} bukan yang disegel",
        "event {event}: what stands in table {table} is not what was sealed",
    ),
    "verify.rows": (
        "batch {batch}: baris-baris {relation} bukan yang disegel ({file})",
        "batch {batch}: the rows of {relation} are not those that were sealed ({file})",
    ),
    "verify.stray": (
        "{count} baris {relation} bukan dari batch mana pun",
        "{count} {count:row|rows} of {relation} {count:belongs|belong} to no batch",
    ),
    "verify.astray": (
        "{relation}: satu baris menunjuk baris lain yang bukan seperti yang dikatakannya (row_id {row})",
        "{relation}: a row points at another that is not what it says it is (row_id {row})",
    ),
    "verify.unlike": (
        "{relation}, kolom {column}, batch {batches}: isi yang tidak ditulis program ini (kosong padahal wajib terisi, tidak berlaku"
        " padahal terisi, bukan ya atau tidak, atau bukan tanggal)",
        "{relation}, column {column}, batch {batches}: cells that this program does not write (empty though each row has one, not"
        " applicable though there is something, neither yes nor no, or no date)",
    ),
    "verify.beside": (
        "batch {batch}: penggantian, periode atau karantinanya bukan yang disegel ({file})",
        "batch {batch}: what it superseded, its periods or its quarantine are not what was sealed ({file})",
    ),
    "verify.late": (
        "batch {batch} ({user}; {file}) ditulis ke {relation} {period} yang sudah ditutup (#{lock}), dan tidak dicatat terlambat",
        "batch {batch} ({user}; {file}) was written into {relation} {period} while it was closed (#{lock}), and is not noted as late",
    ),
    "verify.not-late": (
        "batch {batch} ({user}; {file}) dicatat terlambat untuk {relation} {period}, padahal periode itu tidak ditutup",
        "batch {batch} ({user}; {file}) is noted as late for {relation} {period}, which was not closed",
    ),
    "verify.admitted": (
        "peristiwa {event} menerima batch {batch} untuk {relation}, yang tidak menunggu di sana",
        "event {event} lets in batch {batch} for {relation}, which did not wait there",
    ),
    "verify.admitted-less": (
        "peristiwa {event} membuka {relation} {period} tanpa menerima batch {batch} yang menunggu di sana; tutup lalu buka lagi "
        "(iku-engine facts lock, facts unlock)",
        "event {event} opened {relation} {period} without letting in batch {batch}, which waited there; close it and open it again "
        "(iku-engine facts lock, facts unlock)",
    ),
    "verify.twice": (
        "{relation}: lebih dari satu baris {place} ikut terhitung",
        "{relation}: more than one row of {place} counts",
    ),
    "store-twice": (
        "lebih dari satu baris {relation} {place} akan terhitung: yang menunggu belum diterima ketika {period} dibuka; tutup (bila "
        "terbuka) lalu buka lagi (iku-engine facts lock {period}, facts unlock {period})",
        "more than one row of {relation} {place} would count: what waited was not let in when {period} was opened; close it (where it "
        "is open) and open it again (iku-engine facts lock {period}, facts unlock {period})",
    ),
    "store-twice.changed": (
        "lebih dari satu baris {relation} {place} akan terhitung, padahal peristiwanya tidak demikian: penyimpanan ini berubah di luar "
        "program; iku-engine runs verify menyebut apa yang berubah",
        "more than one row of {relation} {place} would count, which its events do not tell: this store was changed beside the program; "
        "iku-engine runs verify names what was changed",
    ),
    "demand.back": (
        "{count} baris {relation} akan terhitung lagi, padahal spec kini tidak menerimanya: {places}: {reason}; koreksi satu per satu "
        "(facts correct) alih-alih menarik seluruh batch, atau ubah dahulu spec-nya",
        "{count} {count:row|rows} of {relation} would count again, and the specs do not take {count:it|them} now: {places}: {reason}; put "
        "facts right one by one (facts correct) instead of taking the whole batch back, or change the specs first",
    ),
    "demand.let-in": (
        "{count} baris {relation} akan terhitung bila periode ini dibuka, padahal spec tidak menerimanya: {places}: {reason}; koreksi "
        "dahulu baris itu, atau yang dibandingkan dengannya (facts correct)",
        "{count} {count:row|rows} of {relation} would count once this is open, and the specs do not take {count:it|them}: {places}: "
        "{reason}; first put {count:it|them} right, or what {count:it is|they are} held against (facts correct)",
    ),
    "demand.kept": (
        "{count} baris {relation} tetap tidak diterima spec sesudah koreksi ini: {places}: {reason}; "
        "betulkan sel itu dalam koreksi yang sama",
        "after this correction the specs still do not take {count} {count:row|rows} of {relation}: {places}: {reason}; "
        "put that cell right in the same correction",
    ),
    "demand.beside": (
        "{count} baris {relation} tidak lagi diterima spec karena yang dibandingkan dengannya berubah: {places}: {reason}; koreksi atau "
        "tarik dahulu baris itu (facts correct, facts retract)",
        "the specs would no longer take {count} {count:row|rows} of {relation}, as what {count:it is|they are} held against changes: "
        "{places}: {reason}; first put {count:it|them} right, or take {count:it|them} back (facts correct, facts retract)",
    ),
    "demand.beside-own": (
        "{count} baris {relation} yang masuk tidak diterima spec bila terhitung bersama: {places}: {reason}; tidak ada yang disimpan; "
        "betulkan baris itu di asalnya, lalu ulangi",
        "the specs would not take {count} {count:row|rows} of {relation} that {count:comes|come} in, once all of them count: {places}: "
        "{reason}; nothing was kept; put {count:it|them} right where {count:it comes|they come} from, and repeat",
    ),
    "demand.then": (
        "pada waktu itu terhitung {count} baris {relation} yang kini tidak diterima spec: {places}: {reason}; pakai spec waktu "
        "itu (--specs)",
        "at that time {count} {count:row|rows} of {relation} counted that the specs do not take now: {places}: {reason}; use the specs of "
        "that time (--specs)",
    ),
    "demand.required": ("kolom {column} kosong", "column {column} is empty"),
    "demand.range": ("di luar rentang kolom {column}", "outside the range of column {column}"),
    "demand.choices": ("pilihan yang tidak dikenal kolom {column}", "a choice that column {column} does not have"),
    "demand.unknown": (
        "yang menunggu dari {relation} harus memenuhi syarat, dan spec ini tidak memuatnya; buka dengan spec yang memuatnya (--specs)",
        "rows of {relation} that wait have to keep rules, and these specs do not have {relation}; open it with the specs that do (--specs)",
    ),
    "verify.step": (
        "peristiwa {event} ({user}): {result} menjadi {status}, padahal langkah itu belum terbuka baginya",
        "event {event} ({user}): {result} became {status}, and that step was not open to it",
    ),
    "verify.text": (
        "peristiwa {event}: {table} memuat teks yang tidak ditulis oleh iku-engine",
        "event {event}: {table} has a text that iku-engine did not write",
    ),
    "verify.step-none": (
        "peristiwa {event} ({user}): {result} menjadi {status}, padahal evaluasi {run} tidak memuatnya",
        "event {event} ({user}): {result} became {status}, and run {run} has no such result",
    ),
    "verify.unnamed": (
        "tabel {table} berisi {sha256}, yang tidak disebut peristiwa mana pun",
        "table {table} has {sha256}, which no event names",
    ),
    "verify.not-whole": (
        "tabel {table}, kolom {column}, baris {rows}: isinya bukan bilangan bulat, jadi bukan tulisan program ini",
        "table {table}, column {column}, row {rows}: what stands there is no whole number, so this program did not write it",
    ),
    "verify.not-bytes": (
        "tabel {table}, kolom {column}, baris {rows}: isinya bukan byte, jadi bukan tulisan program ini",
        "table {table}, column {column}, row {rows}: what stands there are no bytes, so this program did not write it",
    ),
    "verify.not-text": (
        "tabel {table}, kolom {column}, baris {rows}: isinya bukan teks UTF-8, jadi bukan tulisan program ini",
        "table {table}, column {column}, row {rows}: what stands there is no text (UTF-8), so this program did not write it",
    ),
    "verify.unreadable": (
        "peristiwa {event}: yang tersimpan tidak dapat dibaca ({detail})",
        "event {event}: what is stored cannot be read ({detail})",
    ),
    "verify.bound": ("evaluasi {run}: {reason}", "run {run}: {reason}"),
    "verify.specs": (
        "evaluasi {run}: spesifikasi {file} tidak ada atau berubah",
        "run {run}: spec {file} is gone or changed",
    ),
    "verify.specs-long.letters-again": (
        "evaluasi {run}: berkas spesifikasinya yang sama dengan yang lain bersama-sama lebih panjang dari {limit} huruf: {count}",
        "run {run}: its spec files that are the same as others are together longer than {limit} {limit:character|characters}: {count}",
    ),
    "verify.specs-long.letters-together": (
        "evaluasi {run}: berkas spesifikasinya bersama-sama lebih panjang dari {limit} huruf: {count}",
        "run {run}: its spec files together are longer than {limit} {limit:character|characters}: {count}",
    ),
    "verify.specs-broken": (
        "evaluasi {run}: spesifikasinya tidak dapat dipakai oleh versi ini",
        "run {run}: its specs cannot be used by this version",
    ),
    "verify.seen": (
        "evaluasi {run}: katanya melihat sampai peristiwa {seen}, yang tidak mendahuluinya",
        "run {run}: it says that it saw event {seen}, which is not before it",
    ),
    "verify.as-of": (
        "evaluasi {run}: katanya seperti diketahui {at} dan melihat sampai peristiwa {seen}, padahal saat itu yang terakhir {last}",
        "run {run}: it says that it is as known {at} and saw event {seen}, and the last one until then is {last}",
    ),
    "verify.as-of-files": (
        "evaluasi {run}: katanya seperti diketahui {at}, padahal ia membaca berkas, yang hanya diketahui sebagaimana adanya kini",
        "run {run}: it says that it is as known {at}, and it reads files, which are known only as they are",
    ),
    "verify.specs-other": (
        "evaluasi {run}: identitas spesifikasinya bukan identitas berkas-berkas yang disebutnya",
        "run {run}: the identity of its specs is not that of the files that it names",
    ),
    "run-meanwhile": (
        "seseorang menulis selagi ini dihitung, pada waktu yang termasuk {at}; ulangi",
        "somebody wrote while this was evaluated, at a time that belongs to {at}; repeat it",
    ),
    "verify.results": ("evaluasi {run}: hasil yang tersimpan berubah", "run {run}: the stored results were changed"),
    "verify.differs": (
        "evaluasi {run}: {result} tersimpan {stored}, dihitung ulang {computed}",
        "run {run}: {result} is stored as {stored}, and computed again it is {computed}",
    ),
    "verify.file": ("bukti {file}: isinya bukan yang disegel", "evidence {file}: its content is not what was sealed"),
    "catalog.table": ("tabel", "table"),
    "catalog.index": ("indeks", "index"),
    "catalog.trigger": ("pemicu", "trigger"),
    "catalog.key": ("kunci asing", "foreign key"),
    "catalog.view": ("view", "view"),
    "catalog.function": ("fungsi", "function"),
    "catalog.rule": ("aturan", "rule"),
    "catalog.policy": ("kebijakan", "policy"),
    "catalog.grant": ("hak", "right"),
    "catalog.owner": ("pemilik lain", "another owner"),
    "catalog.shadow": ("pengganti fungsi PostgreSQL", "what stands for a function or operator of PostgreSQL,"),
    "catalog.other": ("objek", "object"),
    "verify.catalog-missing": ("{kind} {name} tidak ada di basis data", "{kind} {name} is missing from the database"),
    "verify.catalog-missing.on": (
        "{kind} {name} pada tabel {table} tidak ada di basis data",
        "{kind} {name} on table {table} is missing from the database",
    ),
    "verify.catalog-changed": (
        "{kind} {name} bukan seperti yang dibuat program",
        "{kind} {name} is not as the program makes it",
    ),
    "verify.catalog-changed.on": (
        "{kind} {name} pada tabel {table} bukan seperti yang dibuat program",
        "{kind} {name} on table {table} is not as the program makes it",
    ),
    "verify.catalog-extra": ("{kind} {name} bukan buatan program", "{kind} {name} is none that the program made"),
    "verify.catalog-extra.on": (
        "{kind} {name} pada tabel {table} bukan buatan program",
        "{kind} {name} on table {table} is none that the program made",
    ),
    "verify.catalog-grant": (
        "{user} mempunyai hak yang tidak diberikan program: {right}",
        "{user} has a right that the program gave nobody: {right}",
    ),
    "verify.catalog-table": (
        "tabel {table} bukan seperti yang dibuat program; kurang: {lacks}; lebih: {has}",
        "table {table} is not as the program makes it; it lacks {lacks}; it has {has}",
    ),
    "verify.catalog-denied": (
        "tabel, pemicu dan indeks tidak dibandingkan: pengguna basis data ini tidak boleh membuat tabel sementara",
        "tables, triggers and indexes were not compared: this database user may make no temporary tables",
    ),
    "verify.notes-denied": (
        "{table} tidak diperiksa: pengguna basis data ini tidak boleh membacanya",
        "{table} was not looked at: this database user may not read it",
    ),
    "verify.integrity": (
        "pemeriksaan keutuhan basis data: {detail}",
        "the integrity check of the database says: {detail}",
    ),
    "verify.foreign": (
        "{count} baris {table} menunjuk ke baris yang tidak ada",
        "{table}: {count} {count:row|rows} without the row to which a foreign key leads",
    ),
    "restored.made": ("{kind} {name} pada {table} dibuat lagi", "made {kind} {name} on {table} again"),
    "restored.gone": (
        "{kind} {name} pada {table}, bukan buatan program, dihapus",
        "took away {kind} {name} on {table}, which the program had not made",
    ),
    "restored.indexes": ("semua indeks dibangun ulang", "built all indexes anew"),
    "verify.head-cut": (
        "{by} mengenal peristiwa {event}, sedangkan rantai ini berakhir pada {last}: rantainya dipotong, atau ini salinan yang lebih lama",
        "{by} knows event {event}, and this chain ends at {last}: it was cut, or this is an older copy",
    ),
    "verify.head-other": (
        "peristiwa {event} lain daripada yang dikenal {by}: rantainya dibuat ulang sejak itu atau lebih awal",
        "event {event} is another one than {by} knows: the chain was made anew from there on, or earlier",
    ),
    "verify.head-unknown": (
        "tidak ada peristiwa dengan hash {by}: rantainya dipotong atau dibuat ulang",
        "no event has the hash {by}: the chain was cut or made anew",
    ),
    "head-none": (
        "{file} tidak memuat kepala rantai (bukan ekspor, laporan, atau berkas dari runs head)",
        "{file} has no head of a chain (it is no export, no report and no file of runs head)",
    ),
    "head-unsigned": (
        "{file} tidak ditandatangani dengan kunci itu",
        "{file} is not signed with that key",
    ),
    "verify.signature": ("tanda tangan tidak cocok", "the signature does not fit"),
    "export-format": ("{file} bukan ekspor evaluasi", "{file} is no exported run"),
    "export-values": (
        "{file} berisi lebih dari {limit} nilai, terlalu banyak untuk dibaca; verifikasi penyimpanannya sendiri, bukan ekspornya",
        "{file} has more than {limit} {limit:value|values}, too many to be read; verify the store itself, not its export",
    ),
    "export-broken": (
        "{file} bukan ekspor yang utuh: {place} tidak seperti yang ditulis runs export; ekspor lagi dari penyimpanannya",
        "{file} is no whole export: {place} is not as runs export writes it; export it again from its store",
    ),
    "export-key": ("{file} bukan kunci Ed25519", "{file} is no Ed25519 key"),
}
