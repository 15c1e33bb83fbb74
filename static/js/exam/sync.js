/** Brings answers to the server: half a breath after the last tap, one request at a time, again until acknowledged. */

import { Away, ask, delay } from "./net.js";

const DEBOUNCE = 800;

export class Sync {
  constructor({ url, journal, onState, onFinal }) {
    Object.assign(this, { url, journal, onState, onFinal });
    this.timer = 0;
    this.tries = 0;
    this.busy = false;
    this.stopped = false;
    this.awaySince = 0;
    addEventListener("online", () => this.now());
    document.addEventListener("visibilitychange", () => {
      if (document.visibilityState === "visible") this.now({ even: true });
      else this.parting();
    });
    addEventListener("pagehide", () => this.parting());
  }

  soon(milliseconds = DEBOUNCE) {
    clearTimeout(this.timer);
    if (!this.stopped) this.timer = setTimeout(() => this.now(), milliseconds);
  }

  stop() {
    this.stopped = true;
    clearTimeout(this.timer);
  }

  resume() {
    this.stopped = false;
    this.soon(0);
  }

  /** Send what waits; `even` when nothing does, to learn the time and whether we still hold the paper. */
  async now({ even = false } = {}) {
    clearTimeout(this.timer);
    const items = this.journal.waiting();
    if (this.busy || this.stopped || (!items.length && !even)) return;
    this.busy = true;
    try {
      const state = await ask("PUT", this.url, { lease_id: this.journal.data.lease, items });
      this.journal.acknowledge(state.acked);
      this.tries = 0;
      this.awaySince = 0;
      this.busy = false;
      this.onState(state);
      if (this.journal.waiting().length) this.soon();
    } catch (error) {
      this.busy = false;
      this.failed(error);
    }
  }

  failed(error) {
    if (!(error instanceof Away)) {
      this.stop();
      this.onFinal(error);
      return;
    }
    this.awaySince ||= Date.now();
    this.soon(delay(this.tries, error.after));
    this.tries += 1;
    this.onState(null);
  }

  /** The page goes away: one last save that outlives it. Never a hand-in. */
  parting() {
    const items = this.journal.waiting();
    if (this.stopped || !items.length) return;
    ask("PUT", this.url, { lease_id: this.journal.data.lease, items }, { keepalive: true })
      .then((state) => this.journal.acknowledge(state.acked))
      .catch(() => {}); // what wasn't acknowledged is sent again when the page comes back
  }
}
