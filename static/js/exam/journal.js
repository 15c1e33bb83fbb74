/** Every tap is written down on the phone before it is sent. Survives reloads; without storage it lives as long as the page. */

const began = Date.now();

export class Journal {
  constructor(attempt) {
    this.name = `exam:${attempt}`;
    this.data = { answers: {}, at: 0, key: "", locked: false, lease: "", epoch: 0, ...this.read() };
  }

  read() {
    try {
      return JSON.parse(localStorage.getItem(this.name) || "{}");
    } catch {
      return {};
    }
  }

  write() {
    try {
      localStorage.setItem(this.name, JSON.stringify(this.data));
    } catch {
      // private mode or full storage: the server's copy has to do
    }
  }

  erase() {
    try {
      localStorage.removeItem(this.name);
    } catch {
      // nothing was kept
    }
  }

  value(slot) {
    return this.data.answers[slot]?.value ?? [];
  }

  choose(slot, value) {
    const seq = (this.data.answers[slot]?.seq ?? 0) + 1;
    this.data.answers[slot] = { seq, epoch: this.data.epoch, value, ms: Date.now() - began, acked: false };
    this.write();
  }

  goTo(slot) {
    this.data.at = slot;
    this.write();
  }

  /** A new lease, with what the server has: per slot the newer of both stays; ours is sent again under the new lease. */
  adopt({ lease_id: lease, epoch, saved }) {
    for (const [slot, theirs] of Object.entries(saved)) {
      const ours = this.data.answers[slot];
      const newer = ours && (ours.epoch > theirs.epoch || (ours.epoch === theirs.epoch && ours.seq > theirs.seq));
      if (!newer) this.data.answers[slot] = { ...theirs, ms: 0, acked: true };
    }
    for (const [slot, ours] of Object.entries(this.data.answers)) {
      if (!(slot in saved)) ours.acked = false;
    }
    Object.assign(this.data, { lease, epoch });
    this.write();
  }

  acknowledge(acked) {
    for (const [slot, seq] of Object.entries(acked)) {
      const ours = this.data.answers[slot];
      if (ours && ours.seq === seq) ours.acked = true;
    }
    this.write();
  }

  items(filter = () => true) {
    return Object.entries(this.data.answers)
      .filter(([, answer]) => filter(answer))
      .map(([slot, { seq, value, ms }]) => ({ slot: Number(slot), seq, value, ms }));
  }

  waiting() {
    return this.items((answer) => !answer.acked);
  }

  answered() {
    return this.items((answer) => answer.value.length > 0).map((item) => item.slot);
  }

  saved() {
    return this.items((answer) => answer.acked && answer.value.length > 0).length;
  }

  /** The key of this hand-in: made once, so that a retry is the same hand-in. */
  lock() {
    this.data.key ||= Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
    this.data.locked = true;
    this.write();
    return this.data.key;
  }
}
