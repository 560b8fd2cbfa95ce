"""What is wrong with a file, and the mend; in Indonesian and English."""

from __future__ import annotations

from collections.abc import Mapping

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
    "file-quote-left": (
        "{file}:{row}: sel {column} memanjang sampai baris {last}, dan {count} baris itu tampak seperti baris tabel: ada tanda kutip yang "
        'tertinggal; hapus, atau gandakan (“""”) bila memang bagian teks',
        "{file}:{row}: the cell {column} runs on to line {last}, and {count} {count:line looks|lines look} like rows of the table: a "
        'quote is left over; take it out, or double it (“""”) where it is part of the text',
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
    "file-marks": (
        "{file}: lebih dari {limit} tanda data; tiap tanda berlaku untuk semua baris berkas, jadi beberapa saja cukup: hapus yang "
        "lainnya, atau tulis yang hanya catatan tanpa “tanda:”",
        "{file}: more than {limit} {limit:mark|marks} of its data; each is said of all rows, so that a few do: remove the others, "
        "or write what is only a note without “mark:”",
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
    "sheet-hidden": (
        "{file}: lembar yang tampak tidak berisi tabelnya; lembar yang disembunyikan cocok ({sheets}); kalau itu yang dimaksud, "
        "pilih dengan --sheet",
        "{file}: no sheet that is shown has the table; a hidden one fits ({sheets}); if that is meant, choose it with --sheet",
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
    "mapping-numbers.en": (
        "{file}: peta yang diingat menyebut bilangan cara Inggris (1,234.5), padahal berkas ini menulis cara Indonesia (1.234,5); "
        "sebut dengan --numbers, atau beri peta untuk berkas ini dengan --map",
        "{file}: the mapping that is remembered says English numbers (1,234.5), and this file has Indonesian ones (1.234,5); "
        "say which by --numbers, or give a mapping for this file by --map",
    ),
    "mapping-numbers.id": (
        "{file}: peta yang diingat menyebut bilangan cara Indonesia (1.234,5), padahal berkas ini menulis cara Inggris (1,234.5); "
        "sebut dengan --numbers, atau beri peta untuk berkas ini dengan --map",
        "{file}: the mapping that is remembered says Indonesian numbers (1.234,5), and this file has English ones (1,234.5); "
        "say which by --numbers, or give a mapping for this file by --map",
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
    "column-known-bound": (
        "yang dikenal: {columns}; ganti namanya dalam berkas, atau hapus kolom itu",
        "known are: {columns}; give it another name in the file, or delete it there",
    ),
    "column-twice": (
        "{file}: kolom {column} ada dua kali, yaitu “{first}” dan “{second}”; {hint}",
        "{file}: column {column} is there twice, as “{first}” and “{second}”; {hint}",
    ),
    "column-twice-same": (
        "hapus salah satunya; kalau judul di atasnya yang membedakannya, sebut masing-masing dengan judul itu dalam peta (--map): "
        "“Tahun 2025 {heading}” di columns, yang lain di skip",
        "delete one of them; if headings above tell them apart, name each with that in a mapping (--map): “Tahun 2025 {heading}” under"
        " columns, the other under skip",
    ),
    "column-twice-skip": (
        "hapus salah satunya, atau sebut judulnya dalam skip di peta (--map)",
        "delete one of them, or name its heading under skip in a mapping (--map)",
    ),
    "column-twice-bound": ("hapus salah satunya dalam berkas", "delete one of them in the file"),
    "column-lacking": (
        "{file}: kurang kolom {columns} untuk {relation}",
        "{file}: lacks column {columns} for {relation}",
    ),
    "period-lacking": (
        "{file}: tidak ada kolom {column}; beri --period, atau untuk berkas dari [files] `period` di iku.toml",
        "{file}: there is no column {column}; give --period, or for a file of [files] its `period` in iku.toml",
    ),
}
