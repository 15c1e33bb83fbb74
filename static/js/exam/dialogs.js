/** All questions at a glance, and the last question before handing in. */

import { part, word } from "./words.js";

export class Dialogs {
  constructor({ screen, journal, onHandIn }) {
    Object.assign(this, { screen, journal });
    part("open-overview").addEventListener("click", () => this.openOverview());
    part("hand-in").addEventListener("click", () => this.askToHandIn());
    part("really").addEventListener("click", () => {
      part("confirm").close();
      onHandIn();
    });
    for (const button of document.querySelectorAll("dialog [data-close]")) {
      button.addEventListener("click", () => button.closest("dialog").close());
    }
  }

  openOverview() {
    const answered = new Set(this.journal.answered());
    part("numbers").replaceChildren(
      ...this.screen.questions.map((question, slot) => this.number(slot, answered.has(slot))),
    );
    part("hand-in").disabled = this.screen.readOnly;
    part("overview").showModal();
  }

  number(slot, answered) {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = slot + 1;
    button.className = answered ? "answered" : "";
    button.setAttribute("aria-label", word(answered ? "answered" : "unanswered", { n: slot + 1 }));
    if (slot === this.screen.at) button.setAttribute("aria-current", "true");
    button.addEventListener("click", () => {
      part("overview").close();
      this.screen.show(slot);
    });
    return button;
  }

  askToHandIn() {
    if (this.screen.readOnly) return;
    part("overview").close();
    const answered = new Set(this.journal.answered());
    const open = this.screen.questions.map((question, slot) => slot).filter((slot) => !answered.has(slot));
    const list = open.map((slot) => slot + 1).join(word("separator"));
    part("open-questions").textContent = open.length ? word("open", { count: open.length, list }) : word("all-answered");
    part("confirm").showModal();
  }

  close() {
    part("overview").close();
    part("confirm").close();
  }
}
