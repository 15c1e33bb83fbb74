/** Requests of the exam page: what is worth trying again, and what is final. */

import { csrfToken } from "../http.js";

const TIMEOUT = 15000;
const AGAIN = new Set([408, 425, 429]);

/** The server has decided; trying again won't help. */
export class Final extends Error {
  constructor(status, data) {
    super(data.message || `status ${status}`);
    this.status = status;
    this.data = data;
  }
}

/** The network or the server is away for now. `after` is the server's wish in milliseconds, or 0. */
export class Away extends Error {
  constructor(after = 0) {
    super("away");
    this.after = after;
  }
}

export async function ask(method, url, data, { keepalive = false } = {}) {
  const options = { method, keepalive, credentials: "same-origin", headers: { Accept: "application/json" } };
  if (!keepalive) options.signal = AbortSignal.timeout?.(TIMEOUT);
  if (method !== "GET") {
    options.headers["X-CSRFToken"] = csrfToken();
    options.headers["Content-Type"] = "application/json";
    options.body = JSON.stringify(data ?? {});
  }
  let response;
  let body = {};
  try {
    response = await fetch(url, options);
    if ((response.headers.get("Content-Type") || "").includes("application/json")) body = await response.json();
  } catch {
    throw new Away();
  }
  if (response.status >= 500 || AGAIN.has(response.status)) {
    throw new Away(1000 * (Number(response.headers.get("Retry-After")) || 0));
  }
  if (!response.ok) throw new Final(response.status, body);
  return body;
}

/** 1, 2, 4, 8, 16, 30 seconds, each shifted by chance so that a room full of phones doesn't come back at once. */
export function delay(tries, after = 0) {
  const base = Math.min(30000, 1000 * 2 ** tries);
  return Math.max(after, base * (0.75 + Math.random() / 2));
}

/** Ask until the server answers; `onAway` hears of every failure. Also tries at once when the network comes back. */
export async function askUntilAnswered(method, url, data, onAway) {
  for (let tries = 0; ; tries += 1) {
    try {
      return await ask(method, url, data);
    } catch (error) {
      if (!(error instanceof Away)) throw error;
      onAway?.(tries);
      await pause(delay(tries, error.after));
    }
  }
}

function pause(milliseconds) {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      removeEventListener("online", done);
      resolve();
    };
    const timer = setTimeout(done, milliseconds);
    addEventListener("online", done);
  });
}
