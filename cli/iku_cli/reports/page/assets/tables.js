/* Tables that can be sorted and searched: those that are there, and those of members, whose rows are made when they are looked at. */
"use strict";
(() => {
  const { data, make, words, say, compareExact, whenSeen } = iku;
  const states = ["value", "missing", "not-applicable", "error"];
  const FEW = 25;
  const long = (text) => (/\S{25,}/.test(text) ? "long" : null); // a word that no column has room for
  const collator = new Intl.Collator(document.documentElement.lang, { numeric: true });

  /** Order two cells, each an exact number and a text; numbers before words, what has neither last. */
  function order(first, second, direction) {
    if (first.exact && second.exact) return direction * compareExact(first.exact, second.exact);
    if (first.exact || second.exact) return first.exact ? -1 : 1;
    if (!first.text || !second.text) return first.text ? -1 : second.text ? 1 : 0;
    return direction * collator.compare(first.text, second.text);
  }

  /** Make the heads of a table buttons; `sort` is told the column and the direction. */
  function sortable(heads, sort) {
    heads.forEach((head, column) => {
      const text = head.textContent;
      const button = make("button", { type: "button", class: "sort", title: say("sort", { column: text }) }, text);
      head.replaceChildren(button, make("span", { class: "on-paper", "aria-hidden": "true" }, text)); // a button is not repeated on each page
      button.addEventListener("click", () => {
        const direction = head.getAttribute("aria-sort") === "ascending" ? -1 : 1;
        heads.forEach((other) => other.removeAttribute("aria-sort"));
        head.setAttribute("aria-sort", direction > 0 ? "ascending" : "descending");
        sort(column, direction);
      });
    });
  }

  /** A field to search in, and how many rows it finds. */
  function finder(work) {
    const field = make("input", { type: "search", autocomplete: "off" });
    const count = make("span", { class: "small", role: "status" });
    let waiting = 0;
    field.addEventListener("input", () => { clearTimeout(waiting); waiting = setTimeout(() => work(field.value.trim().toLowerCase()), 80); });
    return { element: make("p", { class: "find" }, make("label", {}, words.search, field), count), count };
  }

  document.querySelectorAll("table.sortable").forEach((table) => {
    const body = table.tBodies[0], rows = [...body.rows];
    const cell = (row, column) => ({ exact: row.cells[column].dataset.exact || "", text: row.cells[column].textContent.trim() });
    sortable([...table.tHead.rows[0].cells], (column, direction) => {
      rows.sort((a, b) => order(cell(a, column), cell(b, column), direction));
      body.append(...rows);
    });
    const find = finder((wanted) => {
      rows.forEach((row) => { row.hidden = !row.textContent.toLowerCase().includes(wanted); });
      find.count.textContent = say("found", { shown: rows.filter((row) => !row.hidden).length, total: rows.length });
    });
    if (rows.length > 8) table.parentElement.before(find.element);
  });

  function members(place) {
    const section = place.dataset.section, found = data("r-" + section), texts = found.texts;
    const groups = JSON.parse(place.dataset.groups);
    const has = (column) => found.cells.some((cells) => cells.at(-1) && cells.at(-1)[column]);
    const [categories, ranks] = [has(3), has(4)];
    const label = ([keys, name]) => {
      const said = keys.map((key) => texts[key]).join(" · ");
      return said === texts[name] ? said : texts[name] + " (" + said + ")";
    };
    const names = [place.dataset.keys, ...groups, ...found.periods, ...(categories ? [words.category] : []), ...(ranks ? [words.rank] : [])];
    let order_ = found.entities.map((_, n) => n), wanted = "", all = order_.length <= FEW + 5;

    function cells(n) {
      const last = found.cells[n].at(-1);
      return [
        { text: label(found.entities[n]) },
        ...found.entities[n].slice(2).map((group) => ({ text: texts[group] })),
        ...found.cells[n].map((cell, period) => cell
          ? { text: texts[cell[0]], exact: texts[cell[1]], state: states[cell[2]], place: [section, n, period].join("/") } : { text: "" }),
        ...(categories ? [{ text: last ? texts[last[3]] : "" }] : []),
        ...(ranks ? [{ text: last && last[4] ? String(last[4]) : "", exact: last && last[4] ? String(last[4]) : "" }] : []),
      ];
    }

    function row(n) {
      const [name, ...others] = cells(n);
      const made = make("tr", {}, make("th", { scope: "row", class: long(name.text) }, make("span", { class: "clamp" }, name.text)));
      for (const cell of others) {
        const number = cell.place && make("button", { type: "button", class: "n " + cell.state, "data-r": cell.place, "data-exact": cell.exact }, cell.text);
        made.append(make("td", { class: cell.place || cell.exact ? "right nowrap" : long(cell.text) }, number || make("span", { class: "clamp" }, cell.text)));
      }
      return made;
    }

    const heads = names.map((name, n) => make("th", { scope: "col", class: n > groups.length && n <= groups.length + found.periods.length ? "right nowrap" : null }, name));
    const body = make("tbody");
    const table = make("table", {}, make("thead", {}, make("tr", {}, ...heads)), body);
    const find = finder((text) => { wanted = text; draw(); });
    const more = make("button", { type: "button" });
    const searched = found.entities.map((entity) => [label(entity), ...entity.slice(2).map((group) => texts[group])].join(" ").toLowerCase());

    function draw() {
      const chosen = order_.filter((n) => searched[n].includes(wanted));
      const shown = all ? chosen : chosen.slice(0, FEW);
      body.replaceChildren(...shown.map(row));
      find.count.textContent = say("found", { shown: shown.length, total: order_.length });
      more.textContent = all ? words.fewer : words.all;
      more.parentElement.hidden = chosen.length <= FEW;
    }

    sortable(heads, (column, direction) => {
      const keys = new Map(order_.map((n) => [n, cells(n)[column]]));
      order_ = [...order_].sort((a, b) => order(keys.get(a), keys.get(b), direction));
      draw();
    });
    more.addEventListener("click", () => { all = !all; draw(); });
    const scroll = make("div", { class: "scroll", tabindex: "0", role: "group", "aria-labelledby": place.getAttribute("aria-labelledby") }, table);
    place.append(...(order_.length > 8 ? [find.element] : []), scroll, make("p", { class: "more" }, more));
    draw();
  }

  document.querySelectorAll(".entities").forEach((place) => {
    whenSeen(place, () => members(place));
    window.addEventListener("beforeprint", () => { if (!place.firstChild) members(place); });
  });
})();
