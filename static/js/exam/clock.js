/** The time left, by the server's clock. The phone's own clock may be wrong or be changed: it isn't asked. */

export class Clock {
  constructor(element, onEnd) {
    Object.assign(this, { element, onEnd, ended: false, deadline: null });
    setInterval(() => this.tick(), 500);
  }

  set({ server_now: serverNow, deadline_at: deadline }) {
    this.offset = serverNow - performance.now();
    this.deadline = deadline;
    if (this.left() > 0) this.ended = false;
    this.tick();
  }

  left() {
    return this.deadline === null ? Infinity : this.deadline - (this.offset + performance.now());
  }

  tick() {
    if (this.deadline === null) return;
    const seconds = Math.max(0, Math.ceil(this.left() / 1000));
    const text = `${String(Math.floor(seconds / 60)).padStart(2, "0")}:${String(seconds % 60).padStart(2, "0")}`;
    if (this.element.textContent !== text) this.element.textContent = text;
    if (seconds === 0 && !this.ended) {
      this.ended = true;
      this.onEnd();
    }
  }
}
