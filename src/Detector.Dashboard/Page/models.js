// A stream's models: which serves, what the others were, and making another serve.
import { $, el, count, percent, duration, middle, moment } from "./dom.js";

const roles = { current: ["good", "serves"], previous: ["wait", "served before"], challenger: ["wait", "challenger"] };

export class Models {
  #ask; #change; #stream = null; #serving = null; #isTraining = false;

  constructor(ask, change) {
    [this.#ask, this.#change] = [ask, change];
    $("models").addEventListener("toggle", () => this.refresh());
    $("rollback").addEventListener("click", () => change("rollback"));
    $("retrain").addEventListener("click", () => change(this.#isTraining ? "retrain/cancel" : "retrain"));
    setInterval(() => this.#training(), 2000);
  }

  show(stream, serving) {
    const isOther = stream !== this.#stream || serving !== this.#serving;
    [this.#stream, this.#serving] = [stream, serving];
    if (isOther) this.refresh();
  }

  async refresh() {
    if (this.#stream === null || !$("models").open) return;
    const base = `api/streams/${encodeURIComponent(this.#stream)}/models`, stream = this.#stream;
    const versions = await this.#ask(base).catch(() => null);
    if (stream !== this.#stream) return;
    $("rollback").disabled = !versions?.some(v => v.roles.includes("previous"));
    const heads = ["Version", "", "Trained", "Family", "Rows", "Over its threshold", ""];
    $("models").querySelector(".scroll").replaceChildren(versions === null ? "The models cannot be read now." : el("table", {},
      el("thead", {}, el("tr", {}, ...heads.map(textContent => el("th", { textContent, scope: "col" })))),
      el("tbody", {}, ...versions.map(v => el("tr", {},
        el("td", {}, v.error ? v.version : el("a", { href: `${base}/${encodeURIComponent(v.version)}/report`, target: "_blank", rel: "noopener", textContent: v.version })),
        el("td", {}, ...v.roles.filter(role => roles[role]).map(role => el("span", { className: `pill ${roles[role][0]}`, textContent: roles[role][1] }))),
        el("td", { textContent: v.created ? moment(v.created) : "–" }),
        el("td", { textContent: v.family ?? "–", title: v.error ?? "" }),
        el("td", { className: "number", textContent: count(v.rows) }),
        el("td", { className: "number", textContent: v.heldOutOver == null ? "–" : percent(v.heldOutOver) }),
        el("td", {}, v.error ? middle(v.error, 80) : !v.roles.includes("current")
          && el("button", { type: "button", textContent: "Let it serve", onclick: () => this.#change(`models/${encodeURIComponent(v.version)}/promote`) })))))));
  }

  // What is being trained, and what became of the last one.
  async #training() {
    if (this.#stream === null || !$("models").open || document.hidden) return;
    const stream = this.#stream, status = await this.#ask(`api/streams/${encodeURIComponent(stream)}/retraining`).catch(() => null);
    if (stream !== this.#stream) return;
    this.#isTraining = status?.stage != null;
    $("retrain").disabled = status === null;
    $("retrain").textContent = this.#isTraining ? "End this training" : "Train the next one";
    const { shadow, last } = status ?? {};
    $("training").textContent = [
      this.#isTraining && `${status.stage} ${percent(status.fraction)}${status.secondsLeft == null ? "" : `, ${duration(status.secondsLeft)} left`}, as ${status.trigger}`,
      shadow && `${shadow.version} scores in shadow until ${moment(shadow.until)}: it would have raised ${count(shadow.alerts)} alerts of ${count(shadow.scored)} events, `
        + `${count(shadow.servingAlerts)} were raised`,
      last && `${moment(last.when)}: ${last.outcome}${last.version ? ` ${last.version}` : ""}: ${last.reason}`,
      status?.next && `the next one at ${moment(status.next)}`].filter(text => text).join(" · ");
  }
}
