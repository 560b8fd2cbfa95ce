/* What each kind of chart looks like: data of the page to options of ECharts, with the height it wants. */
"use strict";
var drawings = (() => {
  const number = (text) => (text === null || text === undefined ? null : Number(text));
  const quietAxis = { axisLine: { show: false }, axisTick: { show: false } };
  const DASHES = ["solid", "dashed", "dotted", [8, 3, 2, 3], [2, 4], [12, 4]];
  const PAGE = 880; // pixels of a page that a chart may fill
  const SYMBOLS = ["circle", "rect", "triangle", "diamond", "pin", "arrow"];

  /** Round ends of an axis around numbers: not below 0 where none is, nor above 100 where these are percentages of a whole. */
  function ends(values) {
    const found = values.filter((value) => value !== null);
    let low = Math.min(...found), high = Math.max(...found);
    const above = low >= 0, whole = above && high <= 100;
    if (high === low) { low -= Math.abs(low) * 0.1 || 1; high += Math.abs(high) * 0.1 || 1; }
    const rough = (high - low) / 4, power = 10 ** Math.floor(Math.log10(rough));
    const step = [1, 2, 2.5, 5, 10].map((n) => n * power).find((n) => n >= rough);
    const min = Math.floor((low - step * 0.2) / step) * step, max = Math.ceil((high + step * 0.2) / step) * step;
    const exact = (value) => Number(value.toPrecision(12));
    return { min: exact(above ? Math.max(0, min) : min), max: exact(whole && high <= 100 && max > 100 ? 100 : max), interval: exact(step) };
  }

  /** The axis of what is known; of bounds, too, unless they would press what is known flat. */
  function among(known, bounds) {
    const whole = ends([...known, ...bounds]);
    if (!known.some((value) => value !== null)) return whole;
    const own = ends(known);
    return whole.max - whole.min > 8 * (own.max - own.min) ? own : whole;
  }

  function across(data, colours) {
    return { type: "category", data, axisLine: { lineStyle: { color: colours.quiet } }, axisTick: { show: false },
      axisLabel: { color: colours.soft, hideOverlap: true, lineHeight: 15 }, boundaryGap: true };
  }

  function upward(unit, colours, axis) {
    return { type: "value", name: unit, nameLocation: "end", nameGap: 14, nameTextStyle: { color: colours.soft, align: "left", padding: [0, 0, 0, -30] },
      axisLabel: { color: colours.soft, showMinLabel: true }, splitLine: { lineStyle: { color: colours.line } }, ...quietAxis, ...axis };
  }

  /** The bands of a scale behind a chart, each with its name where there is room for it. */
  function bandsOf(bands, axis, height, width, colours) {
    const room = height - 80, shown = [];
    bands.forEach(([name, low, high], n) => {
      const from = Math.max(axis.min, number(low) ?? axis.min), to = Math.min(axis.max, number(high) ?? axis.max);
      if (to <= from && !(to === from && to === axis.max)) return;
      const tall = ((to - from) / (axis.max - axis.min)) * room;
      shown.push([{ yAxis: from, name: tall >= 15 ? name : "", itemStyle: { color: n % 2 ? colours.bandA : colours.bandB } }, { yAxis: to }]);
    });
    return shown.length ? { silent: true, data: shown, label: { position: "right", distance: 6, color: colours.soft, fontSize: 11, width: roomFor(width) - 10, overflow: "truncate" } } : undefined;
  }

  /** Pixels on the right of a chart for the names of bands. */
  const roomFor = (width) => (width < 440 ? 84 : 128);

  /** The frame of a chart over periods. */
  function frame(bands, width) {
    return { left: 8, right: bands.length ? roomFor(width) : 16, top: 14, bottom: 8, outerBoundsMode: "same" };
  }

  /** The labels of points in a row: as many as do not touch, the last first; long ones lean into the chart. */
  function labelled(texts, width) {
    const cell = (width - 80) / texts.length, longest = Math.max(...texts.map((text) => text.length * 8 + 6)), each = Math.ceil((longest > cell ? 2 : 1) * longest / cell), last = texts.findLastIndex(Boolean);
    return (at) => ({ show: (last - at) % each === 0, align: longest <= cell ? "center" : at < texts.length / 3 ? "left" : at < texts.length * 2 / 3 ? "center" : "right" });
  }

  function trend(data, colours, width, printing) {
    const height = printing ? 240 : 300, single = data.lines.length === 1, points = data.lines.flatMap((line) => line.points.filter(Boolean));
    const targets = data.targets.filter(Boolean);
    const sure = [...points.map((p) => number(p.at)), ...targets.flatMap((t) => [number(t[0]), number(t[1])])];
    const axis = among(sure, points.flatMap((p) => [number(p.low), number(p.high)])), within = (value) => Math.min(axis.max, Math.max(axis.min, number(value)));
    const end = (at, value) => ({ coord: [at, within(value)], symbol: within(value) === number(value) ? "rect" : "none" });
    const label = single ? labelled(data.lines[0].points.map((point) => (point && point.at !== null ? point.label : "")), width) : () => ({ show: false });
    const series = data.lines.map((line, n) => ({
      type: "line", name: line.name || data.unit, symbol: SYMBOLS[n % 6], symbolSize: data.periods.length > 24 ? 6 : 9, showAllSymbol: true, connectNulls: false,
      lineStyle: { width: 2.5, color: colours.palette[n % 6], type: DASHES[n % 6] }, itemStyle: { color: colours.palette[n % 6] },
      data: line.points.map((point, at) => ({ value: point ? number(point.at) : null, label: label(at) })),
      label: { show: single, position: "top", color: colours.ink, fontWeight: 600, fontSize: width < 440 ? 10 : 12, formatter: (one) => line.points[one.dataIndex].label,
        backgroundColor: colours.paper, padding: [1, 3], borderRadius: 3 },
      markArea: n ? undefined : bandsOf(data.bands, axis, height, width, colours),
      markLine: { silent: true, symbol: ["rect", "rect"], symbolSize: [12, 2], label: { show: false }, lineStyle: { color: colours.warn, type: "dashed", width: 2 },
        data: line.points.flatMap((point, at) => (point && point.at === null && point.low !== null && point.high !== null
          ? [[end(at, point.low), end(at, point.high)]] : [])) },
    }));
    const ranged = targets.some((target) => target[0] !== target[1]);
    [0, ...(ranged ? [1] : [])].forEach((end) => targets.length && series.push({
      type: "line", name: data.target, symbol: "diamond", symbolSize: 11, lineStyle: { width: 2, color: colours.second, type: "dashed" },
      itemStyle: { color: colours.second }, data: data.targets.map((target) => (target ? number(target[end]) : null)),
    }));
    const periods = data.periods.map((period, at) => {
      const point = single ? data.lines[0].points[at] : null;
      return single && (!point || point.at === null) ? period + "\n" + (point ? point.label : "–") : period;
    });
    const key = [...(single ? [] : data.lines.map((line, n) => [line.name, colours.palette[n % 6], DASHES[n % 6]])),
      ...(targets.length ? [[data.target, colours.second, "dashed"]] : []),
      ...(series[0].markLine.data.length && single ? [[data.between, colours.warn, "dashed"]] : [])];
    return { height, key, option: { grid: frame(data.bands, width), xAxis: across(periods, colours), yAxis: upward(data.unit, colours, axis), series,
      tooltip: { trigger: "axis", tell: (at) => [data.periods[at], ...data.lines.map((line) => [line.name, line.points[at] ? line.points[at].text : "–"].filter(Boolean).join(": ")),
        ...(data.targets[at] ? [data.target + ": " + data.targets[at][2]] : [])] } } };
  }

  function middle(data, colours, width, printing) {
    const height = printing ? 240 : 300, last = data.periods.length - 1, axis = ends(data.ends.flat().map(number));
    const column = (n) => data.ends.map((of) => number(of[n]));
    const area = (stack, low, high, opacity) => [
      { type: "line", stack, stackStrategy: "all", data: column(low), lineStyle: { opacity: 0 }, symbol: "none", silent: true },
      { type: "line", stack, stackStrategy: "all", data: data.ends.map((of) => number(of[high]) - number(of[low])), lineStyle: { opacity: 0 }, symbol: "none", silent: true,
        areaStyle: { color: colours.area, opacity } }];
    const sparse = labelled(data.texts.map((of) => of[2]), width), told = (at) => (width < 440 ? at === 0 || at === last : sparse(at).show);
    const median = { type: "line", data: column(2).map((value, at) => ({ value, label: { show: told(at) } })), symbol: "circle", symbolSize: 8, lineStyle: { width: 2.5, color: colours.series }, itemStyle: { color: colours.series },
      label: { show: true, position: "top", color: colours.ink, fontWeight: 600, formatter: (one) => data.texts[one.dataIndex][2], backgroundColor: colours.paper, padding: [1, 3], borderRadius: 3 },
      markArea: bandsOf(data.bands, axis, height, width, colours) };
    return { height, key: [], option: { grid: frame(data.bands, width), xAxis: across(data.periods, colours),
      yAxis: upward(data.unit, colours, axis), series: [...area("outer", 0, 4, 0.16), ...area("inner", 1, 3, 0.28), median],
      tooltip: { trigger: "axis", tell: (at) => [data.periods[at], ...data.names.map((name, n) => name + ": " + data.texts[at][n]).reverse()] } } };
  }

  /** A name as far as anybody reads it on a chart. */
  function brief(text) {
    const letters = [...text];
    return letters.length > 120 ? letters.slice(0, 119).join("") + "…" : text;
  }

  /** Bars to the right, each with its name before and its text behind; a part that falls or is quiet is hatched. */
  function lying(given, unit, colours, width, printing, tell) {
    const rows = given.map((row) => ({ ...row, name: brief(row.name), text: brief(row.text) }));
    const many = rows.length > 24, room = many ? Math.min(width * 0.5, 330) : Math.min(width * 0.42, 260), wide = Math.max(8, ...rows.map((row) => row.text.length));
    const lines = Math.max(1, ...rows.map((row) => Math.ceil((row.name.length * 7) / room))); // all rows are as high as the highest
    const height = 46 + rows.length * (many ? 18 : lines > 1 ? 12 + 16 * lines : 26);
    const decal = { symbol: "rect", color: colours.paper, dashArrayX: [1, 0], dashArrayY: [3, 4], rotation: -Math.PI / 4 };
    return { height: Math.min(height, printing ? PAGE : 2400), key: [], option: {
      grid: { left: 4, right: 16 + Math.min(wide, 24) * 7, top: 8, bottom: 24, outerBoundsMode: "same" },
      xAxis: { type: "value", name: unit, nameLocation: "middle", nameGap: 22, nameTextStyle: { color: colours.soft }, axisLabel: { color: colours.soft, hideOverlap: true },
        splitLine: { lineStyle: { color: colours.line } }, splitNumber: width < 500 ? 3 : 5, ...quietAxis },
      yAxis: { type: "category", inverse: true, data: rows.map((row) => row.name), axisLabel: { color: colours.ink, width: room, overflow: many ? "truncate" : "break", lineHeight: 15, interval: 0, fontSize: many ? 11 : 12 }, ...quietAxis },
      series: [
        { type: "bar", stack: "one", stackStrategy: "all", data: rows.map((row) => row.low), itemStyle: { color: "transparent" }, silent: true, barMaxWidth: 22 },
        { type: "bar", stack: "one", stackStrategy: "all", barMaxWidth: 22, data: rows.map((row) => ({ value: row.size ?? 0, itemStyle: { color: row.colour, decal: row.hatched ? decal : undefined } })),
          label: { show: true, position: "right", color: colours.ink, formatter: (one) => rows[one.dataIndex].text } }],
      tooltip: { trigger: "axis", axisPointer: { type: "shadow" }, tell } } };
  }

  function contribution(data, colours, width, printing) {
    const rows = data.steps.map((step) => ({ name: step.weight ? step.name + " (" + step.weight + ")" : step.name, text: step.text, low: number(step.low), size: number(step.size),
      colour: step.falls ? colours.second : colours.series, hatched: step.falls }));
    rows.push({ name: data.total.name, text: data.total.text, low: 0, size: number(data.total.size), colour: colours.soft });
    return lying(rows, data.unit, colours, width, printing, (at) => [rows[at].name, rows[at].text]);
  }

  function bars(data, colours, width, printing) {
    const rows = data.names.map((name, n) => ({ name, text: data.texts[n], low: 0, size: number(data.sizes[n]), colour: data.quiet[n] ? colours.quiet : colours.series }));
    return lying(rows, data.unit, colours, width, printing, (at) => [rows[at].name, rows[at].text]);
  }

  function histogram(data, colours, width, printing) {
    const count = data.sizes.length, sizes = data.sizes.map(number);
    return { height: printing ? 240 : 300, key: [], option: {
      grid: { left: 8, right: 22, top: 14, bottom: 28, outerBoundsMode: "same" },
      xAxis: [{ type: "category", data: data.names, show: false },
        { type: "value", position: "bottom", min: 0, max: count, interval: 1, splitLine: { show: false }, axisTick: { show: false }, axisLine: { lineStyle: { color: colours.quiet } },
          name: data.unit, nameLocation: "middle", nameGap: 24, nameTextStyle: { color: colours.soft },
          axisLabel: { color: colours.soft, hideOverlap: true, formatter: (at) => data.ends[at] ?? "" } }],
      yAxis: upward(data.count, colours, { minInterval: 1 }),
      series: [{ type: "bar", barCategoryGap: "4%", data: sizes, itemStyle: { color: colours.series }, label: { show: true, position: "top", color: colours.ink } },
        { type: "line", xAxisIndex: 1, data: [] }],
      tooltip: { trigger: "item", tell: (at) => [data.names[at], data.count + ": " + data.sizes[at]] } } };
  }

  function weights(data, colours, width, printing) {
    let leaves = 0;
    const node = (one) => {
      const below = (one.below || []).map(node);
      if (!below.length) leaves += 1;
      return { name: [brief(one.name), one.weight, one.text].filter(Boolean).join("  "), children: below,
        itemStyle: { color: one.state && one.state !== "value" ? colours.warn : colours.series, borderColor: colours.series } };
    };
    const root = node(data.root), narrow = width < 640;
    const label = { color: colours.ink, fontSize: narrow ? 11 : 12, width: narrow ? width * 0.22 : 200, overflow: "break", lineHeight: 14, position: "top", align: "center", distance: 6,
      backgroundColor: colours.paper, padding: [1, 3] };
    const height = Math.max(260, leaves * (narrow ? 46 : 34));
    return { height: printing ? Math.min(height, PAGE) : height, key: [], option: { series: [{ type: "tree", data: [root], orient: "LR", left: narrow ? width * 0.12 : 110, right: narrow ? width * 0.34 : 240, top: 24, bottom: 12,
      edgeShape: "polyline", edgeForkPosition: "50%", expandAndCollapse: false, initialTreeDepth: -1, roam: false, symbol: "circle", symbolSize: 9, lineStyle: { color: colours.quiet, width: 1.5 }, label,
      leaves: { label: { ...label, position: "right", align: "left" } }, emphasis: { disabled: true } }] } };
  }

  function groups(data, colours, width, printing) {
    const least = printing ? 130 : width < 500 ? 130 : 165, columns = Math.max(1, Math.floor(width / least)), cell = width / columns;
    const tall = printing ? Math.min(138, Math.floor(PAGE / Math.ceil(data.panels.length / columns))) : 138;
    const axis = ends(data.panels.flatMap((panel) => [...panel.low, ...panel.high].map(number)));
    const option = { title: [], grid: [], xAxis: [], yAxis: [], series: [] };
    data.panels.forEach((panel, n) => {
      const left = (n % columns) * cell, top = Math.floor(n / columns) * tall, last = panel.middles.findLastIndex((at) => at !== null);
      const first = n % columns === 0, at = { xAxisIndex: n, yAxisIndex: n, symbol: "none", silent: true };
      option.title.push({ text: brief(panel.name), subtext: last < 0 ? "–" : panel.texts[last], left: left + 34, top: top + 2, itemGap: 1, padding: 0,
        textStyle: { color: colours.ink, fontSize: 12, lineHeight: 15, fontWeight: 600, width: cell - 42, height: 30, overflow: "break", lineOverflow: "truncate" },
        subtextStyle: { color: colours.soft, fontSize: 11, lineHeight: 14 } });
      option.grid.push({ left: left + 34, top: top + 52, width: cell - 46, height: tall - 76, outerBoundsMode: "none" });
      option.xAxis.push({ type: "category", gridIndex: n, data: data.periods, boundaryGap: false, axisTick: { show: false }, axisLine: { lineStyle: { color: colours.quiet } },
        axisLabel: { color: colours.soft, fontSize: 10, interval: (k) => k === 0 || k === data.periods.length - 1, alignMinLabel: "left", alignMaxLabel: "right", margin: 3 } });
      option.yAxis.push({ type: "value", gridIndex: n, min: axis.min, max: axis.max, interval: axis.max - axis.min, ...quietAxis, splitLine: { lineStyle: { color: colours.line } },
        axisLabel: { show: first, color: colours.soft, fontSize: 10, margin: 4 } });
      const flat = data.periods.length === 1;
      option.series.push({ type: "line", ...at, stack: "s" + n, stackStrategy: "all", data: panel.low.map(number), lineStyle: { opacity: 0 } },
        { type: "line", ...at, stack: "s" + n, stackStrategy: "all", data: panel.high.map((high, k) => (high === null ? null : number(high) - number(panel.low[k]))), lineStyle: { opacity: 0 }, areaStyle: { color: colours.area, opacity: 0.2 } },
        { type: "line", ...at, data: panel.middles.map(number), symbol: flat ? "circle" : "none", lineStyle: { width: 2, color: colours.series }, itemStyle: { color: colours.series } });
    });
    return { height: Math.ceil(data.panels.length / columns) * tall + 6, key: [], option };
  }

  return { trend, middle, contribution, bars, histogram, weights, groups };
})();
