// A host: agents that work together, and stop well.

import { OpenAnswers } from './answers.js';
import { toHex } from './bytes.js';
import { Desk } from './desk.js';
import { BadFile, MeshAgentError, Refused } from './errors.js';
import { addressesOf } from './files.js';
import { Links } from './links.js';
import { told } from './waiting.js';

export const SUBPROTOCOL = 'mesh.agent.v1.json';
const DIAL_MS = 10_000;

/**
 * Several agents of the same mesh. They share links: one for each of the mesh's hosts that has
 * clusters of theirs.
 */
export class Host {
  #list;
  #stopWithinMs;
  #mostMessageBytes;
  #platform;
  #answers = new OpenAnswers();
  #instance = '';
  #desk = null;
  #links = null;
  #stopping = new AbortController();
  #atOnce = new AbortController();

  constructor(agents, { stopWithinMs = 10_000, mostMessageBytes = 16 << 20 } = {}) {
    if (agents.length === 0) throw new RangeError('a host has at least one agent');
    this.#list = [...agents];
    this.#stopWithinMs = stopWithinMs;
    this.#mostMessageBytes = mostMessageBytes;
    this.#platform = agents[0].platform;
  }

  /** Works until it is told to stop. The exit code is 1 when the mesh refuses all agents. */
  async run() {
    const forget = this.#platform.onStop?.(() => this.stop());
    try {
      await this.serve();
    } catch (error) {
      if (!(error instanceof MeshAgentError)) throw error;
      if (!(error instanceof Refused)) this.#platform.log(error.message);
      this.#platform.failed?.(error); // each refusal has its line already
    } finally {
      forget?.();
      if (this.#desk?.isBusy) this.#platform.leave?.();
    }
  }

  /** Takes no new work, ends what runs, and leaves; called again, it leaves at once. */
  stop() {
    if (this.#isStopping) this.#atOnce.abort();
    this.#stopping.abort();
  }

  get #isStopping() {
    return this.#stopping.signal.aborted;
  }

  /** Resolves when it was stopped; rejects with Refused when the mesh refuses all agents. */
  async serve() {
    await this.#load();
    this.#instance ||= toHex((await this.#platform.newKey()).public).slice(0, 16);
    const desk = this.#desk = new Desk(this.#list, this.#answers, this.#platform, {
      changed: (name) => this.#links?.speakerOf(name)?.wake(),
      tell: (job, share, note) => {
        if (!job.withdrawn)
          this.#links?.speakerOf(job.agent)?.sayProgress(job.agent, job.id, share, note);
      },
    });
    const links = this.#links = new Links(this.#list, {
      platform: this.#platform,
      desk,
      answers: this.#answers,
      instance: this.#instance,
      dial: (url, signal) => this.#dial(url, signal),
    });
    const stopped = told(this.#stopping.signal);
    try {
      if (!this.#isStopping) await Promise.race([links.run(), stopped.promise]);
      this.#platform.log('stopping');
      await links.leave(this.#stopWithinMs, told(this.#atOnce.signal).promise);
    } finally {
      stopped.forget();
      await links.close();
      desk.abandon();
    }
  }

  #dial(url, signal) {
    const { ca } = this.#list[0].credentials;
    return this.#platform.connect({ url, ca }, {
      subprotocol: SUBPROTOCOL,
      timeoutMs: DIAL_MS,
      mostBytes: this.#mostMessageBytes,
      signal,
    });
  }

  async #load() {
    const names = new Set();
    for (const agent of this.#list) {
      agent.handler; // throws when there is none
      const one = await agent.load();
      const first = this.#list[0].credentials;
      const known = new Set(addressesOf(first));
      if (one.ca !== first.ca || !addressesOf(one).some((url) => known.has(url)))
        throw new BadFile(`${agent.name} and ${first.agent} are of different meshes; run them `
          + 'in different programs');
      if (names.has(agent.name))
        throw new BadFile('two of the files are for the same agent; give each agent once');
      names.add(agent.name);
    }
  }
}
