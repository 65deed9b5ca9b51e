// A stream's scores over the last hour: chart, table, and what another threshold would do.
import { $, el, count, rate, short, fixed, percent, duration, clock } from "./dom.js";

const hour = 3600, gap = 30, height = 300, decade = 1e-3;
const columns = ["second", "events", "alerts", "median", "p99", "max", "threshold", "delay"];
const resolved = name => { // light-dark() is resolved where it is used
  const probe = el("i", { hidden: false });
  probe.style.color = `var(${name})`;
  document.body.append(probe);
  const rgb = getComputedStyle(probe).color;
  probe.remove();
  return rgb;
};

export class Scores {
  #points; #plot = null; #stream = null; #width = 0;

  constructor() {
    this.clear();
    new ResizeObserver(() => this.#fit()).observe($("chart"));
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => { this.#forget(); this.draw(this.#stream); });
    $("minutes").addEventListener("toggle", () => this.#table());
  }

  clear() {
    this.#points = Object.fromEntries(columns.map(name => [name, []]));
    this.#forget();
  }

  add(told, now) {
    const last = this.#points.second.at(-1) ?? 0, fresh = told.second.findIndex(second => second > last);
    if (fresh >= 0) for (const name of columns) this.#points[name].push(...told[name].slice(fresh));
    const old = this.#points.second.findIndex(second => second > now - hour);
    if (old > 0) for (const name of columns) this.#points[name].splice(0, old);
    else if (old < 0) this.clear();
  }

  // Alerts, events and delay of the last hour, for whoever says them elsewhere too.
  draw(stream) {
    this.#stream = stream;
    $("scores").hidden = stream === null;
    if (stream === null) return;
    const p = this.#points, events = p.events.reduce((a, b) => a + b, 0), alerts = p.alerts.reduce((a, b) => a + b, 0);
    const highest = p.max.reduce((best, n, i) => n > p.max[best] ? i : best, 0), target = stream.threshold?.k == null ? stream.threshold?.target : 0;
    const recent = p.delay.filter((d, i) => d != null && p.second[i] > (p.second.at(-1) ?? 0) - 60);
    $("scores-title").replaceChildren(`${stream.name}: score`, el("span", { className: "soft", textContent: "last hour, by the daemon's clock" }));
    $("summary").textContent = events === 0 ? "No event was scored within the last hour." : [
      `${count(events)} events`,
      `${count(alerts)} alerts` + (target > 0 ? ` (${percent(alerts / events)}; asked for ${percent(target)}: ${rate(target * events)})` : ` (${percent(alerts / events)})`),
      `highest score ${fixed(p.max[highest])} at ${clock(1000 * p.second[highest])}`,
      ...recent.length > 0 ? [`longest way from Kafka to the decision in the last minute ${duration(Math.max(...recent))}`] : []].join(" · ");
    const data = this.#data();
    if (this.#plot) this.#plot.setData(data, this.#isWhole());
    else this.#make(data);
    if ($("minutes").open) this.#table();
  }

  #forget() {
    this.#plot?.destroy();
    this.#plot = null;
  }

  #isWhole() {
    const { min, max } = this.#plot.scales.x, x = this.#plot.data[0];
    return min == null || x.length === 0 || (min <= x[0] && max >= x.at(-1));
  }

  // Where no event came for a while, lines break. The scale is a logarithm's: what is 0 is drawn at its foot.
  #data() {
    const p = this.#points, rows = [[], [], [], [], [], []];
    const put = (...values) => values.forEach((value, i) => rows[i].push(value));
    p.second.forEach((second, i) => {
      if (i > 0 && second - p.second[i - 1] > gap) put(p.second[i - 1] + 1, null, null, null, null, null);
      const n = value => typeof value === "number" ? Math.max(value, decade) : null;
      put(second, n(p.median[i]), n(p.p99[i]), n(p.max[i]), n(p.threshold[i]), p.alerts[i] > 0 ? n(p.max[i]) : null);
    });
    return rows;
  }

  #make(data) {
    const [text, soft, line, accent, bad] = ["--text", "--soft", "--line", "--accent", "--bad"].map(resolved);
    const shade = (rgb, alpha) => rgb.replace(/^rgb\((.*)\)$/, `rgba($1, ${alpha})`);
    const axis = { stroke: soft, grid: { stroke: line, width: 1 }, ticks: { stroke: line, width: 1 }, font: "12px system-ui, sans-serif" };
    const told = (_, n) => n == null ? "–" : fixed(n);
    this.#width = $("chart").clientWidth;
    this.#plot = new uPlot({
      width: this.#width, height,
      padding: [null, 28, null, null], // half of the last time
      cursor: { y: false, points: { size: 6 } },
      scales: { x: { time: true }, y: { distr: 3, range: (_, min, max) => [Math.max(decade, (min ?? 0.1) / 1.3), Math.max(1, max ?? 1) * 1.3] } },
      axes: [{ ...axis, space: 60, values: (_, ticks, __, ___, step) => ticks.map(n => new Date(1000 * n).toLocaleTimeString(undefined,
        { hour: "2-digit", minute: "2-digit", ...step < 60 ? { second: "2-digit" } : {} })) }, { ...axis, size: 52, values: (_, ticks) => ticks.map(n => n == null ? "" : short(Number(n.toPrecision(2)))) }],
      series: [
        { label: "Time", value: (_, n) => n == null ? "–" : clock(1000 * n) },
        { label: "Median", stroke: shade(accent, 0.45), width: 1.5, points: { show: false }, value: told },
        { label: "99 %", stroke: accent, width: 1.5, points: { show: false }, value: told },
        { label: "Highest", stroke: shade(text, 0.35), width: 1, points: { show: false }, value: told },
        { label: "Threshold", stroke: bad, width: 1.5, dash: [6, 4], points: { show: false }, value: told },
        { label: "Alert", stroke: bad, paths: () => null, points: { show: true, size: 7, width: 1.5, stroke: bad, fill: shade(bad, 0.25) }, value: told },
      ],
    }, data, $("chart"));
  }

  #fit() {
    const width = $("chart").clientWidth;
    if (this.#plot && width > 0 && width !== this.#width) this.#plot.setSize({ width: this.#width = width, height });
  }

  #table() {
    const p = this.#points, minutes = new Map();
    p.second.forEach((second, i) => {
      const minute = second - second % 60, row = minutes.get(minute) ?? { events: 0, alerts: 0, max: 0, threshold: 0 };
      minutes.set(minute, { events: row.events + p.events[i], alerts: row.alerts + p.alerts[i], max: Math.max(row.max, p.max[i]), threshold: p.threshold[i] });
    });
    const heads = ["Minute", "Events", "Alerts", "Highest score", "Threshold"];
    $("minutes").lastElementChild.replaceChildren(el("table", {},
      el("thead", {}, el("tr", {}, ...heads.map((textContent, i) => el("th", { textContent, scope: "col", className: i > 0 ? "number" : "" })))),
      el("tbody", {}, ...[...minutes].reverse().map(([minute, row]) => el("tr", {},
        el("td", { textContent: new Date(1000 * minute).toLocaleTimeString(undefined, { hour: "2-digit", minute: "2-digit" }) }),
        ...[count(row.events), count(row.alerts), fixed(row.max), short(row.threshold)].map(textContent => el("td", { className: "number", textContent })))))));
  }
}
