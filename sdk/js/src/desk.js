// The desk: begins the work on deliveries, each once, and makes their answers.

import { CONFLICT, makeAnswer, Memory, placeOf, READY, TRANSIT } from './answers.js';
import { wellFormed } from './bytes.js';
import { Conflict, Failed } from './errors.js';
import { Job } from './job.js';
import { Flag, MOST_TIMER_MS } from './waiting.js';
import * as wire from './wire.js';

const MOST_WAITING = 1000;
const MOST_UNCONFIRMED = 50_000;

/**
 * Outlives links: what runs goes on when a link is lost, and is answered on the next. A
 * handler cannot be stopped from outside: one that nobody wants keeps its turn until it ends.
 * Work that came to nothing by that is begun again when it is delivered again; what was done
 * stays done.
 */
export class Desk {
  #work = new Map();
  #answers;
  #platform;
  #changed;
  #tell;
  #memory = new Memory();
  #idle = new Flag(true);
  #closed = false;

  constructor(agents, answers, platform, { changed, tell }) {
    for (const agent of agents)
      this.#work.set(agent.name, {
        agent,
        waiting: [],
        running: new Set(),
        jobs: new Map(), // by id: those that wait, and those that run, wanted or not
        again: new Map(), // delivered again while work that was withdrawn still ends
      });
    this.#answers = answers;
    this.#platform = platform;
    this.#changed = changed;
    this.#tell = tell;
  }

  deliver(name, fields) {
    const work = this.#work.get(name);
    const id = wire.text(fields, 'id');
    const place = placeOf(name, id);
    const job = work.jobs.get(id);
    if (job?.withdrawn) {
      work.again.set(id, fields);
      return;
    }
    if (job) {
      job.renew(fields);
      this.#limit(work, job);
      return;
    }
    const known = this.#memory.find(place, this.#platform.now());
    if (known) return this.#say(known);
    if (this.#answers.has(place) || this.#closed) return;
    if (this.#answers.size >= MOST_UNCONFIRMED) {
      this.#platform.log(`${name}: ${id} is not begun: the mesh has not confirmed `
        + `${this.#answers.size} answers; it comes again on the next link`);
      return;
    }
    if (work.waiting.length >= MOST_WAITING)
      return this.#fail(name, id, `${MOST_WAITING} deliveries wait already`);
    const made = new Job(name, fields, { now: this.#platform.now, tell: this.#tell });
    work.jobs.set(id, made);
    work.waiting.push(made);
    this.begin(name);
  }

  /** Answers a delivery that is not the mesh's; a good copy of it is not disturbed. */
  refuse(name, id, why) {
    if (!this.#work.get(name).jobs.has(id) && !this.#answers.has(placeOf(name, id)))
      this.#fail(name, id, why);
  }

  /** Begins what may begin: an agent that is frozen waits. */
  begin(name) {
    const work = this.#work.get(name);
    while (work.waiting.length > 0 && !work.agent.frozen && !this.#closed) {
      if (work.running.size >= work.agent.concurrency) return;
      const job = work.waiting.shift();
      this.#idle.clear();
      work.running.add(job);
      this.#limit(work, job);
      void this.#run(work, job);
    }
  }

  /** Gives up the work, and drops an answer that the mesh has not taken yet. */
  withdraw(name, id) {
    const work = this.#work.get(name);
    this.#answers.forget(placeOf(name, id));
    work.again.delete(id);
    const job = work.jobs.get(id);
    if (job) this.#giveUp(work, job);
  }

  /** Begins nothing more, waits for what runs, and gives up what does not end in time. */
  async close(withinMs) {
    this.#closed = true;
    for (const work of this.#work.values()) {
      for (const job of work.waiting) work.jobs.delete(job.id);
      work.waiting = [];
    }
    if (!(await this.#idle.wait(withinMs))) this.abandon();
  }

  abandon() {
    this.#closed = true;
    for (const work of this.#work.values()) {
      work.again.clear();
      for (const job of [...work.jobs.values()]) {
        this.#platform.log(`${job.agent}: ${job.id} did not end in time; it is given up`);
        this.#giveUp(work, job);
      }
    }
  }

  /** Handlers run, wanted or not. */
  get isBusy() {
    return [...this.#work.values()].some(({ running }) => running.size > 0);
  }

  #giveUp(work, job) {
    clearTimeout(job.timer);
    job.giveUp();
    if (work.running.has(job)) return;
    work.jobs.delete(job.id);
    work.waiting = work.waiting.filter((waiting) => waiting !== job);
  }

  /** When its time is over, nobody waits any longer. */
  #limit(work, job) {
    clearTimeout(job.timer);
    if (!work.running.has(job) || job.timeLeftMs > MOST_TIMER_MS) return;
    job.timer = setTimeout(() => {
      this.#platform.log(`${job.agent}: the time for ${job.id} is over; it is given up`);
      this.#giveUp(work, job);
    }, job.timeLeftMs);
  }

  async #run(work, job) {
    const answer = await this.#answerOf(work, job);
    clearTimeout(job.timer);
    work.running.delete(job);
    work.jobs.delete(job.id);
    const again = work.again.get(job.id);
    work.again.delete(job.id);
    if (!(job.withdrawn && answer.failure)) {
      this.#memory.keep(answer, this.#platform.now());
      if (again || !job.withdrawn) this.#say(answer);
    } else if (again) {
      this.deliver(job.agent, again);
    }
    this.begin(work.agent.name);
    if (!this.isBusy) this.#idle.set();
  }

  async #answerOf(work, job) {
    try {
      const value = textOfResult(await work.agent.handler(job));
      return this.#made(job, READY, { value });
    } catch (error) {
      if (error instanceof Conflict) {
        const { expected, received, evidence } = error;
        return this.#made(job, CONFLICT, { expected, received }, evidence);
      }
      if (error instanceof Failed)
        return this.#made(job, TRANSIT, { failure: error.message || 'it failed' });
      if (!job.withdrawn)
        this.#platform.log(`${job.agent}: the handler failed at ${job.id}: `
          + `${error?.stack ?? error}`);
      return this.#made(job, TRANSIT, { failure: String(error) || 'it failed' });
    }
  }

  #made(job, state, texts, evidence = {}) {
    const more = { ...evidence };
    if (job.posts.length > 0)
      more.post = job.posts.map(({ to, text }) => ({
        to: wellFormed(to), text: wellFormed(text),
      }));
    const good = Object.fromEntries(
      Object.entries(texts).map(([name, text]) => [name, wellFormed(text)]));
    const processingMs = this.#platform.now() - job.arrived;
    return makeAnswer(job.agent, job.id, state, { ...good, processingMs, more });
  }

  /** Answers without work, and does not keep it: a better copy may come. */
  #fail(name, id, failure) {
    this.#say(makeAnswer(name, id, TRANSIT, { failure }));
  }

  #say(answer) {
    this.#answers.add(answer);
    this.#changed(answer.agent);
  }
}

function textOfResult(result) {
  if (result === undefined || result === null) return '';
  if (typeof result === 'string') return result;
  const text = JSON.stringify(result);
  if (text === undefined)
    throw new TypeError(`a handler answers with a text or with JSON, not a ${typeof result}`);
  return text;
}
