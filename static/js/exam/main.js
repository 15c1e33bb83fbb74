/** The exam page: fetches the paper once, takes the lease, and keeps screen, journal, clock and server in step. */

import { Clock } from "./clock.js";
import { Dialogs } from "./dialogs.js";
import { bringLate, handIn } from "./handing_in.js";
import { Journal } from "./journal.js";
import { Final, askUntilAnswered } from "./net.js";
import { Screen } from "./screen.js";
import { Sync } from "./sync.js";
import { part, word } from "./words.js";

const OFFLINE_AFTER = 5000;
const urls = document.getElementById("exam").dataset;
const journal = new Journal(urls.attempt);
let screen;
let sync;
let clock;
let dialogs;
let ending = false;

function banner(name, { takeBack = false } = {}) {
  part("banner").hidden = !name;
  part("banner-text").textContent = name ? word(name) : "";
  part("take-back").hidden = !takeBack;
}

function onState(state) {
  screen.status();
  if (!state) {
    setTimeout(() => {
      if (!ending && sync.awaySince && Date.now() - sync.awaySince >= OFFLINE_AFTER) banner("offline");
    }, OFFLINE_AFTER + 100);
    return;
  }
  clock.set(state);
  if (state.lease_ok) {
    if (!screen.readOnly) banner("");
  } else {
    loseLease();
  }
}

function loseLease() {
  sync.stop();
  dialogs.close();
  screen.lock(true);
  banner("lease-lost", { takeBack: true });
}

async function takeLease() {
  const state = await askUntilAnswered("POST", urls.lease, {}, (tries) => tries > 1 && banner("offline"));
  journal.adopt(state);
  return state;
}

async function takeBack() {
  part("take-back").hidden = true;
  try {
    const state = await takeLease();
    screen.lock(false);
    screen.show(screen.at);
    banner("");
    clock.set(state);
    sync.resume();
  } catch (error) {
    onFinal(error);
  }
}

async function finish() {
  if (ending || screen.readOnly) return;
  ending = true;
  sync.stop();
  dialogs.close();
  screen.lock(true);
  part("dock").hidden = true;
  part("open-overview").hidden = true;
  banner("handing-in");
  try {
    location.replace(await handIn({ urls, journal, onAway: () => banner("waiting") }));
  } catch (error) {
    onFinal(error);
  }
}

/** The server has refused for good: the attempt is over, the sign-in has ended, or the request was wrong. */
async function onFinal(error) {
  if (!(error instanceof Final)) throw error;
  if (error.status === 409 || error.status === 410) {
    ending = true;
    location.replace(await bringLate({ urls, journal, onAway: () => banner("waiting"), reply: error.data }));
    return;
  }
  screen?.lock(true);
  banner(error.status === 400 ? "refused" : "gone");
}

async function begin() {
  const away = (tries) => tries > 0 && banner("failed");
  try {
    const paper = await askUntilAnswered("GET", urls.paper, null, away);
    const state = await takeLease();
    banner("");
    start(paper.questions, state);
  } catch (error) {
    onFinal(error);
  }
}

function start(questions, state) {
  sync = new Sync({ url: urls.answers, journal, onState, onFinal });
  screen = new Screen({ questions, journal, onChoose: () => sync.soon(), onHandIn: () => dialogs.askToHandIn() });
  dialogs = new Dialogs({ screen, journal, onHandIn: finish });
  clock = new Clock(part("clock"), finish);
  part("take-back").addEventListener("click", takeBack);
  clock.set(state);
  if (journal.data.locked) finish();
  else sync.now();
}

// A page that the back button brings back from memory must ask whether the test is still open.
addEventListener("pageshow", (event) => event.persisted && location.reload());
begin();
