"""The words around results: headings, states, marks, what stands below a trace. Each key: Indonesian, English."""

from __future__ import annotations

from iku_dsl.keywords import PROSES, called_like_words

WORDS: dict[str, tuple[str, str]] = {
    # check, fmt, test, import, eval: the line beside the result
    "check.clean": ("{files} berkas diperiksa, tanpa masalah.", "Files checked: {files}; no problems."),
    "check.found": (
        "{files} berkas diperiksa: {errors} galat, {warnings} peringatan.",
        "Files checked: {files}; errors: {errors}, warnings: {warnings}.",
    ),
    "proofs.errors": (
        "Yang terbukti baru dapat disebut setelah galatnya diperbaiki.",
        "What is proven can be told once the errors are mended.",
    ),
    "proofs.none": ("Tidak ada yang perlu dibuktikan.", "There is nothing to prove."),
    "fmt.would": (
        "{changed} dari {files} berkas akan berubah.",
        "Would change {changed} of {files} {files:file|files}.",
    ),
    "fmt.done": ("{changed} dari {files} berkas dirapikan.", "Rewrote {changed} of {files} {files:file|files}."),
    "test.running": ("menjalankan {count} uji …", "running tests: {count} …"),
    "import.running": ("memuat {file} …", "loading {file} …"),
    "import.read": ("{count} baris", "{count} {count:row|rows}"),
    "eval.running": ("menghitung {period} …", "evaluating {period} …"),
    "eval.kept": ("Tersimpan sebagai evaluasi #{run}.", "Kept as run #{run}."),
    "eval.not-kept": ("Hasil ini tidak tersimpan: {why}.", "This result was not kept: {why}."),
    "cross.running": ("memeriksa silang …", "cross-checking …"),
    "cross.agreed": (
        "Pemeriksaan silang: {count} hasil cocok dengan {checker}.",
        "Cross-check: results that agree with {checker}: {count}.",
    ),
    "cross.given-up": (
        "Tidak dibandingkan karena rangkaian indikatornya terlalu panjang: {count} hasil.",
        "Results that were not compared, as their chain of indicators is too long: {count}.",
    ),
    "cross.cut": (
        "Isi bagi yang kosong tidak dicoba untuk semua hasil, karena terlalu banyak; sebut indikator atau --key untuk mencobanya.",
        "What may be missing was not tried for all results, as that is too much; name an indicator or a --key to have it tried.",
    ),
    "cross.differs": (
        "pemeriksaan silang: {indicator} ({where}): {part}: evaluasi memperoleh {evaluated}, {checker} {found}. "
        "Tidak ada yang disimpan. Ini kesalahan iku-engine, bukan kesalahan Anda; mohon laporkan.",
        "cross-check: {indicator} ({where}): {part}: the evaluation has {evaluated}, {checker} {found}. "
        "Nothing was kept. This is a bug of iku-engine, not yours; please report it.",
    ),
    "cross.reference": ("evaluator acuan", "the reference evaluator"),
    "cross.engine": ("mesin {name}", "engine {name}"),
    "cross.node": ("{text}", "{text}"),
    "cross.guard": ("penjaga {text}", "guard {text}"),
    "cross.result": ("hasil", "result"),
    "cross.category": ("kategori", "category"),
    "cross.target": ("target {text}", "target {text}"),
    "cross.achievement": ("capaian {text}", "achievement {text}"),
    "cross.rank": ("peringkat", "rank"),
    "cross.bounds": ("batas {text}", "bounds {text}"),
    "cross.tight": ("ujung batas", "end of the bounds"),
    "store.no-facts": (
        "Belum ada fakta di {store}; muat dahulu: iku-engine import BERKAS.csv --into {first}",
        "There are no facts in {store} yet; load some: iku-engine import FILE.csv --into {first}",
    ),
    "store.no-facts-of-several": (
        "Belum ada fakta di {store}; muat dahulu: iku-engine import BERKAS.csv --into {first} (begitu juga: {rest})",
        "There are no facts in {store} yet; load some: iku-engine import FILE.csv --into {first} (likewise: {rest})",
    ),
    # states and truths
    "state.value": ("nilai", "value"),
    "state.missing": ("kosong", "missing"),
    "state.not-applicable": ("tidak berlaku", "not applicable"),
    "state.error": ("galat", "error"),
    "truth.yes": ("ya", "yes"),
    "truth.no": ("tidak", "no"),
    # the table
    "table.indicator": ("Indikator", "Indicator"),
    "table.period": ("Periode", "Period"),
    "table.key": ("Anggota", "Member"),
    "table.value": ("Nilai", "Value"),
    "table.category": ("Kategori", "Category"),
    "table.target": ("Target", "Target"),
    "table.achievement": ("Capaian", "Achievement"),
    "table.rank": ("Peringkat", "Rank"),
    "table.state": ("Keadaan", "State"),
    "table.more": ("… dan {count} lagi: {summary}", "… and {count} more: {summary}"),
    "table.outside": ("di luar kategori", "outside the bands"),
    "table.nothing": ("Tidak ada hasil.", "No results."),
    "table.untraced": (
        "Jejak {count} hasil lain tidak ditampilkan di sini, terlalu panjang untuk dibaca; minta satu: iku-engine trace {indicator}",
        "{count:The trace|The traces} of {count} other {count:result is|results are} not shown, too long to be"
        " read; ask for one: iku-engine trace {indicator}",
    ),
    "table.trace-hint": (
        "Jejak satu anggota: iku-engine trace {indicator} --period {period} --key {key}",
        "The trace of one member: iku-engine trace {indicator} --period {period} --key {key}",
    ),
    "as-printed": (
        "SEPERTI TERCETAK: bobot dan ambang tanpa koreksi, hanya sebagai pembanding",
        "AS PRINTED: weights and limits without corrections, for comparison only",
    ),
    "as-of": (
        "SEBAGAIMANA DIKETAHUI {time}: fakta yang datang sesudahnya tidak dihitung",
        "AS KNOWN {time}: facts that came later are not counted",
    ),
    "as-printed.short": ("seperti tercetak", "as printed"),
    # in the tree
    "tree.counted": ("dihitung", "counted"),
    "tree.members": ("anggota", "members"),
    "tree.left-out": ("tidak dihitung", "left out"),
    "tree.unknown": ("belum diketahui", "unknown"),
    "tree.more": ("… dan {count} lagi (--depth all)", "… and {count} more (--depth all)"),
    "tree.rounded": ("dibulatkan ke {digits} desimal", "rounded to {digits} {digits:decimal|decimals}"),
    "tree.rounded-to-whole": ("dibulatkan ke kelipatan {step}", "rounded to a multiple of {step}"),
    "tree.between": ("antara {low} dan {high}", "between {low} and {high}"),
    "tree.at-least": ("paling sedikit {low}", "at least {low}"),
    "tree.at-most": ("paling banyak {high}", "at most {high}"),
    "tree.amended": ("koreksi #{batch}{user}, {day}", "correction #{batch}{user}, {day}"),
    "tree.official": ("nilai resmi {text}", "official value {text}"),
    "tree.achievement": ("capaian", "achievement"),
    "tree.target": ("target", "target"),
    "tree.reweighted": ("bobot semula {declared}", "declared weight {declared}"),
    # below the tree
    "below.reason": ("alasan", "reason"),
    "below.bounds": ("batas", "bounds"),
    "below.bounds.loose": ("{bounds} (batas aman, mungkin lebih lebar)", "{bounds} (safe bounds, perhaps too wide)"),
    "below.may-be-na": ("mungkin juga tidak berlaku", "may also be not applicable"),
    "below.category": ("kategori", "band"),
    "below.category.possible": ("belum pasti: {possible}", "not certain: {possible}"),
    "below.category.certain": ("pasti, apa pun yang masih kosong", "certain, whatever is still missing"),
    "below.next.above": (
        "{band} mulai di atas {end}: kurang lebih dari {distance}",
        "{band} starts above {end}: lacks more than {distance}",
    ),
    "below.next.from": ("{band} mulai {end}: kurang {distance}", "{band} starts at {end}: lacks {distance}"),
    "below.next.below": (
        "{band} di bawah {end}: turun lebih dari {distance}",
        "{band} is below {end}: down by more than {distance}",
    ),
    "below.next.to": ("{band} sampai {end}: turun {distance}", "{band} goes up to {end}: down by {distance}"),
    "below.target": ("target", "target"),
    "below.target.reached": ("tercapai", "reached"),
    "below.target.missed": ("belum tercapai", "not reached"),
    "below.target.text": ("{target}; capaian {achievement}", "{target}; achievement {achievement}"),
    "below.rank": ("peringkat", "rank"),
    "below.official": ("resmi", "official"),
    "below.comparison": ("bandingan", "comparison"),
    "below.compared": (
        "{published}, hitungan {computed}, selisih {difference} (toleransi {tolerance}): {verdict}",
        "{published}, computed {computed}, difference {difference} (within {tolerance}): {verdict}",
    ),
    "below.compared.absent": ("belum ada", "not there yet"),
    "below.compared.no-value": ("tidak bernilai", "without a value"),
    "below.compared.outside": (
        "{published}, hitungan {computed}: di luar batas itu",
        "{published}, computed {computed}: outside of these bounds",
    ),
    "below.compared.none": ("{published}, hitungan {computed}", "{published}, computed {computed}"),
    "verdict.equal": ("cocok", "equal"),
    "verdict.different": ("berbeda", "different"),
    "below.guard": ("syarat", "guard"),
    "below.missing": ("kosong", "missing"),
    "below.missing.several": ("{why} ({count} isian)", "{why} ({count} {count:input|inputs})"),
    "below.missing.more": ("… dan {count} lagi", "… and {count} more"),
    "below.correction": ("koreksi", "correction"),
    "below.correction.text": (
        "{name} {used}, tercetak {printed}: {reason}",
        "{name} {used}, printed {printed}: {reason}",
    ),
    **called_like_words("below", (*PROSES, "owner")),
    "below.note": ("catatan", "note"),
    "below.weight": ("bobot", "weights"),
    "below.weight.text": ("dalam kurung: bobot atas nilai akhir", "in parentheses: weight in the final value"),
    # facts
    "facts.template.done": (
        "{file}: templat untuk {source}, {rows} baris sudah berisi kunci; isi lalu muat: iku-engine import {file} --into {source}",
        "{file}: the template of {source}, rows with keys filled in: {rows}; fill it in, then: iku-engine import {file} --into {source}",
    ),
    # tests
    "test.counts": ("{passed} lulus, {failed} gagal", "{passed} passed, {failed} failed"),
    "test.untraced": (
        "Hasil {limit} uji pertama yang gagal ditunjukkan dengan penjabarannya.",
        "Only the first {limit} failing {limit:test is|tests are} shown with a trace.",
    ),
    "test.coverage": ("{kind} teruji: {reached} dari {total}", "{kind} reached: {reached} of {total}"),
    "test.coverage.missed": (
        "{kind} teruji: {reached} dari {total} (belum: {missed})",
        "{kind} reached: {reached} of {total} (not: {missed})",
    ),
    "test.kind.bands": ("kategori", "bands"),
    "test.kind.branches": ("cabang", "branches"),
    "test.kind.guards": ("syarat", "guards"),
    # mutants
    "mutate.running": ("mencoba kesalahan kecil", "trying small mistakes"),
    "mutate.failing": (
        "Ada uji yang gagal; --mutate baru berguna setelah semua uji lulus.",
        "There are failing tests; --mutate is of use once all of them pass.",
    ),
    "mutate.survived": ("lolos", "survived"),
    "mutate.counts": (
        "{total} kesalahan kecil dicoba: {check} ketahuan check, {test} ketahuan uji, {survived} lolos",
        "{total} small {total:mistake|mistakes} tried: {check} noticed by check, {test} by tests, {survived} survived",
    ),
    "mutate.left-out": (
        "{count} lagi tidak dicoba karena akan lama; coba semuanya dengan `test --mutate --all`, atau beri satu berkas saja",
        "{count} more {count:was|were} not tried, for it would take long; try all with `test --mutate --all`, or give one file alone",
    ),
    "mutate.hint": (
        "Kesalahan yang lolos tidak akan disadari siapa pun: tulis uji yang hasilnya berbeda karenanya.",
        "Nobody would notice a mistake that survived: write a test whose outcome differs with it.",
    ),
    "mutate.no-tests": ("Belum ada uji di spec ini.", "There are no tests in these specs yet."),
    # stages
    "stages.no-version": (
        "{indicator}: tidak ada versi yang berlaku pada {period}",
        "{indicator}: no version is effective in {period}",
    ),
    "sql.store": ("penyimpanan: {store}", "store: {store}"),
    "sql.no-store": (
        "penyimpanan: kosong, di memori; semua periode dianggap sudah dimuat, dan tiap dimensi mempunyai satu anggota",
        "store: an empty one in memory; every period counts as loaded, and each dimension has one member",
    ),
    "sql.asked": (
        "{count} pernyataan yang ditanyakan kepada {engine}",
        "{count} {count:statement|statements} that {engine} was asked",
    ),
    "sql.more": (
        "hanya {count} pernyataan pertama yang ditampilkan, masih ada lagi; berikan berkas dengan lebih sedikit indikator",
        "statements shown: the first {count}, and there are more; give a file with fewer indicators",
    ),
    "sql.codes": (
        "tiap syarat menjadi sebuah kode: 2 terpenuhi, 0 tidak terpenuhi, 1 belum diketahui; "
        "packed menjumlahkan 1 untuk kode 2 dan 2147483648 untuk kode 1; =2: selalu terpenuhi",
        "each condition becomes a code: 2 holds, 0 does not hold, 1 is not known; "
        "packed adds 1 for a code 2 and 2147483648 for a code 1; =2: it always holds",
    ),
    "sql.not": ("satu per satu, bukan dalam SQL: {why}", "one by one, not in SQL: {why}"),
}


Table = dict[str, tuple[str, str]]

MARK_WORDS: Table = {
    "status.not-this": ("; hasil ini lain dari yang final", "; this result is not the final one"),
    "table.several": ("{label} · {period} ({count} hasil)", "{label} · {period} (results: {count})"),
    "table.all": ("semua hasil", "all results"),
    "below.status": ("status", "status"),
    "below.final": ("final dan kini", "final and now"),
    "below.mark": ("tanda", "mark"),
    "below.complete": ("kelengkapan", "completeness"),
    "book.beside.status": ("Status", "Status"),
    "book.beside.final": ("Final dan kini", "Final and now"),
    "below.differs": ("terbitan", "published"),
    "book.beside.differs": ("Terbitan tidak cocok", "Published, not confirmed"),
    "book.beside.mark": ("Tanda", "Marks"),
    "book.beside.note": ("Yang menunggu", "What waits"),
    "book.beside.complete": ("Kelengkapan", "Completeness"),
    "annex.beside": ("{kind} ({whose}): {text}", "{kind} ({whose}): {text}"),
    "status.word.draft": ("draf", "draft"),
    "status.word.reviewed": ("direviu", "reviewed"),
    "status.word.reviewed-before": ("direviu, lalu berubah", "changed since review"),
    "status.word.final": ("final", "final"),
    "status.word.changed": ("{stage}, kini lain", "{stage}, now another"),
    "status.draft": ("draf", "draft"),
    "status.reviewed": ("direviu (evaluasi #{run}, {user}, {day})", "reviewed (run #{run}, {user}, {day})"),
    "status.reviewed-before": (
        "angka yang direviu sudah berubah (evaluasi #{run}, {user}, {day})",
        "the reviewed figure has changed since (run #{run}, {user}, {day})",
    ),
    "status.final": ("final (evaluasi #{run}, {user}, {day})", "final (run #{run}, {user}, {day})"),
    "status.restates": (", menggantikan evaluasi #{run}", ", in the place of run #{run}"),
    "status.reason": (": {reason}", ": {reason}"),
    "status.despite": ("; meskipun ada yang meragukan: {reason}", "; despite what is doubtful: {reason}"),
    "mark.illustrative": (
        "Data ilustratif (peragaan), bukan data resmi",
        "Illustrative data (a demonstration), not official data",
    ),
    "mark.inexact": (
        "Sebagian angka hampiran: dihitung sampai 40 angka",
        "Some figures are inexact: computed to 40 digits",
    ),
    "mark.near-end": (
        "Hampiran yang begitu dekat dengan batas pembulatan, kategori, atau pembanding sehingga digit yang tidak dihitung menentukan",
        "An inexact figure so near to where a rounding, a category or a comparison turns that digits decide which are not computed",
    ),
    "mark.by-rule": (
        "Sebagian yang kosong diisi atau dilewati menurut aturan di spec",
        "Some missing inputs are filled or skipped by a rule of the spec",
    ),
    "mark.declared": ("Data bertanda: {mark}", "Data marked: {mark}"),
    "mark.as-printed": (
        "Dihitung dengan angka sebagaimana tercetak, tanpa koreksi",
        "Computed with the figures as they are printed, without corrections",
    ),
    "mark.as-known.of": ("{text}", "{text}"),
    "mark.partial": ("Dari sebagian saja", "From a part only"),
    "mark.partial.of": ("Dari sebagian saja: {text}", "From a part only: {text}"),
    "mark.not-loaded-filled": (
        "Periode yang belum dimuat diisi menurut aturan di spec",
        "Periods that are not loaded are filled by a rule of the spec",
    ),
    "mark.not-loaded-filled.of": (
        "Yang belum dimuat diisi menurut aturan di spec: {text}",
        "What is not loaded is filled by a rule of the spec: {text}",
    ),
    "mark.tag.illustrative": ("ilustratif", "illustrative"),
    "mark.tag.declared": ("{mark}", "{mark}"),
    "mark.tag.as-printed": ("tercetak", "as printed"),
    "mark.tag.as-known": ("sebagaimana diketahui dulu", "as known then"),
    "mark.tag.inexact": ("hampiran", "inexact"),
    "mark.tag.by-rule": ("menurut aturan", "by rule"),
    "mark.tag.partial": ("sebagian", "partial"),
    "mark.tag.not-loaded-filled": ("belum dimuat, diisi", "not loaded, filled"),
}
