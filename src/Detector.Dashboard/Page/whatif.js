// How many alerts the last hour would have had with another threshold.
import { $, count, percent, short } from "./dom.js";

export class WhatIf {
  #counts = []; #threshold = 0; #ask; #stream = null;

  // ask: gives the answer of a path of the API.
  constructor(ask) {
    this.#ask = ask;
    $("threshold").addEventListener("input", () => this.#say());
    $("whatif").addEventListener("toggle", () => $("whatif").open && this.#load());
  }

  show(stream, threshold) {
    const isOther = stream !== this.#stream;
    [this.#stream, this.#threshold] = [stream, threshold];
    if (isOther && $("whatif").open) this.#load();
  }

  async #load() {
    if (this.#stream === null) return;
    this.#counts = await this.#ask(`api/streams/${encodeURIComponent(this.#stream)}/what-if`);
    $("threshold").max = Math.max(0, this.#counts.length - 1);
    $("threshold").disabled = this.#counts.length < 2;
    $("threshold").value = this.#nearest();
    this.#say();
  }

  #nearest() {
    const at = this.#counts.findIndex(({ score }) => score >= this.#threshold);
    return at < 0 ? this.#counts.length - 1 : at;
  }

  #say() {
    if (this.#counts.length < 2) {
      $("whatif-text").textContent = "Nothing was scored within the last hour.";
      return;
    }
    const all = this.#counts[0].events, { score, events } = this.#counts[$("threshold").value];
    $("whatif-text").textContent = `At ${short(score)} the last hour would have had ${count(events)} alerts (${percent(events / all)} of ${count(all)} events); `
      + `at ${short(this.#threshold)}, which is in force, about ${count(this.#counts[this.#nearest()].events)}.`;
    $("threshold").setAttribute("aria-valuetext", `${short(score)}: ${count(events)} alerts`);
  }
}
