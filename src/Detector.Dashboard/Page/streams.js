// The streams' cards.
import { $, el, count, rate, short, percent, duration } from "./dom.js";

const states = {
  running: ["good", () => "running"],
  training: ["wait", () => "training"],
  restoring: ["wait", s => `restoring ${count(s.keys.read)} of ${count(s.keys.toRead)}`],
  waiting: ["wait", s => "waiting for " + s.missing.join(", ")],
  failed: ["bad", () => "failed"],
  stopping: ["bad", () => "stopping"],
  stopped: ["bad", () => "stopped"],
};

function fact(name, text, small, bad) {
  return el("div", {}, el("dt", { textContent: name }), el("dd", { className: bad ? "bad" : "" }, text, small && el("small", { textContent: ` ${small}` })));
}

function card(s, isChosen, choose) {
  const [look, text] = states[s.state];
  return el("button", { className: "card", type: "button", ariaPressed: String(isChosen), onclick: () => choose(s.name) },
    el("div", { className: "title" }, el("b", { textContent: s.name }), el("span", { className: "pill " + look, textContent: text(s) })),
    el("dl", { className: "facts" },
      fact("Events", rate(s.eventsPerSecond), "/s"),
      fact("Scored", count(s.eventsScored)),
      fact("Lag", count(s.lag)),
      fact("Alerts", count(s.alerts), s.eventsScored > 0 ? percent(s.alerts / s.eventsScored) : ""),
      fact("Asked for", s.threshold?.target > 0 && s.threshold.k == null ? percent(s.threshold.target) : "–"),
      fact("Dead letters", count(s.eventsDeadLettered), "", s.eventsDeadLettered > 0)),
    el("div", { className: "model", textContent: s.model
      ? `${s.model.family} ${s.model.version} on ${s.model.device}` + (s.threshold ? ` · threshold ${short(s.threshold.value)}` : "")
      : "no model yet" }),
    ...[s.reason, s.modelProblem && `The promoted model is refused: ${s.modelProblem}`,
      s.deliveryObstacle && `Alerts wait since ${duration((Date.now() - Date.parse(s.deliveryObstacle.since)) / 1000)}: ${s.deliveryObstacle.reason}`]
      .filter(text => text).map(text => el("div", { className: "model bad", textContent: text })));
}

export function drawStreams(streams, chosen, choose) {
  const focused = [...$("streams").children].indexOf(document.activeElement);
  $("streams").replaceChildren(...streams.map(s => card(s, s.name === chosen, choose)));
  if (streams.length === 0) $("streams").append(el("p", { className: "soft", textContent: "No streams yet: the daemon is starting." }));
  $("streams").children[focused]?.focus();
  const ready = streams.filter(s => s.state === "running").length;
  $("overall").className = "pill " + (streams.length > 0 && ready === streams.length ? "good" : "wait");
  $("overall").textContent = streams.length === 0 ? "starting" : ready === streams.length ? "ready" : `${ready} of ${streams.length} ready`;
}
