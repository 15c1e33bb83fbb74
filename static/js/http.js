/** Requests to our own server. Every answer is JSON; a refusal carries a message made for the person at the screen. */

export class Refused extends Error {
  constructor(message, status, data) {
    super(message);
    this.status = status;
    this.data = data;
  }
}

function cookie(name) {
  const found = document.cookie.split("; ").find((part) => part.startsWith(`${name}=`));
  return found ? decodeURIComponent(found.slice(name.length + 1)) : "";
}

/** The token of this page: from the form on it, else from the cookie. */
export function csrfToken() {
  return document.querySelector("input[name=csrfmiddlewaretoken]")?.value || cookie("csrftoken");
}

/** POST an object as JSON. Throws Refused for an answer that isn't 2xx, TypeError when the network is away. */
export async function postJSON(url, data, { timeout = 15000 } = {}) {
  const response = await fetch(url, {
    method: "POST",
    headers: { "Content-Type": "application/json", Accept: "application/json", "X-CSRFToken": csrfToken() },
    body: JSON.stringify(data),
    credentials: "same-origin",
    signal: AbortSignal.timeout?.(timeout),
  });
  return unwrap(response);
}

export async function getJSON(url) {
  return unwrap(await fetch(url, { headers: { Accept: "application/json" }, credentials: "same-origin" }));
}

async function unwrap(response) {
  const isJSON = (response.headers.get("Content-Type") || "").includes("application/json");
  const data = isJSON ? await response.json() : {};
  if (!response.ok) throw new Refused(data.message || "", response.status, data);
  return data;
}
