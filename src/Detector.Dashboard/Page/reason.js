// What an alert opens to.
import { el, short, fixed, percent, value, count, full, duration } from "./dom.js";

const leastShare = 0.05;

// What has a smaller share is no cause, but for the first; of frames the pixels tell nothing, and boxes do.
export const causes = a => a.frame ? [] : a.features.filter((f, i) => i === 0 || f.share >= leastShare);

export function reason(a, pictures) {
  const facts = [...times(a), ["Key", a.key ?? "none"],
    ["Message", `${a.topic} [${a.partition}] @ ${a.offset}`], ["Model", a.modelVersion], ["Threshold", `${short(a.threshold)} (${a.thresholdVersion})`],
    ["Reconstruction error", short(a.reconstructionError)], a.incident ? ["Incident", a.incident.id] : ["Alert", a.id], ...Object.entries(a.included ?? {})];
  // Of the two distances the larger one counts.
  const distances = (a.parts ?? []).filter(part => part.name === "distance" || part.name === "neighbours").sort((one, other) => other.value - one.value);
  const parts = (a.parts ?? []).map(part => ({ ...part, counts: part !== distances[1] }));
  const sum = parts.reduce((all, part) => all + (part.counts && part.value > 0 ? part.value : 0), 0);
  const heads = [["Field"], ["Value"], ["Usual"], ["Expected"], ["Share"], ["Why"]];
  const usual = u => u == null ? "–" : u.share != null ? `${percent(u.share)} of rows` : u.from == null ? `up to ${value(u.to)}`
    : u.to == null ? `from ${value(u.from)}` : `${value(u.from)} to ${value(u.to)}`;
  return el("div", {},
    a.frame && el("figure", {}, pictures.of(a, "frame"), el("figcaption", {}, a.frame.words, ...a.frame.boxes.map(box => el("div", { className: "soft",
      textContent: `${box.width} × ${box.height} pixels at ${box.x}, ${box.y}: ${Math.round(100 * box.share)} % of the score` })),
      a.frame.framesPerSecond && el("div", { className: "soft", textContent: `${short(a.frame.framesPerSecond)} frames a second were looked at` }))),
    parts.length > 0 && el("table", {},
      el("thead", {}, el("tr", {}, el("th", { scope: "col", textContent: `Score ${fixed(a.score)}, made by` }), el("th", { scope: "col", className: "number" }), el("th", {}))),
      el("tbody", {}, ...parts.map(part => el("tr", {},
        el("td", { className: part.counts ? "" : "soft", textContent: part.words + (part.counts ? "" : " (less than the other distance, so that it does not count)") }),
        el("td", { className: part.counts ? "number" : "number soft", textContent: short(part.value) }),
        el("td", { style: "width: 45%" }, part.counts && bar(part.value / sum)))))),
    causes(a).length > 0 && el("table", {},
      el("thead", {}, el("tr", {}, ...heads.map(([textContent]) => el("th", { scope: "col", textContent })))),
      el("tbody", {}, ...causes(a).map(f => el("tr", {},
        el("td", {}, el("b", { textContent: f.name }), f.stepsBack > 0 && ` ${f.stepsBack} steps before`),
        named("Value", value(f.value)), named("Usual", usual(f.usual)), named("Expected", value(f.expected)),
        named("Share", `${Math.round(100 * f.share)} % `, bar(f.share, 60)), el("td", { textContent: f.why ?? "" }))))),
    el("dl", {}, ...facts.map(([name, text]) => el("div", {}, el("dt", { textContent: name }), el("dd", { textContent: text })))));
}

function times({ eventTime, incident, frame }) {
  if (!incident) return [["Event time", full(eventTime)]];
  return [["Start", full(incident.start)], ["Peak", full(incident.peak)], ["End", incident.end ? full(incident.end) : "goes on"],
    ["Duration", incident.events === 1 && incident.end ? `a single ${frame ? "frame" : "event"}` : incident.end ? duration(incident.seconds) : "not known yet"],
    [`Anomalous ${frame ? "frames" : "events"}`, count(incident.events)]];
}

// On a narrow screen a cell stands on a line of its own, with its column's name before it.
function named(name, ...children) {
  const cell = el("td", {}, ...children);
  cell.dataset.name = name;
  return cell;
}

function bar(share, width = 200) {
  const node = el("span", { className: "bar", ariaHidden: "true" });
  node.style.width = `${Math.max(0, Math.min(1, share)) * width}px`;
  return node;
}
