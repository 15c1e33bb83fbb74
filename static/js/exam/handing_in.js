/** Handing in: one request with everything, repeated until the server has answered; what comes too late is still brought. */

import { Final, askUntilAnswered } from "./net.js";

/** SHA-256 of [[slot, [tokens]], …], or "" where the browser offers none (plain HTTP). */
async function digest(answers) {
  if (!globalThis.crypto?.subtle) return "";
  const pairs = answers.map(({ slot, value }) => [slot, value]).sort((one, other) => one[0] - other[0]);
  const bytes = new TextEncoder().encode(JSON.stringify(pairs));
  const hash = await crypto.subtle.digest("SHA-256", bytes);
  return Array.from(new Uint8Array(hash), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** Resolves with the address of the result. Throws Final where neither handing in nor bringing late is possible. */
export async function handIn({ urls, journal, onAway }) {
  const key = journal.lock();
  const answers = journal.items();
  const request = { lease_id: journal.data.lease, idempotency_key: key, answers, sha256: await digest(answers) };
  try {
    const receipt = await askUntilAnswered("POST", urls.submit, request, onAway);
    journal.erase();
    return receipt.result;
  } catch (error) {
    if (!(error instanceof Final) || error.status !== 409) throw error;
    return bringLate({ urls, journal, onAway, reply: error.data });
  }
}

/** The attempt is over. If time ended it, what the server never acknowledged goes to the staff to decide. */
export async function bringLate({ urls, journal, onAway, reply }) {
  const items = journal.waiting();
  if (items.length && reply.by !== "candidate") {
    try {
      await askUntilAnswered("POST", urls.late, { lease_id: journal.data.lease, items }, onAway);
    } catch (error) {
      if (!(error instanceof Final)) throw error;
    }
  }
  journal.erase();
  return reply.result || urls.result;
}
