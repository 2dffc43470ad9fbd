// The speaker: puts what an agent's side has to say into messages, and sends them.

import { agentOf, encodeAnswer, makeAnswer, placeOf, TRANSIT } from './answers.js';
import { Pace } from './backoff.js';
import { toBase64, utf8 } from './bytes.js';
import { WireError } from './errors.js';
import { answerBytes, answersBytes } from './signing.js';
import { Flag } from './waiting.js';
import * as wire from './wire.js';

/** Bytes of a message beside its items: names, number, signature, pulse. */
const ROOM_FOR_THE_REST = 512;
/** For a mesh that names no limit. */
const MESSAGE_BYTES = 1 << 20;

export function readChallenge(fields) {
  const nonce = wire.raw(fields, 'nonce');
  if (nonce.length !== 32) throw new WireError('the challenge has no nonce of 32 bytes');
  return {
    nonce,
    mesh: wire.text(fields, 'mesh'),
    meshKey: wire.raw(fields, 'meshKey'),
    pulseMs: wire.number(fields, 'pulseMs'),
    messageBytes: wire.whole(fields, 'messageBytes') || MESSAGE_BYTES,
    messagesPerS: wire.number(fields, 'messagesPerS'),
  };
}

/** All that waits goes out together: the busier a link, the fewer its messages. */
export class Speaker {
  /** The agents whose answers may be said on this link. */
  welcomed = new Set();
  #challenge;
  #link;
  #key;
  #answers;
  #platform;
  #number = 0;
  #room;
  #items = { hello: [], rotate: [], stepAside: [], goodbye: [] };
  #progress = new Map();
  #pulse = null;
  #something = new Flag();
  #pulseCame = new Flag();
  #allSaid = new Flag();

  constructor(challenge, link, linkKey, answers, platform) {
    this.#challenge = challenge;
    this.#link = link;
    this.#key = linkKey;
    this.#answers = answers;
    this.#platform = platform;
    this.#room = Math.max(1, challenge.messageBytes - ROOM_FOR_THE_REST);
  }

  say(name, fields) {
    this.#items[name].push(wire.encode(fields));
    this.wake();
  }

  sayProgress(agent, id, share, note) {
    const encoded = wire.encode({ agent, id, share, note });
    if (!this.welcomed.has(agent) || utf8(encoded).length >= this.#room) return;
    this.#progress.set(placeOf(agent, id), encoded);
    this.wake();
  }

  /** The agent says no more on this link. */
  leave(name) {
    this.welcomed.delete(name);
    for (const place of this.#progress.keys())
      if (agentOf(place) === name) this.#progress.delete(place);
  }

  giveBack(pulse) {
    this.#pulse = pulse;
    this.#pulseCame.set();
    this.wake();
  }

  wake() {
    this.#allSaid.clear();
    this.#something.set();
  }

  allSaid(ms) {
    return this.#allSaid.wait(ms);
  }

  /** Until `send` rejects, or the signal says so. */
  async run(send, signal) {
    const { now } = this.#platform;
    const pace = new Pace(this.#challenge.messagesPerS, now());
    signal.addEventListener('abort', () => this.wake());
    while (!signal.aborted) {
      await this.#something.wait();
      while (!signal.aborted && this.#hasSomething()) {
        const waitMs = pace.waitMs(now());
        if (waitMs > 0 && this.#pulse === null) {
          this.#pulseCame.clear();
          await this.#pulseCame.wait(waitMs);
          continue;
        }
        // A pulse does not wait: the mesh measures the link by it.
        const message = new Message(this.#room, waitMs > 0 ? 0 : pace.things());
        await this.#fill(message);
        pace.spend(message.things, now());
        await send(message.text());
      }
      // `wake` may have come while the last message was sent.
      this.#something.clear();
      if (this.#hasSomething()) this.#something.set();
      else this.#allSaid.set();
    }
  }

  #hasSomething() {
    return Object.values(this.#items).some((items) => items.length > 0)
      || this.#progress.size > 0 || this.#pulse !== null
      || this.#answers.hasFor(this.welcomed);
  }

  /** In the order of the schema; what finds no room waits, and all behind it. */
  async #fill(message) {
    if (this.#pulse !== null) {
      message.rest.pulse = { number: this.#pulse };
      this.#pulse = null;
    }
    if (!this.#move('hello', message) || !this.#move('rotate', message)) return;
    const taken = this.#takeAnswers(message);
    const isAllSaid = !this.#answers.hasFor(this.welcomed) && this.#moveProgress(message);
    if (isAllSaid && this.#move('stepAside', message)) this.#move('goodbye', message);
    if (taken.length > 0) await this.#sign(message, taken);
  }

  #move(name, message) {
    const waiting = this.#items[name];
    while (waiting.length > 0) {
      if (!message.put(name, waiting[0])) return false;
      waiting.shift();
    }
    return true;
  }

  #moveProgress(message) {
    for (const [place, encoded] of this.#progress) {
      if (!message.put('progress', encoded)) return false;
      this.#progress.delete(place);
    }
    return true;
  }

  #takeAnswers(message) {
    const taken = this.#answers.take(this.#link, this.#number + 1, this.welcomed,
      (answer) => this.#fitting(answer), (encoded) => message.put('answer', encoded));
    if (taken.length > 0) this.#number += 1;
    for (const { place } of taken) this.#progress.delete(place);
    return taken;
  }

  async #sign(message, taken) {
    message.rest.number = this.#number;
    const digests = await Promise.all(
      taken.map((answer) => this.#platform.sha256(answerBytes(answer))));
    const signed = answersBytes(this.#challenge.nonce, this.#number, digests);
    message.rest.signature = toBase64(await this.#key.sign(signed));
  }

  #fitting(answer) {
    const size = utf8(encodeAnswer(answer)).length;
    if (size < this.#room) return answer;
    const failure = `the answer has ${size} bytes; the link takes ${this.#room}`;
    return makeAnswer(answer.agent, answer.id, TRANSIT, { failure });
  }
}

/** One message to the mesh: of `room` bytes, and of so many things, at most. */
export class Message {
  things = 0;
  rest = {};
  #room;
  #most;
  #lists = {};

  constructor(room, mostThings) {
    this.#room = room;
    this.#most = mostThings;
  }

  /** False when it is full. The first thing always finds room. */
  put(name, encoded) {
    const size = utf8(encoded).length + 1;
    if (this.things >= this.#most || (this.things > 0 && size > this.#room)) return false;
    this.#room -= size;
    this.things += 1;
    (this.#lists[name] ??= []).push(encoded);
    return true;
  }

  text() {
    const lists = Object.entries(this.#lists).map(
      ([name, items]) => `"${name}":[${items.join(',')}]`);
    const rest = wire.encode(this.rest).slice(1, -1);
    return `{${[...lists, ...(rest ? [rest] : [])].join(',')}}`;
  }
}
