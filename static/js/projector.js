/** The projector: asks the server for the code that is valid now, and again when it changes. Knows no code in advance. */

import { getJSON } from "./http.js";

const RETRY_MS = 3000;
const screen = document.getElementById("projector");
const trouble = document.getElementById("projector-trouble");

function place(name, value) {
  const box = screen.querySelector(`[data-show="${name}"]`);
  if (name === "svg") {
    const picture = new DOMParser().parseFromString(value, "image/svg+xml").documentElement;
    box.replaceChildren(document.importNode(picture, true));
  } else {
    box.textContent = value;
  }
}

async function refresh() {
  let wait = RETRY_MS;
  try {
    const shown = await getJSON(screen.dataset.url);
    for (const name of ["svg", "typed", "time", "present", "expected"]) place(name, shown[name]);
    trouble.hidden = true;
    // Ask more often than the code changes, so that clock and count stay fresh.
    wait = Math.min(shown.changes_in + 100, 5000);
  } catch {
    trouble.hidden = false;
  }
  setTimeout(refresh, wait);
}

setTimeout(refresh, Math.min(Number(screen.dataset.changesIn) + 100, 5000));
