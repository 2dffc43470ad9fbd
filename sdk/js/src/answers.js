// Answers: those that the mesh has not confirmed, and those given before. Pure.

import { Flag } from './waiting.js';
import { encode } from './wire.js';

export const READY = 1;
export const TRANSIT = 0;
export const CONFLICT = -1;

export const placeOf = (agent, id) => JSON.stringify([agent, id]);
export const agentOf = (place) => JSON.parse(place)[0];

/** `more`: posts, and the evidence of a conflict, as ProtoJSON. */
export function makeAnswer(agent, id, state, fields = {}) {
  const { value = '', expected = '', received = '', failure = '' } = fields;
  const { processingMs = 0, more = {} } = fields;
  return {
    agent, id, state, value, expected, received, failure, processingMs, more,
    place: placeOf(agent, id),
  };
}

export function encodeAnswer(answer) {
  const { place, more, ...fields } = answer;
  return encode({ ...fields, ...more });
}

function sizeOf(answer) {
  const posts = (answer.more.post ?? []).reduce((sum, post) => sum + post.text.length, 0);
  return 512 + posts + answer.value.length + answer.expected.length + answer.received.length
    + answer.failure.length;
}

/**
 * Answers that the mesh has not confirmed. They outlive links. Each is either waiting to be
 * said on its agent's link, or was said on a link with a number. Each link has numbers of its
 * own.
 */
export class OpenAnswers {
  noneOpen = new Flag(true);
  #waiting = new Map();
  #said = new Map(); // by link

  get size() {
    let size = this.#waiting.size;
    for (const said of this.#said.values()) size += said.size;
    return size;
  }

  has(place) {
    if (this.#waiting.has(place)) return true;
    for (const said of this.#said.values()) if (said.has(place)) return true;
    return false;
  }

  add(answer) {
    if (this.has(answer.place)) return;
    this.#waiting.set(answer.place, answer);
    this.noneOpen.clear();
  }

  forget(place) {
    this.#waiting.delete(place);
    for (const said of this.#said.values()) said.delete(place);
    this.#note();
  }

  /**
   * Those of these agents to say now on `link`, under `number`, in their order. `fit` replaces
   * an answer that no message of the link could hold; `put` gets each encoded, and is false
   * when the message is full.
   */
  take(link, number, agents, fit, put) {
    const taken = [];
    const said = this.#saidOn(link);
    for (const [place, answer] of this.#waiting) {
      if (!agents.has(answer.agent)) continue;
      const fitting = fit(answer);
      if (!put(encodeAnswer(fitting))) break;
      taken.push(fitting);
      this.#waiting.delete(place);
      said.set(place, { number, answer: fitting });
    }
    return taken;
  }

  hasFor(agents) {
    for (const answer of this.#waiting.values()) if (agents.has(answer.agent)) return true;
    return false;
  }

  #saidOn(link) {
    if (!this.#said.has(link)) this.#said.set(link, new Map());
    return this.#said.get(link);
  }

  /** All up to `number` of this link are the mesh's now. */
  confirmed(link, number) {
    const said = this.#saidOn(link);
    for (const [place, one] of said) {
      if (one.number > number) break;
      said.delete(place);
    }
    this.#note();
  }

  /** The mesh did not take what was said for this agent. */
  sayAgain(agent) {
    for (const said of this.#said.values())
      for (const [place, { answer }] of [...said])
        if (answer.agent === agent) {
          said.delete(place);
          this.#waiting.set(place, answer);
        }
  }

  /** What was said on it is said again on the next links, the oldest first. */
  linkLost(link) {
    const again = [...this.#saidOn(link).values()].map(({ answer }) => answer);
    const all = [...again, ...this.#waiting.values()];
    this.#said.delete(link);
    this.#waiting = new Map(all.map((answer) => [answer.place, answer]));
  }

  #note() {
    if (this.size === 0) this.noneOpen.set();
  }
}

/**
 * Deliveries that were answered or withdrawn within the last hour. Bounded in number and
 * bytes as well; the oldest goes first.
 */
export class Memory {
  #limits;
  #answers = new Map();
  #bytes = 0;

  constructor({ keepMs = 3_600_000, most = 100_000, mostBytes = 64 << 20 } = {}) {
    this.#limits = { keepMs, most, mostBytes };
  }

  get size() {
    return this.#answers.size;
  }

  keep(answer, now) {
    this.#drop(answer.place);
    this.#answers.set(answer.place, { kept: now, answer });
    this.#bytes += sizeOf(answer);
    this.#tidy(now);
  }

  find(place, now) {
    this.#tidy(now);
    return this.#answers.get(place)?.answer;
  }

  #drop(place) {
    const found = this.#answers.get(place);
    if (!found) return;
    this.#bytes -= sizeOf(found.answer);
    this.#answers.delete(place);
  }

  #tidy(now) {
    const { keepMs, most, mostBytes } = this.#limits;
    for (const [place, { kept }] of this.#answers) {
      const isFull = this.#answers.size > most || this.#bytes > mostBytes;
      if (!isFull && now - kept <= keepMs) return;
      this.#drop(place);
    }
  }
}
