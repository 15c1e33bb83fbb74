/** The content checks beside Wagtail's page editor: they look at the form while one types; nothing is saved by it. */

import { csrfToken } from "./http.js";

const PAUSE = 700;
const SHOWN = 2500;
const form = document.querySelector("[data-edit-form]");
const panel = document.querySelector("[data-content-checks]");
const findings = panel?.querySelector("[data-findings]");
let timer = 0;
let running = null;
let counter = null;

if (form && panel) {
  form.addEventListener("input", later);
  form.addEventListener("change", later);
  // Rich text and blocks change without an input event; Wagtail's own watch over the form tells of them.
  document.addEventListener("w-unsaved:add", later);
  document.addEventListener("w-autosave:success", later);
  panel.addEventListener("click", onClick);
  panel.addEventListener("change", onTick);
  // Not part of the form: Wagtail must not take a tick for a change of the page.
  panel.addEventListener("input", (event) => event.stopPropagation());
  // Blocks are drawn by scripts of Wagtail that run once the page is there.
  if (document.readyState === "complete") later();
  else window.addEventListener("load", later);
}

function later() {
  clearTimeout(timer);
  timer = setTimeout(look, PAUSE);
}

/** The address the form is saved at changes when a new page is saved for the first time. */
function address(base, query = {}) {
  const path = new URL(form.action, window.location.href).pathname;
  return `${base}?${new URLSearchParams({ for: path, ...query })}`;
}

function look() {
  return ask(address(panel.dataset.url));
}

async function ask(url) {
  running?.abort();
  const mine = new AbortController();
  running = mine;
  try {
    const response = await fetch(url, { method: "POST", body: typed(), headers: { "X-CSRFToken": csrfToken() }, signal: mine.signal });
    if (!response.ok || response.redirected) throw new Error(`${response.status}`);
    show(await response.text());
  } catch {
    if (!mine.signal.aborted) panel.querySelector("[data-away]").hidden = false;
  }
}

/** The form without its files: the checks read texts. */
function typed() {
  const data = new FormData(form);
  for (const [name, value] of [...data]) if (value instanceof File) data.delete(name);
  return data;
}

function show(html) {
  panel.querySelector("[data-away]").hidden = true;
  const openDetails = Boolean(findings.querySelector("details")?.open);
  const focused = findings.contains(document.activeElement) ? document.activeElement.dataset : null;
  findings.innerHTML = html;
  const details = findings.querySelector("details");
  if (details) details.open = openDetails;
  if (focused?.confirm) findings.querySelector(`[data-confirm="${focused.confirm}"]`)?.focus();
  if (focused?.jump) findings.querySelector(`[data-jump="${CSS.escape(focused.jump)}"]`)?.focus();
  const told = findings.firstElementChild.dataset;
  count(Number(told.blocking), Number(told.open));
}

function count(blocking, open) {
  const toggle = document.querySelector('[data-side-panel-toggle="checks"]');
  if (!toggle) return;
  if (!counter) {
    counter = document.createElement("div");
    counter.className = "w-side-panel-toggle__counter cx-counter";
    toggle.append(counter);
    toggle.classList.add("cx-counted");
  }
  counter.textContent = blocking + open;
  counter.hidden = blocking + open === 0;
  counter.classList.toggle("cx-counter-warn", blocking === 0);
}

function onTick(event) {
  event.stopPropagation();
  const { confirm } = event.target.dataset;
  if (confirm) ask(address(panel.dataset.confirmUrl, { fingerprint: confirm, ticked: event.target.checked ? "1" : "0" }));
}

function onClick(event) {
  const button = event.target.closest("[data-jump]");
  if (button) jump(button.dataset.jump);
}

/** To the field at a content path such as body.<block>.text, as far down as the editor shows it. */
function jump(path) {
  let node = form;
  for (const part of path.split(".")) {
    const next = node.querySelector(`[data-contentpath="${CSS.escape(part)}"]`);
    if (!next) break;
    node = next;
  }
  if (node === form) return;
  uncover(node);
  node.scrollIntoView({ block: "center" });
  const field = node.querySelector("[contenteditable=true], textarea, input:not([type=hidden]), select");
  (field || node.querySelector("button"))?.focus({ preventScroll: true });
  node.classList.add("cx-here");
  setTimeout(() => node.classList.remove("cx-here"), SHOWN);
}

/** Opens the tab and the folded panels around a field. */
function uncover(node) {
  const tab = node.closest("[role=tabpanel][hidden]");
  if (tab) document.querySelector(`[role=tab][href="#${tab.id}"]`)?.click();
  for (let up = node.closest("[data-panel]"); up; up = up.parentElement.closest("[data-panel]")) {
    up.querySelector('[data-panel-toggle][aria-expanded="false"]')?.click();
  }
}
