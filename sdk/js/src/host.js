// A host: agents that share links, dials and dials again, and stops well.

import { OpenAnswers } from './answers.js';
import { Backoff } from './backoff.js';
import { toHex } from './bytes.js';
import { Desk } from './desk.js';
import { BadFile, LinkLost, MeshAgentError, Refused } from './errors.js';
import { Link } from './link.js';
import { sleep, told } from './waiting.js';

export const SUBPROTOCOL = 'mesh.agent.v1.json';
const DIAL_MS = 10_000;
/** So long a host that stops waits for the mesh to confirm the last answers. */
const CONFIRM_MS = 3000;
/** A link that was welcomed and lasted so long was good: the next dial comes soon. */
const GOOD_LINK_MS = 10_000;

/** Several agents on one link. They are enrolled in the same mesh. */
export class Host {
  #list;
  #agents = new Map();
  #stopWithinMs;
  #mostMessageBytes;
  #platform;
  #answers = new OpenAnswers();
  #backoff = new Backoff();
  #instance = '';
  #desk = null;
  #link = null;
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
    const { now } = this.#platform;
    const desk = this.#desk = new Desk(this.#list, this.#answers, this.#platform, {
      changed: () => this.#link?.speaker?.wake(),
      tell: (job, share, note) => {
        if (!job.withdrawn) this.#link?.speaker?.sayProgress(job.agent, job.id, share, note);
      },
    });
    let refused = null;
    try {
      while (this.#agents.size > 0 && !this.#isStopping) {
        const begun = now();
        const link = await this.#try(desk);
        refused = link?.refused.values().next().value ?? refused;
        if (link?.isWelcomed && now() - begun >= GOOD_LINK_MS) this.#backoff.reset();
        if (this.#agents.size > 0 && !this.#isStopping)
          await sleep(this.#backoff.waitMs(link?.comeBackMs ?? 0), this.#stopping.signal);
      }
      if (refused && this.#agents.size === 0) throw refused;
    } finally {
      desk.abandon();
    }
  }

  async #load() {
    for (const agent of this.#list) {
      agent.handler; // throws when there is none
      const { url, ca } = await agent.load();
      const first = this.#list[0].credentials;
      if (url !== first.url || ca !== first.ca)
        throw new BadFile(`${agent.name} and ${first.agent} are of different meshes; run them `
          + 'in different programs');
      if (this.#agents.has(agent.name))
        throw new BadFile('two of the files are for the same agent; give each agent once');
      this.#agents.set(agent.name, agent);
    }
  }

  /** One link from its dial to its end; null when there was none. */
  async #try(desk) {
    const { credentials } = this.#list[0];
    let link = null;
    try {
      const socket = await this.#platform.connect(credentials, {
        subprotocol: SUBPROTOCOL,
        timeoutMs: DIAL_MS,
        mostBytes: this.#mostMessageBytes,
        signal: this.#stopping.signal,
      });
      link = new Link(this.#platform, socket, this.#agents, desk, this.#answers,
        this.#instance);
      await this.#use(link, desk);
    } catch (error) {
      if (error instanceof BadFile) throw error;
      if (!(error instanceof LinkLost))
        this.#platform.log(`this is an error of mesh-agent; please report it: ${error.stack}`);
      else if (!this.#isStopping)
        this.#platform.log(`${link ? 'the link ended' : 'cannot link'} (${credentials.url}): `
          + error.message);
    }
    return link;
  }

  async #use(link, desk) {
    this.#link = link;
    const running = link.run();
    running.catch(() => {}); // it is looked at below, also after a stop
    const stopped = told(this.#stopping.signal);
    try {
      await Promise.race([running, stopped.promise]);
      if (this.#isStopping) await Promise.race([running, this.#leave(link, desk)]);
    } finally {
      stopped.forget();
      this.#link = null;
      this.#answers.linkLost();
      await link.close();
    }
  }

  async #leave(link, desk) {
    this.#platform.log('stopping');
    const { speaker } = link;
    if (!speaker) return;
    const { promise: atOnce } = told(this.#atOnce.signal);
    for (const name of speaker.welcomed) speaker.say('stepAside', { agent: name, aside: true });
    await Promise.race([desk.close(this.#stopWithinMs), atOnce]);
    const isConfirmed = await Promise.race([this.#answers.noneOpen.wait(CONFIRM_MS), atOnce]);
    if (!isConfirmed)
      this.#platform.log('the mesh did not confirm the last answers; it gives them to others');
    speaker.say('goodbye', { code: 'stopped', detail: 'the program ends' });
    await speaker.allSaid(CONFIRM_MS);
  }
}
