/** Sentences come from the page, so that they are translated with everything else. */

export function word(name, values = {}) {
  const text = document.getElementById("exam-words").content.querySelector(`[data-word="${name}"]`)?.textContent ?? "";
  return text.replace(/\{(\w+)\}/g, (whole, key) => (key in values ? String(values[key]) : whole));
}

export function part(name) {
  return document.querySelector(`[data-part="${name}"]`);
}
