// Pictures of alerts, asked for when they are shown: the live events come without them.
import { el } from "./dom.js";

const most = 200;

export class Pictures {
  #urls = new Map(); // by path; null while it comes, and where there is none

  constructor(token) {
    this.token = token;
    this.changed = () => {};
  }

  // The picture, or nothing as long as it is not here; whoever shows it is told.
  of(a, className = "") {
    if (a.frame.picture == null) return null; // none is kept
    const path = `api/streams/${encodeURIComponent(a.stream)}/alerts/${encodeURIComponent(a.id)}/picture`;
    if (!this.#urls.has(path)) this.#fetch(path);
    const url = this.#urls.get(path);
    return url && el("img", { className, src: url, alt: `The frame, with what is strange marked: ${a.frame.words}` });
  }

  async #fetch(path) {
    this.#urls.set(path, null);
    if (this.#urls.size > most) this.#drop(this.#urls.keys().next().value);
    try {
      const response = await fetch(path, { headers: this.token() ? { Authorization: `Bearer ${this.token()}` } : {} });
      if (!response.ok || !this.#urls.has(path)) return;
      this.#urls.set(path, URL.createObjectURL(await response.blob()));
      this.changed();
    } catch {
      this.#urls.delete(path); // asked for again when it is drawn again
    }
  }

  #drop(path) {
    if (this.#urls.get(path)) URL.revokeObjectURL(this.#urls.get(path));
    this.#urls.delete(path);
  }
}
