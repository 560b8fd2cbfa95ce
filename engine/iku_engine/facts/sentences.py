"""What is wrong with a file, a row or a cell, and the mend; in Indonesian and English."""

from __future__ import annotations

from collections.abc import Mapping

CELLS: Mapping[str, tuple[str, str]] = {
    "cell.truth": ("isi dengan ya atau tidak", "write yes or no"),
    "cell.number": ("bukan bilangan", "not a number"),
    "cell.decimal-comma": (
        "titik ribuan atau koma desimal; tulis tanpa pemisah ribuan, desimalnya dengan titik",
        "points for thousands or a decimal comma; write no separators of thousands, and a point before decimals",
    ),
    "cell.percent-sign": ("persentase ditulis dengan tanda %", "a percentage is written with its % sign"),
    "cell.no-percent": ("kolom ini bukan persentase", "this column is no percentage"),
    "cell.merged": (
        "sel angka ini digabung dengan sel baris {row}, sehingga tidak jelas angkanya milik baris mana; pisahkan selnya dan isi tiap baris",
        "this cell is merged with that of row {row}, so that nobody knows which row the figure is of; unmerge them and fill each row",
    ),
    "cell.merged-columns": (
        "sel ini digabung atas kolom {columns}, sehingga tidak jelas isinya milik kolom mana; pisahkan selnya dan isi tiap kolom",
        "this cell is merged over the columns {columns}, so that nobody knows which it is of; unmerge it and fill each column",
    ),
    "cell.unit": ("satuan {unit} tidak cocok dengan {expected}", "unit {unit} does not fit {expected}"),
    "cell.range": ("{value} di luar rentang {range}", "{value} lies outside {range}"),
    "cell.limit": ("{value} melebihi batas {limit} ({text})", "{value} exceeds the limit {limit} ({text})"),
    "cell.whole": ("harus bilangan bulat", "must be a whole number"),
    "cell.digits": ("lebih dari {digits} angka di belakang koma", "more than {digits} {digits:decimal|decimals}"),
    "cell.too-large": (
        "terlalu besar untuk disimpan dengan {digits} desimal",
        "too large to keep with {digits} {digits:decimal|decimals}",
    ),
    "cell.decimal-point": ("titik desimal; berkas ini memakai koma", "a decimal point; this file writes commas"),
    "cell.ambiguous": (
        "dapat dibaca dengan dua cara; tulis tanpa pemisah ribuan, atau impor berkasnya dengan --numbers id atau en",
        "can be read in two ways; write it without separators of thousands, or import its file with --numbers id or en",
    ),
    "cell.date": ("tanggal ditulis 2025-12-31", "a date is written 2025-12-31"),
    "cell.date-order": (
        "bulan di depan hari; tulis 2025-12-31",
        "the month before the day; write 2025-12-31",
    ),
    "cell.date-ambiguous": (
        "hari atau bulan dahulu? berkas ini juga memuat tanggal yang bulannya di depan; tulis 2025-12-31",
        "day or month first? this file also has dates that start with the month; write 2025-12-31",
    ),
    "cell.cut-off": (
        "angka dengan lebih dari 15 digit, yang digit terakhirnya hilang di lembar kerja; beri kolomnya format Teks dan ketik ulang, "
        "atau ambil dari sumbernya",
        "a number of more than 15 digits, whose last ones a spreadsheet drops; format the column as Text and type it again, or take it "
        "from where it came from",
    ),
    "cell.fault": ("sel galat dari lembar kerja; perbaiki rumusnya", "an error of the spreadsheet; mend its formula"),
    "cell.format": (
        "selnya berisi {value}, tetapi tampil sebagai “{shown}” karena formatnya ({format}); "
        "ubah format itu, atau tulis angka yang dimaksud",
        "the cell holds {value} and shows “{shown}” by its format ({format}); change that format, or write the figure that is meant",
    ),
    "cell.uncomputed": (
        "rumus yang belum dihitung; buka di aplikasi lembar kerja lalu simpan lagi",
        "a formula without its value; open it in a spreadsheet and save it again",
    ),
    "cell.long": (
        "teks yang dibuat peta lebih dari {limit} huruf",
        "a text that the mapping makes of it has more than {limit} {limit:letter|letters}",
    ),
    "cell.nul": ("ada byte NUL; sel ini rusak", "there is a NUL byte; this cell is damaged"),
    "cell.says-missing": ("tertulis tidak ada, padahal harus terisi", "it says there is nothing, but may not be empty"),
    "cell.choice": ("pilihannya: {choices}", "the choices are: {choices}"),
    "cell.empty": ("tidak boleh kosong", "may not be empty"),
    "cell.not-applicable": ("kolom ini tidak boleh berisi tidak berlaku", "this column may not be not applicable"),
    "cell.guess": ("mungkin maksudnya {value}", "did you mean {value}"),
    "cell.guess-several": ("mungkin maksudnya {values} atau {last}", "did you mean {values} or {last}"),
    "cell.guess-two": ("{first} atau {second}?", "{first} or {second}?"),
    "cell.guess-share": (
        "{share} bila angka ini bagian dari satu, atau {small} bila memang sekecil itu?",
        "{share} where it is a share of one, or {small} where it is that small?",
    ),
    "row.width": (
        "{found} sel, kepala tabel punya {expected}",
        "{found} {found:cell|cells}, the header has {expected}",
    ),
    "row.nameless": ("ada isi di kolom tanpa nama", "something stands in a column without a name"),
    "row.year": ("bukan tahun; tulis dengan empat angka", "not a year; write it with four digits"),
    "row.period": (
        "bukan periode ({grain}); tulis tahun dan nomornya sendiri: {example} adalah {grain} ke-{number} tahun {year}",
        "not a period ({grain}); write its own year and number: {example} is {grain} {number} of {year}",
    ),
    "row.other-period": ("bukan periode {period}", "not the period {period}"),
    "mend.unknown": (
        "di karantina {relation} tidak ada baris dengan nomor ini; kembalikan nomornya, atau kosongkan bila ini baris baru",
        "the quarantine of {relation} has no row of this number; put its number back, or leave it empty if the row is new",
    ),
    "mend.part": (
        "{cells} sel dari baris ini menunggu, dan berkas ini tidak memuat semuanya: semuanya tetap menunggu; muat semua baris bernomor ini",
        "{cells} {cells:cell|cells} of that row {cells:waits|wait} and {cells:goes|go} on waiting,"
        " as this file lacks some; put all lines of this number in it",
    ),
    "mend.twice": (
        "nomor ini sudah ada di baris {row}; satu baris karantina diperbaiki satu kali",
        "this number stands on row {row} already; a row of the quarantine is mended once",
    ),
    "row.key-long": (
        "kunci paling panjang {limit} huruf",
        "a key has {limit} {limit:letter|letters} at the most",
    ),
    "row.key-empty": ("kunci tidak boleh kosong", "a key may not be empty"),
    "row.member": ("bukan anggota dimensi {dimension}", "not a member of dimension {dimension}"),
    "row.member-several": (
        "cocok dengan lebih dari satu anggota: {members}; tulis kuncinya",
        "fits more than one member: {members}; write the key",
    ),
    "row.member-closed": (
        "bukan anggota dimensi {dimension}, yang tertutup: anggotanya hanya dari berkas dimensi itu sendiri",
        "not a member of dimension {dimension}, which is closed: only its own file names members",
    ),
    "row.total": (
        "“{label}” bukan jumlah atau rata-rata {rows} baris {side} (jumlahnya {sum}); perbaiki angka yang salah, atau "
        "keluarkan baris yang bukan bagiannya (pembanding, target, tahun lain)",
        "“{label}” is neither the sum nor the mean of the {rows} {rows:row|rows} {side} (the sum is {sum}); "
        "mend the figure that is wrong, or leave out the row that is none of its parts (a comparison, a target, another year)",
    ),
    "row.namesake": (
        "adalah juga nama anggota “{member}” ({where}); isian begitu kini tentang anggota ini; bila keduanya satu, pakai satu kunci",
        "is also what the member “{member}” ({where}) is called; cells that say so are about this one now; if both are one, use one key",
    ),
    "row.called": (
        "bernama seperti kunci anggota “{member}” ({where}); isian begitu tentang anggota itu; bila keduanya satu, pakai satu kunci",
        "is called as the key of the member “{member}” ({where}); cells that say so are about that one; if both are one, use one key",
    ),
    "row.alike": (
        "tampak sama dengan anggota “{member}” ({where}), tetapi memuat huruf lain: {letter}; bila keduanya satu, samakan tulisannya",
        "looks like the member “{member}” ({where}), but has another letter: {letter}; if both are one, write them alike",
    ),
    "row.spelled": (
        "berbeda dari anggota “{member}” ({where}) hanya pada huruf besar dan spasi; keduanya terhitung; bila satu, samakan tulisannya",
        "differs from the member “{member}” ({where}) by capitals and blanks alone; both count; if they are one, write them alike",
    ),
    "row.spelled-some": (
        "berbeda dari anggota lain hanya pada huruf besar dan spasi; keduanya terhitung; bila satu, samakan tulisannya",
        "differs from another member by capitals and blanks alone; both count; if they are one, write them alike",
    ),
    "row.sum": (
        "anggota baru, dan angkanya jumlah atau rata-rata {rows} baris {side}; bila ini baris jumlah, keluarkan dari berkas",
        "a new member, and its figures are sums or means of the {rows} {rows:row|rows} {side}; if it is a total, leave it out of the file",
    ),
    "row.sum-known": (
        "anggota yang sudah dikenal, tetapi angkanya jumlah atau rata-rata {rows} baris {side}; bila ini baris jumlah, keluarkan "
        "dari berkas dan dari daftar anggota",
        "a known member, but its figures are sums or means of the {rows} {rows:row|rows} {side}; if it is a total, leave it out "
        "of the file and of the list of members",
    ),
    "row.comparison": (
        "terhitung, padahal bernama seperti pembanding (tahun lain, target, selisih); bila memang pembanding, keluarkan dari berkas",
        "counts, though it is called like a comparison (another year, a target, a change); if it is one, leave it out of the file",
    ),
    "row.odd-name": (
        "bernama “{words}” seperti baris jumlah, rata-rata atau pembanding, dan terhitung seperti anggota lain; bila bukan anggota, "
        "keluarkan dari berkas",
        "is called “{words}” as a row of sums, means or comparisons is, and counts like any member; if it is none, "
        "leave it out of the file",
    ),
    "row.odd-names": (
        "{count} dari {members} nama di sini seperti nama baris jumlah, rata-rata atau pembanding ({names}), dan terhitung; keluarkan dari "
        "berkas yang bukan anggota",
        "{count} of the {members} names here are like those of sums, means or comparisons ({names}), and count; leave out of the file what "
        "is no member",
    ),
    "row.period-far": (
        "lebih dari {years} tahun jauhnya dari semua periode lain dan dari hari ini; bila salah ketik, betulkan dan tarik batch-nya",
        "more than {years} {years:year|years} away from all other periods and from today;"
        " if it is mistyped, mend it and take the batch back",
    ),
    "row.parent-days": (
        "{count} anggota {dimension} menyebut {parent} di luar masa berlakunya ({days}): di luar masa itu mereka tidak di bawah satu pun",
        "{count} {count:member|members} of {dimension} {count:names|name} {parent} beyond its days ({days}): "
        "outside of these {count:it is|they are} below none",
    ),
    "row.total-member": (
        "anggota baru yang bernama seperti jumlah atau rata-rata anggota lain; bila memang begitu, keluarkan dari berkas, "
        "karena angkanya akan terhitung dua kali",
        "a new member that is called like the total or the mean of others; if it is one, leave it out of the file, "
        "as its figures would count twice",
    ),
    "row.others": ("lainnya", "besides"),
    "row.above": ("di atasnya", "above"),
    "row.below": ("di bawahnya", "below"),
    "row.total-none": (
        "“{label}” seperti baris jumlah, tetapi tidak ada baris yang dijumlahkan; keluarkan barisnya",
        "“{label}” looks like a row of totals, but there is nothing to add up; leave the row out",
    ),
    "row.unnamed-total": (
        "kunci tidak boleh kosong; angkanya jumlah baris di atas: bila ini baris jumlah, keluarkan dari berkas",
        "a key may not be empty; its figures are the sum of the rows above: if it is a row of totals, leave it out of the file",
    ),
    "row.heading": (
        "tanpa angka: judul? baris di bawahnya ikut dihitung; bila itu tabel lain, pembanding atau pembagian lain, pindahkan ke berkas "
        "tersendiri; bila ini anggota, isi angkanya",
        "without a figure: a heading? the rows below it count; if they are another table, a comparison or another division, put them into "
        "a file of their own; if this is a member, fill in its figure",
    ),
    "row.no-label": ("tanpa nama", "without a name"),
    "row.compared": (
        "pembanding menurut namanya, dan jumlah “{label}” cocok bila baris ini tidak ikut; bila ini anggota, perbaiki jumlah itu; "
        "bila hanya pembanding, keluarkan dari berkas",
        "a comparison by its name, and the total “{label}” fits without this row; if it is a member, mend that total; "
        "if it only compares, leave it out of the file",
    ),
    "row.same-money": (
        "“{again}” (baris {row}) berjumlah sama dengan “{label}” (baris {total}): uang yang sama dibagi dengan dua cara; biarkan satu "
        "pembagian saja dalam berkas, yang anggotanya dihitung, dan keluarkan yang lain",
        "“{again}” (row {row}) has the amount of “{label}” (row {total}): the same money divided in two ways; leave in the file the one "
        "division whose members are counted, and take the other out",
    ),
    "row.below-total": (
        "di bawah jumlah “{label}” (baris {total}), jadi bukan bagian dari yang dijumlahkan; bila ini anggota, pindahkan ke atas "
        "jumlah itu atau ke berkas tersendiri; bila hanya pembanding, keluarkan dari berkas",
        "below the total “{label}” (row {total}), so no part of what that adds up; if it is a member, put it above that total or "
        "into a file of its own; if it only compares, leave it out of the file",
    ),
    "row.total-key": (
        "baris jumlah, bukan data; keluarkan dari berkas",
        "a row of totals, no data; leave it out of the file",
    ),
    "row.twice": ("kunci ini sudah ada di baris {first}", "this key is on row {first} already"),
    "orphans.gone": (
        "{member} belum dapat ditarik: masih ada {count} baris {relation} tentangnya: {places}; tarik dahulu, misalnya: {command}",
        "{member} cannot be taken back yet: {count} {count:row|rows} of {relation} {count:is|are} about it: {places}; "
        "take those back first, such as: {command}",
    ),
    "orphans.days": (
        "{reason}, padahal masih ada {count} baris {relation} di luar itu: {places}; beri hari lain, atau tarik dahulu barisnya, misalnya: "
        "{command}",
        "{reason}, but {count} {count:row|rows} of {relation} {count:lies|lie} outside of that: {places}; give other days, "
        "or take those rows back first, such as: "
        "{command}",
    ),
    "orphans.named": (
        "{member} belum dapat ditarik: masih disebut {count} baris {relation} di kolom {column}: {places}; ganti dahulu, misalnya: "
        "{command}",
        "{member} cannot be taken back yet: {count} {count:row|rows} of {relation} {count:names|name} it in column {column}: "
        "{places}; change those first, such as: "
        "{command}",
    ),
    "orphans.back": (
        "{count} baris {relation} akan terhitung lagi: {places}; tetapi {reason}; muat dahulu anggota itu",
        "{count} {count:row|rows} of {relation} would count again: {places}; but {reason}; load that member first",
    ),
    "orphans.back-listed": (
        "baris {relation} tentang {members} akan terhitung lagi, padahal dimensi {dimension} tidak lagi mendaftarnya; kembalikan dahulu ke "
        "daftarnya",
        "rows of {relation} about {members} would count again, which dimension {dimension} no longer lists; put that "
        "back on its list first",
    ),
    "orphans.bound": (
        "{reason}, padahal {count} baris {relation} menyebutnya: {places}; lengkapi berkas itu, atau tarik dahulu barisnya, misalnya: "
        "{command}",
        "{reason}, but {count} {count:row|rows} of {relation} {count:names|name} it: {places}; mend that file, or take "
        "those rows back first, such as: {command}",
    ),
    "orphans.listed": (
        "{reason}, padahal {count} baris {relation} menyebutnya dari waktu anggotanya belum memerlukan berkas: {places}; muat berkas "
        "yang memuatnya, atau tarik dahulu barisnya, misalnya: {command}",
        "{reason}, but {count} {count:row|rows} of {relation} {count:names|name} it from when its members needed no file: {places}; "
        "load a file that has it, or take those rows back first, such as: {command}",
    ),
    "members-unfiled": (
        "belum ada berkas yang menyebut anggota dimensi {dimension}, padahal fakta sudah menyebut sebagiannya ({relations}); muat berkas "
        "yang memuat semuanya (iku-engine import BERKAS --into {dimension})",
        "no file has named the members of dimension {dimension} yet, though facts name some of them ({relations}): load a file that has "
        "them all (iku-engine import FILE --into {dimension})",
    ),
    "orphans.there": (
        "{reason}, padahal {count} baris {relation} menyebutnya dan ikut terhitung: {places}; muat berkas yang memuatnya, atau tarik "
        "barisnya, misalnya: {command}",
        "{reason}, but {count} {count:row|rows} of {relation} {count:names|name} it and {count:counts|count}: {places}; load a "
        "file that has it, or take those rows back, such as: {command}",
    ),
    "orphans.no-member": (
        "{member} bukan (lagi) anggota dimensi {dimension}",
        "{member} is no member of dimension {dimension} (any more)",
    ),
    "row.check": ("perlu diperiksa: {rule}", "to be looked at: {rule}"),
    "row.require": ("melanggar syarat: {rule}", "breaks a requirement: {rule}"),
}

FILES: Mapping[str, tuple[str, str]] = {
    "column-unit": ("{file}: kolom “{column}”: {reason}", "{file}: column “{column}”: {reason}"),
    "heading-unit": (
        "kepalanya menyebut {said}, sedangkan {column} dihitung dalam {expected}; ubah angkanya ke {expected}, lalu kepalanya",
        "its heading says {said}, but {column} counts in {expected}; convert the figures to {expected}, then the heading",
    ),
    "unit-told": (
        "{file}, {where}: “{text}” menyebut {said}, sedangkan {column} dihitung dalam {expected}; "
        "ubah angkanya ke {expected}, lalu hapus atau ganti tulisan itu",
        "{file}, {where}: “{text}” says {said}, but {column} counts in {expected}; "
        "convert the figures to {expected}, then remove or change that text",
    ),
    "header-or-figures": (
        "{file}, baris {row}: “{text}” dapat berarti kepala tabel lain, atau angka; bila kepala, muat tabel di bawahnya sebagai berkas "
        "tersendiri; bila angka, tulis sebagai teks dengan desimal, misalnya {figure},0 (atau {figure}.0)",
        "{file}, row {row}: “{text}” may be the header of another table, or figures; if it is a header, load the table below it as a file "
        "of its own; if these are figures, write them as text with decimals, such as {figure}.0 (or {figure},0)",
    ),
    "header-or-member": (
        "{file}, baris {row}: “{text}” dapat berarti kepala tabel lain, atau anggota bernama “{name}” seperti judul kolomnya; bila kepala, "
        "muat tabel di bawahnya sebagai berkas tersendiri; bila anggota, ganti judul kolomnya, lalu sebutkan dalam peta",
        "{file}, row {row}: “{text}” may be the header of another table, or a member called “{name}” like the heading of its column; if it "
        "is a header, load the table below it as a file of its own; if a member, change the heading, and name it in a map",
    ),
    "unit-unclear": (
        "{file}, {where}: “{text}” seperti menyebut satuan yang tidak dipahami, sedangkan {column} dihitung dalam {expected}; "
        "bila angkanya memang dalam {expected}, hapus tulisan itu atau tulis satuannya saja; bila tidak, ubah dahulu angkanya",
        "{file}, {where}: “{text}” seems to say a unit that is not understood, but {column} counts in {expected}; "
        "if the figures are in {expected}, remove that text or write the unit alone; if not, convert the figures first",
    ),
    "period-told": (
        "{file}, {where}: “{text}” menyebut {said}, sedangkan --period menyebut {period}; periksa tentang kapan angkanya: "
        "bila tentang {said}, {mend}; bila tentang {period} dan tulisan itu salah atau tentang hal lain, ganti --period dengan peta "
        "(--map) yang menulis {column} = '{period}' di bawah [constants]",
        "{file}, {where}: “{text}” says {said}, but --period says {period}; look which of them the figures are of: "
        "if of {said}, {mend}; if of {period}, and that text is wrong or about something else, give in place of --period a map (--map) "
        "that has {column} = '{period}' under [constants]",
    ),
    "period-told.same": ("beri --period {period}", "give --period {period}"),
    "period-told.amid": (
        "pindahkan baris dari situ ke bawah ke berkas sendiri, dengan --period dari {period}",
        "move the rows from there on to a file of their own, with the --period that goes with {period}",
    ),
    "period-told.other": ("beri --period dari {period}", "give the --period that goes with {period}"),
    "unit-told.row": ("baris {row}", "row {row}"),
    "unit-told.sheet": ("nama lembar", "the name of the sheet"),
    "unit-told.note": ("baris catatan (#)", "a line of notes (#)"),
    "file-mark": (
        "{file}:{row}: “{text}” mulai seperti tanda tetapi tidak menyebut satu pun; tulis # tanda: ilustratif, "
        "atau mulai catatannya dengan kata lain",
        "{file}:{row}: “{text}” begins like a mark and names none; write # mark: illustrative, or begin the note with another word",
    ),
    "import-changes": (
        "{file} akan mengganti angka {rows} dari {known} baris yang sudah dikenal; bila memang begitu, ulangi dengan --yes",
        "{file} would change the figures of {rows} of {known} known {known:row|rows}; if that is meant, run it again with --yes",
    ),
    "import-changes.members": (
        "{file} akan mengganti isi {rows} dari {known} anggota yang sudah dikenal; bila memang begitu, ulangi dengan --yes",
        "{file} would change what is said of {rows} of {known} known {known:member|members}; if that is meant, run it again with --yes",
    ),
    "import-changes.of": (
        "{file} akan mengganti angka {rows} dari {known} baris {periods} yang sudah dikenal; bila memang begitu, ulangi dengan --yes",
        "{file} would change the figures of {rows} of {known} known {known:row|rows} of {periods}; "
        "if that is meant, run it again with --yes",
    ),
    "file-unreadable": ("{file} tidak dapat dibaca: {detail}", "{file} cannot be read: {detail}"),
    "file-special": ("{file} bukan berkas biasa", "{file} is no ordinary file"),
    "file-charset": (
        "{file} tidak dapat dibaca sebagai {encoding}; sebutkan himpunan karakternya dengan --encoding",
        "{file} cannot be read as {encoding}; name its charset with --encoding",
    ),
    "file-charset-unknown": (
        "himpunan karakter {file} tidak dikenali; sebutkan dengan --encoding, atau simpan ulang sebagai UTF-8",
        "the charset of {file} cannot be told; name it with --encoding, or save it again as UTF-8",
    ),
    "file-bom": (
        "ada dua tanda urutan byte (BOM) di awal {file}; hapus satu, atau simpan ulang sebagai UTF-8",
        "there are two byte order marks (BOM) at the start of {file}; remove one, or save it again as UTF-8",
    ),
    "file-not-text": ("{file} bukan tabel teks atau buku kerja", "{file} is no table in text, and no workbook"),
    "file-parquet": (
        "{file} adalah berkas Parquet, yang tidak diimpor tetapi diikat: tulis {line} di bawah [files] di iku.toml, maka eval membacanya",
        "{file} is a Parquet file, which is not imported but bound: write {line} below [files] in iku.toml, and eval reads it",
    ),
    "file-other": ("{file} adalah {what}", "{file} is {what}"),
    "file-other.pdf": (
        "dokumen PDF; minta tabelnya sebagai .xlsx atau CSV, atau salin ke lembar kerja lalu simpan sebagai .xlsx",
        "a PDF document; ask for its table as .xlsx or CSV, or copy it to a spreadsheet and save that as .xlsx",
    ),
    "file-other.document": (
        "dokumen teks atau salindia; salin tabelnya ke lembar kerja lalu simpan sebagai .xlsx",
        "a document or slides; copy its table to a spreadsheet and save that as .xlsx",
    ),
    "file-other.picture": (
        "gambar; minta tabelnya sebagai .xlsx atau CSV",
        "a picture; ask for its table as .xlsx or CSV",
    ),
    "file-other.packed": (
        "arsip terkompresi; buka dahulu, lalu impor .xlsx atau CSV yang ada di dalamnya",
        "a packed archive; unpack it, and import the .xlsx or CSV that is in it",
    ),
    "file-other.database": (
        "basis data SQLite; ekspor tabelnya sebagai CSV, lalu impor CSV itu",
        "an SQLite database; export its table as CSV, and import that",
    ),
    "file-other.arrow": (
        "berkas Arrow (Feather); simpan ulang sebagai CSV, lalu impor CSV itu",
        "an Arrow (Feather) file; save it again as CSV, and import that",
    ),
    "file-empty": ("{file} tidak punya kepala tabel", "{file} has no header"),
    "file-malformed": (
        "{file}:{row}: bukan CSV yang utuh ({detail}); periksa tanda kutip di baris itu",
        "{file}:{row}: not a whole CSV ({detail}); look at the quotes on that line",
    ),
    "file-quote": (
        "{file}:{row}: tanda kutip yang dibuka di sini tidak ditutup, atau selnya lebih dari {limit} huruf; tutup atau hapus",
        "{file}:{row}: a quote opened here is not closed, or its cell has more than {limit} {limit:letter|letters}; close or remove it",
    ),
    "file-copy": (
        "{folder} penuh untuk salinan berkas yang dibaca ({detail}); kosongkan sebagian, atau tunjuk folder lain dengan TMPDIR",
        "no room in {folder} for the copy of the file that is read ({detail}); make room, or name another folder with TMPDIR",
    ),
    "file-line": (
        "{file} punya baris yang lebih panjang dari {limit}; itu bukan tabel",
        "{file} has a line longer than {limit}; it is no table",
    ),
    "file-notes": (
        "baris-baris “#” {file} memuat {count} huruf, paling banyak {limit}: pendekkan tanda dan catatannya",
        "the “#” lines of {file} hold {count} {count:letter|letters}, {limit} at the most: shorten its marks and notes",
    ),
    "file-data-above": (
        "{file}: baris {rows} berada di atas kepala tabel (baris {header}) tetapi tampak seperti data, dan tidak akan terbaca; "
        "pindahkan ke bawah kepala tabel (atau awali dengan # kalau hanya judul), lalu muat lagi",
        "{file}: row {rows} stands above the header (row {header}) but looks like data, and would not be read; "
        "move it below the header (or start it with # if it is only a title), and load again",
    ),
    "file-letters": (
        "{file}: sampai baris {row}, teks yang sama (teks bersama, sel gabungan, atau teks dari peta) sudah berulang jauh melebihi "
        "isi berkasnya; singkatkan teks yang panjang, atau bagi berkasnya",
        "{file}: by row {row} the same texts (shared ones, merged cells, or those of a mapping) have come again far beyond "
        "what the file holds; make the long ones shorter, or divide the file",
    ),
    "file-rejected": (
        "{file}: lebih dari {limit} baris tidak dapat dipakai, dan tidak ada yang dimuat; terbanyak ({count} baris) karena yang "
        "salah pada {cell}; "
        "perbaiki penyebabnya di seluruh berkas, lalu muat lagi",
        "{file}: more than {limit} {limit:row|rows} cannot be used, and nothing was loaded; most, {count} {count:row|rows}, for what is "
        "wrong in {cell}; mend what is behind that in the whole file, and load it again",
    ),
    "file-rejected.cell": ("baris {row}, {column}, “{value}”: {reason}", "row {row}, {column}, “{value}”: {reason}"),
    "file-rejected.row": ("baris {row}: {reason}", "row {row}: {reason}"),
    "file-rejected.guessed": ("{reason} ({guess})", "{reason} ({guess})"),
    "file-totals": (
        "{file}: {count} baris atau lebih bernama seperti jumlah, misalnya baris {row}, “{label}”; hapus baris jumlah dari berkasnya, "
        "atau beri anggotanya nama lain, lalu muat lagi",
        "{file}: {count} {count:row|rows} or more are called like totals, such as row {row}, “{label}”; take the totals out of the file, "
        "or give the members other names, and load it again",
    ),
    "file-columns": (
        "{file} punya {count} kolom; paling banyak {limit}",
        "{file} has {count} {count:column|columns}; at most {limit} are read",
    ),
    "encoding-unknown": ("tidak ada himpunan karakter bernama {name}", "there is no charset called {name}"),
    "sheet-fault": (
        "{file}, lembar {sheet}, baris {row}: {fault}; buka di aplikasi lembar kerja, periksa barisnya, lalu simpan ulang",
        "{file}, sheet {sheet}, row {row}: {fault}; open it in a spreadsheet, look at the row, and save it again",
    ),
    "sheet-fault.row-number": ("“{value}” bukan nomor baris", "“{value}” is no number of a row"),
    "sheet-fault.row-order": (
        "baris bernomor {value} terletak di bawah baris yang tidak lebih kecil nomornya",
        "a row of number {value} stands below one whose number is no less",
    ),
    "sheet-fault.cell-order": (
        "sel {value} (baris:kolom) ganda, tidak urut, atau milik baris lain",
        "the cell {value} (row:column) is there twice, out of order, or of another row",
    ),
    "sheet-fault.style": ("tidak ada gaya sel “{value}”", "there is no cell style “{value}”"),
    "sheet-fault.value": ("isi sel “{value}” tidak dapat dibaca", "the content of a cell, “{value}”, cannot be read"),
    "sheet-fault.kind": ("tidak ada jenis sel “{value}”", "there is no kind of cell “{value}”"),
    "sheet-fault.structure": (
        "ada dua isi dalam satu sel, atau “{value}” bukan pada tempatnya",
        "a cell has two contents, or “{value}” stands where it does not belong",
    ),
    "sheet-fault.columns": ("ada sel di luar kolom ke-{value}", "there is a cell beyond column {value}"),
    "sheet-fault.long": ("teksnya terlalu panjang", "its texts are too long"),
    "sheet-fault.merge": (
        "sel gabungan di kolom “{value}” bertumpuk dengan sel gabungan lain",
        "merged cells overlap others in column “{value}”",
    ),
    "sheet-merges": (
        "{file}, lembar {sheet}: lebih dari {limit} sel gabungan; pisahkan selnya, atau simpan sebagai CSV",
        "{file}, sheet {sheet}: more than {limit} merged {limit:range|ranges}; unmerge the cells, or save it as CSV",
    ),
    "workbook-tags": (
        "{file}: {part} berisi lebih dari {limit} tag XML ({budget}); salin tabelnya saja ke buku kerja baru, atau simpan sebagai CSV",
        "{file}: {part} has more than {limit} XML {limit:tag|tags} ({budget}); copy the table alone into a new workbook, or save it as CSV",
    ),
    "workbook-sheets": (
        "{file} punya {count} lembar, paling banyak {limit}; salin tabelnya ke buku kerja baru",
        "{file} has {count} {count:sheet|sheets}, {limit} at the most; copy the table into a new workbook",
    ),
    "workbook-texts": (
        "teks dalam {file} perlu lebih dari {limit} memori; salin tabelnya saja ke buku kerja baru, atau simpan sebagai CSV",
        "the texts of {file} take more than {limit} of memory; copy the table alone into a new workbook, or save it as CSV",
    ),
    "workbook-broken": (
        "{file} bukan buku kerja yang utuh ({detail}); buka di aplikasi lembar kerja lalu simpan ulang sebagai .xlsx",
        "{file} is not a whole workbook ({detail}); open it in a spreadsheet and save it again as .xlsx",
    ),
    "workbook-locked": (
        "{file} terkunci kata sandi; simpan tanpa kata sandi",
        "{file} is locked by a password; save it without one",
    ),
    "workbook-other": (
        "{file} bukan .xlsx; simpan ulang sebagai .xlsx atau CSV",
        "{file} is no .xlsx; save it again as .xlsx or CSV",
    ),
    "workbook-format": (
        "{file}: format angka “{form}…” lebih dari {limit} huruf; simpan berkasnya lagi dengan format angka biasa",
        "{file}: the number format “{form}…” has more than {limit} {limit:letter|letters}; save it again with ordinary number formats",
    ),
    "workbook-formats": (
        "{file}: semua format angkanya lebih dari {limit} huruf; salin tabelnya saja ke buku kerja baru, atau simpan sebagai CSV",
        "{file}: its number formats have more than {limit} {limit:letter|letters} together; copy the table alone into a new workbook, "
        "or save it as CSV",
    ),
    "workbook-large": (
        "{file} terlalu besar bila dibuka (paling besar {limit}), atau isinya dimampatkan tidak wajar; simpan sebagai CSV",
        "{file} is too large when unpacked (at most {limit}), or packed beyond reason; save it as CSV",
    ),
    "sheet-unknown": (
        "{file} tidak punya lembar {sheet}; yang ada: {known}",
        "{file} has no sheet {sheet}; there are: {known}",
    ),
    "sheet-several": (
        "{file}: lebih dari satu lembar yang cocok ({sheets}); pilih dengan --sheet",
        "{file}: more than one sheet fits ({sheets}); choose with --sheet",
    ),
    "sheet-none": (
        "{file}: tidak ada lembar yang kepala tabelnya cocok ({sheets}); pilih dengan --sheet",
        "{file}: no sheet has a header that fits ({sheets}); choose with --sheet",
    ),
    "sheet-none-here": ("{file} bukan buku kerja, tidak punya lembar", "{file} is no workbook and has no sheets"),
    "sheet-rows": (
        "{file} punya lebih dari {limit} baris di satu lembar",
        "{file} has more than {limit} {limit:row|rows} in a sheet",
    ),
    "mapping-kept": (
        "pemetaan yang diingat untuk kepala berkas {relation} ini (peristiwa {event}) bukan pemetaan; berikan satu dengan --map",
        "the mapping that is remembered for this header of {relation} (event {event}) is none; give one with --map",
    ),
    "mapping-toml": ("{file} salah tulis: {detail}", "{file} is not valid TOML: {detail}"),
    "mapping-wrong": ("{file}: {key}: {reason}", "{file}: {key}: {reason}"),
    "mapping.unknown": ("kunci ini tidak dikenal; yang ada: {known}", "this key is not known; there are: {known}"),
    "mapping.lacking": ("belum diisi", "is lacking"),
    "mapping.choice": ("pilihannya: {known}", "choose from: {known}"),
    "mapping.twice": ("kolom {name} diisi dua kali", "the column {name} is filled twice"),
    "mapping.kind": ("bukan jenis yang diminta ({kind})", "not of the kind that is asked for ({kind})"),
    "mapping.read-twice": ("judul {name} disebut dua kali", "the heading {name} is named twice"),
    "mapping.long": (
        "teks “{text}…” lebih dari {limit} huruf, atau menyebut lebih dari {braces} judul dalam kurung kurawal; singkatkan",
        "the text “{text}…” has more than {limit} {limit:letter|letters}, or more than {braces} {braces:heading|headings} in braces; "
        "make it shorter",
    ),
    "mapping-column-twice": (
        "{file}: judul “{column}”, yang disebut dalam peta, ada di kolom {places}; hanya penulisnya yang tahu mana yang dimaksud: "
        "beri judul yang berbeda dalam berkas (misalnya “{column} target” dan “{column} realisasi”), atau hapus kolom yang tidak dimaksud",
        "{file}: the heading “{column}”, which the mapping names, stands over the columns {places}; only its author knows which is meant: "
        "give them different headings in the file (such as “{column} target” and “{column} actual”), or delete the one that is not meant",
    ),
    "mapping-of-file": (
        "{file}: peta yang diingat untuk judul kolom ini menyebut {constants}, dan itu tentang berkas lain; "
        "beri periodenya dengan --period, atau peta untuk berkas ini dengan --map, juga bila petanya sama",
        "{file}: the mapping that is remembered for this header says {constants}, which is of another file; give its period by --period, "
        "or a mapping for this file by --map, even if it is the same",
    ),
    "mapping-column": (
        "{file} tidak punya kolom {columns}, yang disebut dalam peta",
        "{file} has no column {columns}, which the mapping names",
    ),
    "column-unknown": (
        "{file}: kolom {column} tidak dikenal oleh {relation}; {hint}",
        "{file}: column {column} is not known to {relation}; {hint}",
    ),
    "column-known": (
        "yang dikenal: {columns}; yang tidak dipakai: hapus, atau sebut dalam skip di peta (--map)",
        "known are: {columns}; one that is not needed: delete it, or name it under skip in a mapping (--map)",
    ),
    "column-twice": ("{file}: kolom {column} ada dua kali", "{file}: column {column} is there twice"),
    "column-lacking": (
        "{file}: kurang kolom {columns} untuk {relation}",
        "{file}: lacks column {columns} for {relation}",
    ),
    "period-lacking": (
        "{file}: tidak ada kolom {column}; beri --period",
        "{file}: there is no column {column}; give --period",
    ),
}

TEMPLATE: Mapping[str, tuple[str, str]] = {
    "template.about": ("Penjelasan", "Explanation"),
    "template.head.column": ("Kolom", "Column"),
    "template.head.label": ("Nama", "Label"),
    "template.head.kind": ("Isi", "Content"),
    "template.head.range": ("Rentang atau pilihan", "Range or choices"),
    "template.head.may-be-missing": ("Boleh kosong", "May be missing"),
    "template.yes": ("ya", "yes"),
    "template.no": ("tidak", "no"),
    "template.rules": ("Yang harus dipenuhi tiap baris", "What must hold of each row"),
    "template.choose": ("Pilih dari daftar.", "Choose from the list."),
    "template.range": ("Isi bilangan dalam rentang {range}.", "Write a number within {range}."),
    "template.date": ("Isi tanggal, misalnya 2025-12-31.", "Write a date, such as 2025-12-31."),
    "template.kind.percent": ("persen, {digits} desimal", "percent, {digits} {digits:decimal|decimals}"),
    "template.kind.whole": ("bilangan bulat ({unit})", "whole number ({unit})"),
    "template.kind.number": (
        "bilangan ({unit}), {digits} desimal",
        "number ({unit}), {digits} {digits:decimal|decimals}",
    ),
    "template.kind.truth": ("ya atau tidak", "yes or no"),
    "template.kind.text": ("teks", "text"),
    "template.kind.date": ("tanggal", "date"),
    "template.kind.choice": ("pilihan", "choice"),
    "template.kind.member": ("anggota dimensi", "member of a dimension"),
    "template.kind.broken": ("-", "-"),
}
