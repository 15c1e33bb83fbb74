/** One question on the screen. Everything is built with textContent: wording is never markup. */

import { part, word } from "./words.js";

function element(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
  node.append(...children);
  return node;
}

export class Screen {
  constructor({ questions, journal, onChoose, onHandIn }) {
    Object.assign(this, { questions, journal, onChoose, onHandIn, readOnly: false });
    this.form = part("question");
    this.form.addEventListener("change", () => this.chosen());
    this.form.addEventListener("submit", (event) => event.preventDefault());
    part("previous").addEventListener("click", () => this.show(this.at - 1));
    part("next").addEventListener("click", () => (this.isLast() ? this.onHandIn() : this.show(this.at + 1)));
    part("no-script").hidden = true;
    for (const name of ["question", "status", "dock"]) part(name).hidden = false;
    this.show(journal.data.at, { focus: false });
  }

  isLast() {
    return this.at === this.questions.length - 1;
  }

  show(slot, { focus = true } = {}) {
    this.at = Math.min(Math.max(slot, 0), this.questions.length - 1);
    this.journal.goTo(this.at);
    this.form.replaceChildren(...this.built(this.questions[this.at]));
    part("position").textContent = word("position", { n: this.at + 1, total: this.questions.length });
    part("previous").disabled = this.at === 0;
    part("next").textContent = word(this.isLast() ? "hand-in" : "next");
    if (focus) {
      scrollTo(0, 0);
      this.form.querySelector("legend").focus({ preventScroll: true });
    }
    this.progress();
  }

  built(question) {
    const several = question.kind === "multiple";
    const label = several ? `${question.label} · ${word("several")}` : question.label;
    const fieldset = element("fieldset", {}, element("legend", { tabindex: "-1" }, question.stem));
    const held = new Set(this.journal.value(this.at));
    question.options.forEach((option, index) => {
      const input = element("input", { type: several ? "checkbox" : "radio", name: "answer", value: option.token });
      input.checked = held.has(option.token);
      const letter = element("b", { "aria-hidden": "true" }, String.fromCharCode(65 + index));
      fieldset.append(element("label", { class: "answer" }, input, letter, element("span", {}, option.text)));
    });
    fieldset.disabled = this.readOnly;
    return [element("span", { class: "tag info" }, label), fieldset];
  }

  chosen() {
    const value = [...this.form.querySelectorAll("input:checked")].map((input) => input.value);
    this.journal.choose(this.at, value);
    this.progress();
    this.onChoose();
  }

  lock(readOnly) {
    this.readOnly = readOnly;
    const fieldset = this.form.querySelector("fieldset");
    if (fieldset) fieldset.disabled = readOnly;
  }

  progress() {
    const bar = part("progress");
    bar.value = this.journal.answered().length;
    bar.max = this.questions.length;
    this.status();
  }

  status() {
    const waiting = this.journal.waiting().length;
    const saved = this.journal.saved();
    const name = waiting ? "saving" : saved ? "saved-all" : "saved-none";
    const line = part("saved");
    const text = word(name, { saved, waiting, total: this.questions.length });
    line.classList.toggle("wait", waiting > 0);
    if (line.textContent !== text) line.textContent = text;
  }
}
