// Puts the page together: one live connection, from which everything is drawn once a second.
import { $, clock, zone } from "./dom.js";
import { Alerts } from "./alerts.js";
import { Live } from "./live.js";
import { Pictures } from "./pictures.js";
import { Models } from "./models.js";
import { Scores } from "./scores.js";
import { WhatIf } from "./whatif.js";
import { drawStreams } from "./streams.js";

const stored = "detector-token";
let streams = [], chosen = null, isOnly = false, lostAt = null;

const token = () => sessionStorage.getItem(stored);
const alerts = new Alerts(choose, new Pictures(token)), scores = new Scores(), whatIf = new WhatIf(ask, change), models = new Models(ask, change);
const live = new Live(token, {
  alert: alert => alerts.add(alert),
  missed: n => alerts.missed(n),
  begin: () => { alerts.clear(); scores.clear(); },
  status: status => {
    lostAt = null;
    streams = status.streams;
    if (status.scores) scores.add(status.scores, status.now);
    if (!streams.some(s => s.name === chosen)) look(streams[0]?.name ?? null);
    draw();
  },
  lost: () => { lostAt ??= new Date(); draw(); },
  refused: login,
});

// Whose scores are shown; the alerts are all streams' until somebody chooses one.
function choose(stream) {
  isOnly = stream !== null && !(isOnly && stream === chosen);
  alerts.only(isOnly ? stream : null);
  if (stream !== null && stream !== chosen) look(stream);
  draw();
}

function look(stream) {
  if (chosen !== stream) scores.clear();
  chosen = stream;
  alerts.clear(); // all that are kept come again
  listen();
}

function listen() {
  live.open("api/events" + (chosen === null ? "" : `?stream=${encodeURIComponent(chosen)}`));
}

function draw() {
  drawStreams(streams, isOnly ? chosen : null, choose);
  const stream = streams.find(s => s.name === chosen) ?? null;
  scores.draw(stream);
  whatIf.show(stream?.name ?? null, stream?.threshold?.value);
  models.show(stream?.name ?? null, stream?.model?.version);
  alerts.draw();
  $("lost").hidden = lostAt === null;
  if (lostAt) $("lost").textContent = `The daemon has not answered since ${clock(lostAt)}. What you see is from then; this page keeps trying.`;
}

async function ask(path) {
  const response = await fetch(path, { headers: token() ? { Authorization: `Bearer ${token()}` } : {}, signal: AbortSignal.timeout(5000) });
  if (!response.ok) throw new Error(`${path}: ${response.status}`);
  return response.json();
}

// Says what was done, or why not; the token is asked for where it is what lacks.
async function change(what, body) {
  const headers = { "Content-Type": "application/json", ...token() ? { Authorization: `Bearer ${token()}` } : {} };
  let text, isDone = false;
  try {
    const response = await fetch(`api/streams/${encodeURIComponent(chosen)}/${what}`, { method: "POST", headers, body: JSON.stringify(body ?? {}) });
    const answer = await response.json();
    if (response.status === 401) return login(answer.error, () => change(what, body));
    [text, isDone] = [answer.done ?? answer.error ?? "It is under way.", response.ok];
  } catch (error) {
    text = error.message;
  }
  $("done").hidden = false;
  $("done").className = isDone ? "good text" : "bad text";
  $("done").textContent = text;
  models.refresh();
}

let next = null;

function login(reason, then = null) {
  if ($("login").open) return;
  next = then;
  $("login-text").textContent = `The daemon says: ${reason}.`;
  $("login").showModal();
}

$("login").addEventListener("close", () => {
  const isGiven = $("login").returnValue === "ok";
  if (isGiven) sessionStorage.setItem(stored, $("token").value.trim());
  $("token").value = "";
  if (isGiven && next) next();
  if (!next) listen();
});
$("zone").textContent = `times in ${zone()}`;
document.addEventListener("visibilitychange", () => document.hidden ? live.close() : listen());
draw();
look(null);
