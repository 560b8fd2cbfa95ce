/* Charts are drawn when they come near to what is seen; again for another width, another display, and for paper. */
"use strict";
(() => {
  const { make, whenSeen, onTheme } = iku;
  const PAPER = 660; // pixels between the margins of a page
  const root = document.documentElement;
  const charts = [];
  let printing = false;

  function colours() {
    const style = getComputedStyle(root), of = (name) => style.getPropertyValue("--" + name).trim();
    const series = of("series"), second = of("second"), dark = root.dataset.theme === "dark";
    const palette = [series, second, ...(dark ? ["#7fd1a5", "#e39ad0", "#d9cf6b", "#b9a5ff"] : ["#1d7a4c", "#9c2f83", "#6b6200", "#5b3fc4"])];
    return { ink: of("ink"), soft: of("soft"), line: of("line"), paper: of("paper"), quiet: of("quiet"), warn: of("warn"), area: of("area"),
      bandA: of("band-a"), bandB: of("band-b"), series, second, palette };
  }

  /** What a tooltip says: lines of text, never markup. */
  function tip(tell) {
    return (params) => {
      const one = Array.isArray(params) ? params[0] : params;
      return make("div", { class: "tip" }, ...tell(one.dataIndex).flatMap((line, n) => (n ? [document.createElement("br"), line] : [make("strong", {}, line)])));
    };
  }

  function key(chart, entries) {
    const list = entries.map(([name, colour, dash]) => {
      const swatch = document.createElementNS("http://www.w3.org/2000/svg", "svg");
      swatch.setAttribute("width", "28"); swatch.setAttribute("height", "8"); swatch.setAttribute("aria-hidden", "true");
      const line = document.createElementNS("http://www.w3.org/2000/svg", "line");
      const dashes = dash === "solid" ? "" : dash === "dashed" ? "7 4" : dash === "dotted" ? "2 3" : dash.join(" ");
      for (const [name_, value] of Object.entries({ x1: 0, x2: 28, y1: 4, y2: 4, stroke: colour, "stroke-width": 3, "stroke-dasharray": dashes })) line.setAttribute(name_, value);
      swatch.append(line);
      return make("span", {}, swatch, " " + name);
    });
    chart.key.replaceChildren(...list);
  }

  function draw(chart) {
    const width = printing ? PAPER : Math.floor(chart.place.clientWidth);
    if (!width) return;
    const { height, option, key: entries } = drawings[chart.kind](chart.data, colours(), width, printing);
    chart.place.style.height = height + "px";
    chart.place.style.minHeight = "0";
    if (!chart.made) chart.made = echarts.init(chart.place, null, { renderer: "svg", width, height });
    chart.made.resize({ width, height });
    const tooltip = option.tooltip && { ...option.tooltip, formatter: tip(option.tooltip.tell), confine: true, backgroundColor: colours().paper, textStyle: { color: colours().ink } };
    const family = getComputedStyle(document.body).fontFamily;
    chart.made.setOption({ animation: false, textStyle: { fontFamily: family }, ...option, tooltip }, { notMerge: true });
    key(chart, entries);
    chart.width = width;
  }

  document.querySelectorAll("figure.chart").forEach((figure) => {
    const place = figure.querySelector(".drawing");
    const chart = { place, kind: figure.dataset.kind, data: null, made: null, width: 0, key: make("p", { class: "small key" }) };
    place.after(chart.key);
    charts.push(chart);
    chart.first = () => {
      if (chart.data) return;
      chart.data = JSON.parse(figure.querySelector("script").textContent);
      draw(chart);
      new ResizeObserver(() => { if (!printing && Math.abs(place.clientWidth - chart.width) > 1) draw(chart); }).observe(place);
    };
    whenSeen(place, chart.first);
  });

  onTheme(() => charts.forEach((chart) => { if (chart.data) draw(chart); }));

  let theme = "";
  window.addEventListener("beforeprint", () => {
    printing = true;
    theme = root.dataset.theme;
    root.dataset.theme = "light";
    charts.forEach((chart) => (chart.data ? draw(chart) : chart.first()));
  });
  window.addEventListener("afterprint", () => {
    printing = false;
    root.dataset.theme = theme;
    charts.forEach((chart) => { if (chart.data) draw(chart); });
  });
})();
