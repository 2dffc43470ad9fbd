// A job: what the mesh delivered to an agent, as its handler sees it.

import { textOf, utf8 } from './bytes.js';
import * as wire from './wire.js';

const MOST_POSTS = 1000;

/** One delivery. A second delivery of the same id is the same job. */
export class Job {
  #ends = Infinity;
  #now;
  #tell;
  #abort = new AbortController();

  constructor(agent, fields, { now, tell }) {
    this.#now = now;
    this.#tell = tell;
    this.agent = agent;
    this.id = wire.text(fields, 'id');
    this.verb = wire.text(fields, 'verb');
    this.isText = !('data' in fields);
    this.data = this.isText ? utf8(wire.text(fields, 'text')) : wire.raw(fields, 'data');
    this.text = textOf(this.data);
    this.attempt = wire.whole(fields, 'attempt');
    this.source = wire.text(fields, 'source');
    this.correlation = wire.text(fields, 'correlation');
    this.causation = wire.text(fields, 'causation');
    this.lamport = wire.big(fields, 'lamport');
    this.payloadWeight = wire.number(fields, 'payloadWeight');
    this.queueDepth = wire.whole(fields, 'queueDepth');
    this.arrived = now();
    this.posts = [];
    this.renew(fields);
  }

  /** Aborts when nobody wants the answer any more; for fetch and the like. */
  get signal() {
    return this.#abort.signal;
  }

  get withdrawn() {
    return this.#abort.signal.aborted;
  }

  /** For the package: nobody wants it any more. */
  giveUp() {
    this.#abort.abort();
  }

  /** Until nobody waits for the answer; infinite when the mesh set no end. */
  get timeLeftMs() {
    return Math.max(0, this.#ends - this.#now());
  }

  /** A copy of it came: the mesh may wait longer now. */
  renew(fields) {
    const leftMs = wire.number(fields, 'timeLeftMs');
    this.#ends = leftMs > 0 ? this.#now() + leftMs : Infinity;
  }

  /** Tells the mesh how much is done, from 0 to 1. Of several, the latest is said. */
  progress(share, note = '') {
    this.#tell(this, Math.min(1, Math.max(0, Number(share) || 0)), String(note));
  }

  /** Adds a message to another agent, which goes out with the answer. */
  post(to, text) {
    if (this.posts.length >= MOST_POSTS)
      throw new RangeError(`a job posts ${MOST_POSTS} messages at most`);
    this.posts.push({ to: String(to), text: String(text) });
  }
}
