/* A number that is clicked opens what it is made of, down to file and row. */
"use strict";
(() => {
  const { data, make, words, say } = iku;
  const states = ["value", "missing", "not-applicable", "error"];
  const dialog = document.getElementById("trace");
  const heading = document.getElementById("trace-h");
  const body = document.getElementById("trace-body");

  function tree(rows, texts) {
    const list = make("ul", { class: "tree" });
    for (const [label, value, state, between, place, remarks, below] of rows) {
      const row = make("div", { class: "row " + states[state || 0] }, make("span", { class: "label" }, texts[label || 0]));
      if (between) row.append(make("span", { class: "between" }, texts[between]));
      if (place) row.append(make("span", { class: "place" }, texts[place]));
      if (value) row.append(make("span", { class: "value" }, texts[value]));
      const item = make("li", {}, row, ...(remarks || []).map((remark) => make("p", { class: "remark" }, texts[remark])));
      if (below) item.append(tree(below, texts));
      list.append(item);
    }
    return list;
  }

  function quoted(text) {
    return /^[\w.,:/@%+-]+$/.test(text) ? text : "'" + text.replaceAll("'", "'\\''") + "'";
  }

  function command(name, period, keys) {
    return ["iku-engine trace", name, "--period", period, ...keys.map((key) => "--key " + quoted(key))].join(" ");
  }

  function show(place) {
    const [section, entity, period] = place.split("/").map(Number);
    const found = data("r-" + section), texts = found.texts;
    const [text, exact, state, category, rank, told] = found.cells[entity][period];
    const keys = found.entities[entity][0].map((key) => texts[key]);
    const title = [document.getElementById("h-" + section).textContent, texts[found.entities[entity][1]], found.periods[period]];
    heading.textContent = title.filter(Boolean).join(" · ");
    const pairs = make("dl", { class: "pairs" });
    const pair = (name, said) => pairs.append(make("div", {}, make("dt", {}, name), make("dd", {}, said)));
    if (texts[exact]) pair(words.exact, make("code", {}, texts[exact]));
    for (let n = 0; n < told.length; n += 2) pair(texts[told[n]], texts[told[n + 1]]);
    const big = make("p", { class: "big" }, make("span", { class: states[state] }, texts[text]));
    if (category) big.append(make("span", { class: "category" }, texts[category]));
    body.replaceChildren(big, pairs);
    const traces = data("t-" + section), rows = traces.traces[entity][period];
    if (rows) body.append(tree(rows, traces.texts));
    const typed = make("code", {}, command(found.name, found.periods[period], keys));
    body.append(make("p", { class: "small" }, rows ? words.command : words.left, " ", typed));
    dialog.showModal();
    dialog.scrollTop = 0;
  }

  document.addEventListener("click", (event) => {
    const number = event.target.closest("button[data-r]");
    if (number) show(number.dataset.r);
    else if (event.target === dialog) dialog.close();
  });
})();
