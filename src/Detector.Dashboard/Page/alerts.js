// The list of alerts, and what an alert opens to.
import { $, el, count, short, middle, fixed, percent, value, moment, duration } from "./dom.js";
import { reason, causes } from "./reason.js";

const most = 1000, shown = 100;
// An incident is one entry: the alert of its end takes the place of that of its start.
const identity = a => `${a.stream}\n${a.incident?.id ?? a.id}`;

export class Alerts {
  #alerts = new Map(); // newest last
  #open = new Set();
  #missed = 0;
  #isStale = true;
  #stream = null;
  #limit = shown;

  constructor(choose, pictures) {
    this.choose = choose;
    this.pictures = pictures;
    pictures.changed = () => { this.#touch(); this.draw(); };
    for (const id of ["search", "severity", "group"]) $(id).addEventListener("input", () => { this.#limit = shown; this.#touch(); this.draw(); });
    $("tools").addEventListener("submit", event => event.preventDefault());
  }

  add(alert) {
    const id = identity(alert);
    if (alert.incident?.state === "open" && this.#alerts.get(id)?.incident.state === "closed") return; // delivered again
    if (this.#alerts.delete(id)) this.#isStale = true; // delivered again: newer than it was
    this.#alerts.set(id, alert);
    if (this.#alerts.size > most) this.#alerts.delete(this.#alerts.keys().next().value);
    this.#touch();
  }

  missed(n) {
    this.#missed += n;
    this.#touch();
  }

  clear() {
    this.#alerts.clear();
    this.#missed = 0;
    this.#touch();
  }

  only(stream) {
    if (stream !== this.#stream) this.#limit = shown;
    this.#stream = stream;
    this.#touch();
  }

  // Whoever selects text in the list keeps it; it is brought up to date afterwards.
  draw() {
    const selection = document.getSelection();
    if (!this.#isStale || (selection && !selection.isCollapsed && $("alerts").contains(selection.anchorNode))) return;
    this.#isStale = false;
    const focused = document.activeElement?.dataset?.id;
    const found = this.#found();
    $("filter").replaceChildren(this.#stream === null ? "of all streams"
      : el("span", {}, `of ${this.#stream} · `, el("button", { className: "plain", type: "button", textContent: "of all streams", onclick: () => this.choose(null) })));
    $("alerts").replaceChildren(found.length === 0
      ? el("div", { className: "empty", textContent: this.#alerts.size === 0 ? "No alerts yet." : "No alert is like that." })
      : this.#table($("group").checked ? groups(found) : found.map(alert => ({ alert }))));
    if (focused) [...$("alerts").querySelectorAll("button[data-id]")].find(button => button.dataset.id === focused)?.focus();
  }

  #touch() {
    this.#isStale = true;
  }

  #found() {
    const words = $("search").value.toLowerCase().split(/\s+/).filter(word => word), severity = $("severity").value;
    return [...this.#alerts.values()].reverse().filter(a =>
      (this.#stream === null || a.stream === this.#stream) && (!severity || a.severity === severity)
      && (words.length === 0 || (text => words.every(word => text.includes(word)))(searched(a))));
  }

  #table(rows) {
    const heads = [["Event time"], ["Severity"], ["Stream"], ["Key"], ["Score", "number"], ["vs threshold", "number"], ["Why"]];
    const rest = rows.length - this.#limit;
    const notes = [
      rest > 0 && el("button", { className: "plain", type: "button", textContent: `Show ${count(Math.min(rest, shown))} more of ${count(rest)}`,
        onclick: () => { this.#limit += shown; this.#touch(); this.draw(); } }),
      this.#missed > 0 && `${count(this.#missed)} alerts came faster than they could be shown; the alert topic has them all.`].filter(note => note);
    return el("div", {}, el("table", {},
      el("thead", {}, el("tr", {}, ...heads.map(([textContent, className = ""]) => el("th", { textContent, className, scope: "col" })))),
      el("tbody", {}, ...rows.slice(0, this.#limit).flatMap(row => this.#rows(row)))),
      ...notes.map(note => el("div", { className: "empty" }, note)));
  }

  #rows({ alert: a, others = 0 }) {
    const id = identity(a), isOpen = this.#open.has(id);
    const start = a.incident?.start ?? a.eventTime;
    const toggle = () => { this.#open.delete(id) || this.#open.add(id); this.#touch(); this.draw(); };
    const opener = el("button", { className: "plain open", type: "button", ariaExpanded: String(isOpen), onclick: toggle, textContent: moment(start),
      title: new Date(start).toISOString(), ariaLabel: `${moment(start)}, ${a.severity}: why?` });
    opener.dataset.id = id;
    const row = el("tr", {},
      el("td", {}, opener, a.incident && el("div", { className: "soft", textContent: extent(a) })),
      el("td", {}, el("span", { className: "pill " + (a.severity === "critical" ? "bad" : "wait"), textContent: a.severity }),
        a.incident?.state === "open" && [" ", el("span", { className: "pill now", textContent: "going on" })]),
      el("td", { textContent: a.stream }),
      el("td", { className: "key", title: a.key ?? "" }, a.key == null ? "–" : middle(a.key, 40), others > 0 && el("div", { className: "soft", textContent: `and ${count(others)} more` }),
        ...Object.entries(a.included ?? {}).map(([name, text]) => el("div", { className: "soft", textContent: `${name} ${middle(text, 40)}` }))),
      el("td", { className: "number", textContent: fixed(a.score) }),
      el("td", { className: "number soft", textContent: typeof a.score === "number" ? `${(a.score / a.threshold).toFixed(1)} ×` : "" }),
      el("td", { className: "why" }, a.frame ? seen(a, this.pictures) : causes(a).slice(0, 3).flatMap(f => [el("span", { className: "cause" },
        el("b", { textContent: f.name + " " }), value(f.value),
        el("span", { className: "soft", textContent: ` ${f.why ?? `expected ${value(f.expected)}`} · ${Math.round(100 * f.share)} %` })), " "])));
    return isOpen ? [row, el("tr", { className: "reason" }, el("td", { colSpan: 7 }, reason(a, this.pictures)))] : [row];
  }
}

function searched(a) {
  return [a.stream, a.key, a.severity, a.topic, `${a.topic}[${a.partition}]@${a.offset}`, a.id, a.modelVersion, a.frame?.words, a.incident?.id,
    ...a.features.flatMap(f => [f.name, f.value, f.why]), ...Object.entries(a.included ?? {}).flat()].join(" ").toLowerCase();
}

// The highest score of each stream's key, in the order of the latest.
function groups(found) {
  const by = new Map();
  for (const alert of found) {
    const key = `${alert.stream}\n${alert.key ?? `\n${alert.id}`}`, known = by.get(key);
    if (known) {
      known.others++;
      if (alert.score > known.alert.score) known.alert = alert;
    } else by.set(key, { alert, others: 0 });
  }
  return [...by.values()];
}

// How long an incident lasted; of a single event that would be "0 ms".
function extent({ frame, incident: { state, seconds, events } }) {
  const strange = `${count(events)} ${frame ? "frame" : "event"}${events === 1 ? "" : "s"}`;
  return state === "open" ? `${strange} so far` : events === 1 ? strange : `${strange} in ${duration(seconds)}`;
}

function seen(a, pictures) {
  return el("span", { className: "seen" }, pictures.of(a), el("span", { textContent: a.frame.words }));
}
