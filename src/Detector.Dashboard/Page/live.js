// The daemon's server-sent events. They are read with fetch, as EventSource sends no token.

const patience = 5000, retry = 2000;

export class Live {
  #url; #token; #handlers; #id = null; #abort = null; #timer;

  // handlers: alert, missed, begin, status, lost, refused, each called with the event's data.
  constructor(token, handlers) {
    this.#token = token;
    this.#handlers = handlers;
  }

  // Listens at another address: what was told before is told again where the scores are another stream's.
  open(url) {
    this.close();
    if (url !== this.#url) this.#id = null;
    this.#url = url;
    this.#listen(this.#abort = new AbortController());
  }

  close() {
    clearTimeout(this.#timer);
    this.#abort?.abort();
    this.#abort = null;
  }

  async #listen(abort) {
    let silent;
    const alive = () => {
      clearTimeout(silent);
      silent = setTimeout(() => abort.abort(), patience);
    };
    try {
      alive();
      const headers = { Accept: "text/event-stream" };
      if (this.#id) headers["Last-Event-ID"] = this.#id;
      if (this.#token()) headers.Authorization = `Bearer ${this.#token()}`;
      const response = await fetch(this.#url, { headers, signal: abort.signal, cache: "no-store" });
      if (!response.ok) {
        const { error } = await response.json().catch(() => ({ error: `${response.status}` }));
        if (response.status === 401 || response.status === 403 || response.status === 429) this.#handlers.refused(error);
        throw new Error(error);
      }
      const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
      for (let text = ""; ;) {
        const { done, value } = await reader.read();
        if (done) break;
        alive();
        const events = (text + value).split("\n\n");
        text = events.pop();
        events.forEach(event => this.#take(event));
      }
    } catch {
      // Said below, whatever it was.
    }
    clearTimeout(silent);
    if (this.#abort !== abort) return; // closed by ourselves
    this.#handlers.lost();
    this.#timer = setTimeout(() => this.#listen(this.#abort = new AbortController()), retry);
  }

  #take(event) {
    const fields = Object.fromEntries(event.split("\n").map(line => [line.slice(0, line.indexOf(":")), line.slice(line.indexOf(":") + 2)]));
    this.#id = fields.id;
    this.#handlers[fields.event]?.(JSON.parse(fields.data));
  }
}
