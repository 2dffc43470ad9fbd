// An agent: its file, its handler, and what the mesh told about it.

import { Host } from './host.js';

/** One agent of a mesh, from an invite or from credentials. */
export class Agent {
  #credentials = null;
  #handler = null;
  #turn = Promise.resolve();

  constructor(source, { signedDeliveries = false, concurrency = 16, platform } = {}) {
    if (!(concurrency >= 1)) throw new RangeError('an agent runs at least one job at once');
    Object.assign(this, { source, signedDeliveries, concurrency, platform });
    this.place = '';
    this.agentClass = '';
    this.capabilities = [];
    this.context = '';
    this.contextHash = '';
    this.frozen = false;
  }

  /** Sets the handler: its result, or what it throws, is the answer. */
  handle(handler) {
    if (typeof handler !== 'function') throw new TypeError('a handler is a function');
    if (this.#handler) throw new Error('an agent has one handler');
    this.#handler = handler;
    return this;
  }

  get handler() {
    if (!this.#handler) throw new Error('the agent has no handler; give it one by handle()');
    return this.#handler;
  }

  /** For the host: reads the file the first time. */
  async load() {
    this.#credentials ??= await this.platform.load(this.source);
    return this.#credentials;
  }

  get credentials() {
    return this.#credentials;
  }

  get name() {
    return this.#credentials?.agent ?? '';
  }

  /** For the host: puts changed credentials on disk, and only then uses them. */
  async keep(changed) {
    await this.platform.keep(changed);
    this.#credentials = changed;
  }

  /** For a link: what changes credentials goes one after the other, also over two links. */
  inTurn(work) {
    const done = this.#turn.then(work);
    this.#turn = done.catch(() => {});
    return done;
  }

  /** Works until it is told to stop. The exit code is 1 when the mesh refuses the agent. */
  run() {
    return new Host([this]).run();
  }

  /** As `run`, without signals and exit codes. Rejects with Refused. */
  serve() {
    return new Host([this]).serve();
  }
}
