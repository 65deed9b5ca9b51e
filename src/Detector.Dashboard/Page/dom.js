// What all parts of the page write with.

export const $ = id => document.getElementById(id);

// Texts from events come in as text nodes only, never as markup.
export const el = (tag, props = {}, ...children) => {
  const node = Object.assign(document.createElement(tag), props);
  node.append(...children.flat().filter(child => child != null && child !== false));
  return node;
};

const digits = (n, options) => n.toLocaleString(undefined, options);
export const count = n => n == null ? "–" : digits(n, { maximumFractionDigits: 0 });
export const rate = n => digits(n, { maximumFractionDigits: n < 10 ? 1 : 0 });
export const short = n => typeof n === "number" ? digits(n, { maximumSignificantDigits: 4 }) : n == null ? "–" : String(n);
export const fixed = n => typeof n === "number" ? digits(n, { minimumFractionDigits: 2, maximumFractionDigits: 2 }) : String(n);
export const percent = share => `${digits(100 * share, { maximumSignificantDigits: 2 })} %`;
export const duration = seconds => seconds == null ? "–"
  : seconds < 1 ? `${digits(1000 * seconds, { maximumFractionDigits: 0 })} ms`
  : seconds < 120 ? `${digits(seconds, { maximumSignificantDigits: 2 })} s`
  : seconds < 7200 ? `${count(seconds / 60)} min`
  : seconds < 172800 ? `${count(seconds / 3600)} h` : `${count(seconds / 86400)} days`;

// A value as an event had it: times readable, long numbers rounded.
export const value = text => /^\d{4}-\d\d-\d\dT/.test(text) ? text.slice(0, 19).replace("T", " ")
  : /^-?\d*\.?\d+(e[+-]?\d+)?$/i.test(text) && text.length > 7 ? digits(Number(text), { maximumSignificantDigits: 5, useGrouping: false })
  : text;

// A long text without its middle: what tells such texts apart is often at their end.
export const middle = (text, most) => text.length <= most ? text : `${text.slice(0, most / 2)}…${text.slice(1 - most / 2)}`;

// Every time on the page is in the browser's zone, which the head of the page names.
export const zone = () => {
  const offset = -new Date().getTimezoneOffset(), [h, m] = [Math.trunc(Math.abs(offset) / 60), Math.abs(offset) % 60];
  const name = Intl.DateTimeFormat().resolvedOptions().timeZone;
  return offset === 0 ? "UTC" : `${name} (UTC${offset < 0 ? "−" : "+"}${h}${m ? `:${String(m).padStart(2, "0")}` : ""})`;
};
export const clock = time => new Date(time).toLocaleTimeString();
export const full = time => new Date(time).toLocaleString(undefined, { dateStyle: "medium", timeStyle: "medium" });
export const moment = time => new Date(time).toDateString() === new Date().toDateString() ? clock(time) : new Date(time).toLocaleString();
