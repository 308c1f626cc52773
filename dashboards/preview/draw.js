// Draws a dashboard from its JSON and the answers of its queries: a preview, not Grafana.
// `preview.py` puts BOARD and ANSWERS (panel id -> [{legend, points} or rows]) into the page.
"use strict";

const COLUMN = 1560 / 24, ROW = 38;
const PALETTE = ["#73bf69", "#f2cc0c", "#8ab8ff", "#ff780a", "#f2495c", "#5794f2", "#b877d9", "#705da0", "#37872d", "#fade2a"];
const COLOURS = { green: "#73bf69", yellow: "#f2cc0c", red: "#f2495c", transparent: "#d8d9da" };

function show(value, unit, decimals) {
  if (value === undefined || value === null || Number.isNaN(value)) return "–";
  const digits = (x) => (decimals !== undefined ? x.toFixed(decimals) : String(Number(x.toPrecision(3))));
  if (unit === "percentunit") return digits(value * 100) + " %";
  if (unit === "bytes") return value >= 1048576 ? digits(value / 1048576) + " MiB" : digits(value / 1024) + " KiB";
  if (unit === "s") {
    const size = Math.abs(value);
    if (size >= 86400) return digits(value / 86400) + " d";
    if (size >= 3600) return digits(value / 3600) + " h";
    if (size >= 60) return digits(value / 60) + " min";
    return size >= 1 || size === 0 ? digits(value) + " s" : Number((value * 1000).toPrecision(3)) + " ms";
  }
  return digits(value);
}

function element(parent, kind, name, text) {
  const made = document.createElement(kind);
  if (name) made.className = name;
  if (text !== undefined) made.textContent = text;
  parent.append(made);
  return made;
}

function mapped(value, mappings) {
  for (const one of mappings || []) if (one.options[value]) return one.options[value];
  return undefined;
}

function step(value, steps) {
  let colour = steps[0].color;
  for (const one of steps) if (one.value !== null && value >= one.value) colour = one.color;
  return COLOURS[colour] || colour;
}

const last = (points) => { for (let i = points.length - 1; i >= 0; --i) if (points[i][1] !== null) return points[i][1]; };

function stat(box, panel, series) {
  const config = panel.fieldConfig.defaults;
  if (series.length === 0) element(box, "div", "big", config.noValue || "No data");
  const line = element(box, "div", "bigs");
  for (const one of series) {
    const cell = element(line, "div", "cell"), value = last(one.points), word = mapped(value, config.mappings);
    const big = element(cell, "div", "big", word ? word.text : show(value, config.unit, config.decimals));
    big.style.color = step(value, config.thresholds.steps);
    if (series.length > 1) element(cell, "div", "small", one.legend);
  }
}

function table(box, panel, queries) {
  const organise = panel.transformations[1].options, rows = new Map(), names = new Set();
  queries.forEach((query, number) => {
    const column = queries.length === 1 ? "Value" : `Value #${"ABCDEFGHIJ"[number]}`;
    for (const one of query) for (const label of Object.keys(one.labels)) names.add(label);
    names.add(column);
    for (const one of query) {
      const common = Object.keys(one.labels).filter((label) => queries.every((q) => q.length === 0 || label in q[0].labels));
      const key = JSON.stringify(common.sort().map((label) => one.labels[label]));
      rows.set(key, { ...rows.get(key), ...one.labels, [column]: one.value });
    }
  });
  const columns = [...names].filter((name) => !organise.excludeByName[name]);
  const place = (name) => organise.indexByName[name] ?? organise.indexByName[organise.renameByName[name]] ?? 99;
  columns.sort((a, b) => place(a) - place(b));
  const sheet = element(box, "table"), head = element(sheet, "tr");
  for (const name of columns) element(head, "th", "", organise.renameByName[name] || name);
  for (const row of [...rows.values()].sort((a, b) => JSON.stringify(a) < JSON.stringify(b) ? -1 : 1)) {
    const line = element(sheet, "tr");
    for (const name of columns) {
      const looks = {};
      for (const one of panel.fieldConfig.overrides) {
        if (one.matcher.options === (organise.renameByName[name] || name)) for (const p of one.properties) looks[p.id] = p.value;
      }
      const value = row[name], word = mapped(value, looks.mappings);
      const cell = element(line, "td", "", word ? word.text : typeof value === "number" ? show(value, looks.unit, looks.decimals) : value ?? "");
      if (word) cell.style.color = COLOURS[word.color];
      if (looks.links) cell.className = "link";
    }
  }
  if (rows.size === 0) element(box, "div", "empty", "No data");
}

function timeline(box, panel, series) {
  const steps = panel.fieldConfig.defaults.thresholds.steps, height = Math.min(40, Math.floor((box.clientHeight - 10) / Math.max(1, series.length)) - 4);
  if (series.length === 0) element(box, "div", "empty", "No data");
  for (const one of series) {
    const line = element(box, "div", "lane");
    element(line, "div", "lane-name", one.legend);
    const bar = element(line, "div", "bar");
    bar.style.height = `${height}px`;
    for (const [, value] of one.points) element(bar, "div", "bit").style.background = value === null ? "transparent" : step(value, steps);
  }
}

function heat(box, series) {
  const bounds = series.map((one) => [Number(one.legend.replace("+Inf", "Infinity")), one.points]).sort((a, b) => b[0] - a[0]);
  if (bounds.length === 0) element(box, "div", "empty", "No data");
  let most = 0;
  const counts = bounds.map(([bound, points], i) => [bound, points.map(([, value], t) => {
    const count = Math.max(0, (value || 0) - (i + 1 < bounds.length ? bounds[i + 1][1][t]?.[1] || 0 : 0));
    most = Math.max(most, count);
    return count;
  })]);
  const height = Math.floor((box.clientHeight - 6) / Math.max(1, counts.length)) - 1;
  for (const [bound, row] of counts) {
    const line = element(box, "div", "lane");
    element(line, "div", "lane-name narrow", bound === Infinity ? "> 2 min" : show(bound, "s"));
    const bar = element(line, "div", "bar");
    bar.style.height = `${height}px`;
    for (const count of row) element(bar, "div", "bit").style.background = count > 1e-9 ? `rgba(87,148,242,${0.25 + 0.75 * count / most})` : "#1b1d21";
  }
}

function chart(box, panel, series) {
  const config = panel.fieldConfig.defaults, custom = config.custom, bars = custom.drawStyle === "bars", stacked = Boolean(custom.stacking);
  const legend = element(box, "div", "legend");
  if (series.length === 0) { element(box, "div", "empty", "No data"); return; }
  const times = [...new Set(series.flatMap((one) => one.points.map(([t]) => t)))].sort((a, b) => a - b);
  let floor = times.map(() => 0);
  const data = [times], looks = [{}];
  series.forEach((one, number) => {
    const at = new Map(one.points), values = times.map((t) => at.get(t) ?? null), colour = PALETTE[number % PALETTE.length];
    if (stacked) floor = floor.map((below, i) => below + (values[i] || 0));
    data.push(stacked ? [...floor] : values);
    looks.push({ stroke: colour, width: bars ? 0 : 1.5, fill: bars || stacked ? colour + "b0" : colour + "14", points: { show: false },
      paths: bars ? uPlot.paths.bars({ size: [0.9, 20] }) : undefined });
    const item = element(legend, "span", "item", one.legend);
    item.style.borderColor = colour;
  });
  if (stacked) { data.splice(1, data.length - 1, ...data.slice(1).reverse()); looks.splice(1, looks.length - 1, ...looks.slice(1).reverse()); }
  const line = (config.thresholds?.steps || []).map((one) => one.value).find((value) => value !== null);
  const draw = (u) => {
    if (line === undefined || !custom.thresholdsStyle || line > u.scales.y.max) return;
    const y = u.valToPos(line, "y", true);
    u.ctx.strokeStyle = COLOURS.red;
    u.ctx.beginPath(); u.ctx.moveTo(u.bbox.left, y); u.ctx.lineTo(u.bbox.left + u.bbox.width, y); u.ctx.stroke();
  };
  const axis = { stroke: "#8e8e8e", grid: { stroke: "#24272c", width: 1 }, ticks: { show: false } };
  new uPlot({ width: box.clientWidth - 8, height: box.clientHeight - legend.offsetHeight - 8, series: looks, legend: { show: false }, cursor: { show: false },
    scales: { y: { range: (u, low, high) => [0, config.max ?? (high > 0 ? high * 1.1 : 1)] } }, hooks: { draw: [draw] },
    axes: [axis, { ...axis, size: 62, values: (u, ticks) => ticks.map((value) => show(value, config.unit)) }] }, data, box);
  box.append(legend);
}

function page() {
  let bottom = 0;
  const root = document.getElementById("board");
  const panels = BOARD.panels.flatMap((one) => [one, ...(one.panels || [])]);
  for (const panel of panels) {
    const { x, y, w, h } = panel.gridPos;
    const box = element(root, "div", panel.type === "row" ? "row" : "panel");
    Object.assign(box.style, { left: `${x * COLUMN + 8}px`, top: `${y * ROW + 84}px`, width: `${w * COLUMN - 8}px`, height: `${h * ROW - 8}px` });
    bottom = Math.max(bottom, (y + h) * ROW + 100);
    element(box, "div", "title", panel.type === "row" ? `▾ ${panel.title}` : panel.title);
    if (panel.type === "row") continue;
    const body = element(box, "div", "body"), answers = ANSWERS[panel.id], flat = answers.flat();
    if (panel.type === "stat") stat(body, panel, flat);
    else if (panel.type === "table") table(body, panel, answers);
    else if (panel.type === "state-timeline") timeline(body, panel, flat);
    else if (panel.type === "heatmap") heat(body, flat);
    else chart(body, panel, flat);
  }
  document.body.style.height = `${bottom}px`;
  document.body.dataset.done = "yes";
}
page();
