// The links of a host, one for each address, and the ways of its agents between them.

import { Addresses, isAddress } from './addresses.js';
import { Backoff } from './backoff.js';
import { BadFile, LinkLost } from './errors.js';
import { addressesOf } from './files.js';
import { Link } from './link.js';
import { sleep } from './waiting.js';

/** So long a host that stops waits for the mesh to confirm the last answers. */
const CONFIRM_MS = 3000;
/** A link that was welcomed and lasted so long was good: the next dial comes soon. */
const GOOD_LINK_MS = 10_000;

/** An agent, and how it finds its host. */
class Traveller {
  road = null;
  /** Of this agent alone; the links have another one. */
  backoff = new Backoff();

  constructor(agent) {
    this.agent = agent;
    this.addresses = new Addresses(addressesOf(agent.credentials));
  }
}

/** The way to one address: it is dialled, and then has a link. */
class Road {
  agents = new Map();
  link = null;

  constructor(url) {
    this.url = url;
  }

  /** All have left it; it is about to end. */
  get isOver() {
    return this.link !== null && this.agents.size === 0;
  }

  join(agent) {
    this.agents.set(agent.name, agent);
    this.link?.joined(agent);
  }
}

/** An agent that the mesh has not refused is on one road, or waits for one. */
export class Links {
  #travellers;
  #platform;
  #desk;
  #answers;
  #instance;
  #dial;
  #roads = new Map(); // by address: those that may be joined
  #following = new Map(); // the promise of each road, until it has ended
  #backoff = new Backoff();
  #leaving = new AbortController();
  #end;
  #ended;

  /** `dial(url, signal)` resolves with a socket. */
  constructor(agents, { platform, desk, answers, instance, dial }) {
    this.#travellers = new Map(agents.map((agent) => [agent.name, new Traveller(agent)]));
    this.#platform = platform;
    this.#desk = desk;
    this.#answers = answers;
    this.#instance = instance;
    this.#dial = dial;
    this.#ended = new Promise((_, reject) => { this.#end = reject; });
    this.#ended.catch(() => {}); // it may end after a stop
  }

  /** Rejects with Refused when the mesh has refused the last agent. */
  run() {
    this.#go(this.#travellers.values());
    return this.#ended;
  }

  /** Where the agent may speak now. */
  speakerOf(name) {
    return this.#travellers.get(name)?.road?.link?.speaker ?? null;
  }

  /** For a link: one of its agents was let in. */
  welcomed(agent) {
    const { addresses, backoff } = this.#travellers.get(agent.name);
    addresses.welcomed();
    backoff.reset();
  }

  /** For a link: an agent has left it, whose cluster is on another host. */
  sent(agent, url) {
    const traveller = this.#travellers.get(agent.name);
    traveller.road = null;
    if (isAddress(url)) traveller.addresses.sentTo(url);
    else this.#platform.log(`${agent.name} is sent elsewhere, but '${url}' is no address`);
    if (traveller.addresses.atOnce) this.#go([traveller]);
    else void this.#goLater([traveller], traveller.backoff.waitMs());
  }

  /** For a link: an agent has left it, and it is useless to come back for it. */
  refused(agent, why) {
    this.#travellers.delete(agent.name);
    if (this.#travellers.size === 0) this.#end(why);
  }

  get #isLeaving() {
    return this.#leaving.signal.aborted;
  }

  /** Those with the same address go together. */
  #go(travellers) {
    if (this.#isLeaving) return;
    for (const traveller of travellers) {
      const url = traveller.addresses.next();
      let road = this.#roads.get(url);
      if (!road || road.isOver) {
        road = new Road(url);
        this.#roads.set(url, road);
        this.#following.set(road, this.#follow(road));
      }
      traveller.road = road;
      road.join(traveller.agent);
    }
  }

  async #goLater(travellers, waitMs) {
    await sleep(waitMs, this.#leaving.signal);
    this.#go(travellers);
  }

  /** From the dial to the link's end; those that are left on it begin again. */
  async #follow(road) {
    const { now } = this.#platform;
    const begun = now();
    try {
      await this.#useRoad(road);
    } catch (error) {
      this.#note(road, error);
    }
    if (this.#roads.get(road.url) === road) this.#roads.delete(road.url);
    const left = [...road.agents.keys()].map((name) => this.#travellers.get(name));
    for (const traveller of left) traveller.road = null;
    const { link } = road;
    if (link) {
      this.#answers.linkLost(link);
      await link.close();
    }
    this.#following.delete(road);
    if (link?.wasWelcomed && now() - begun >= GOOD_LINK_MS) this.#backoff.reset();
    if (left.length > 0 && !this.#isLeaving)
      void this.#goLater(left, this.#backoff.waitMs(link?.comeBackMs ?? 0));
  }

  async #useRoad(road) {
    const socket = await this.#dial(road.url, this.#leaving.signal);
    if (this.#isLeaving) {
      await socket.close();
      throw new LinkLost('it was stopped');
    }
    road.link = new Link(this.#platform, socket, road.agents, {
      desk: this.#desk, answers: this.#answers, watcher: this, instance: this.#instance,
    });
    await road.link.run();
  }

  #note(road, error) {
    if (error instanceof BadFile)
      this.#end(error);
    else if (!(error instanceof LinkLost))
      this.#platform.log(`this is an error of mesh-agent; please report it: ${error.stack}`);
    else if (!this.#isLeaving)
      this.#platform.log(`${road.link ? 'the link ended' : 'cannot link'} (${road.url}): `
        + error.message);
  }

  /**
   * Takes no new work, ends what there is, and says goodbye on each link. `atOnce` is a
   * promise that cuts it short.
   */
  async leave(withinMs, atOnce) {
    this.#leaving.abort();
    const speakers = [...this.#roads.values()].map(({ link }) => link?.speaker)
      .filter(Boolean);
    if (speakers.length === 0) return;
    const ended = Promise.allSettled(this.#following.values());
    await Promise.race([ended, this.#sayGoodbye(speakers, withinMs, atOnce)]);
  }

  async #sayGoodbye(speakers, withinMs, atOnce) {
    for (const speaker of speakers)
      for (const name of speaker.welcomed)
        speaker.say('stepAside', { agent: name, aside: true });
    await Promise.race([this.#desk.close(withinMs), atOnce]);
    const isConfirmed = await Promise.race([this.#answers.noneOpen.wait(CONFIRM_MS), atOnce]);
    if (!isConfirmed)
      this.#platform.log('the mesh did not confirm the last answers; it gives them to others');
    for (const speaker of speakers)
      speaker.say('goodbye', { code: 'stopped', detail: 'the program ends' });
    await Promise.all(speakers.map((speaker) => speaker.allSaid(CONFIRM_MS)));
  }

  /** Ends all links, without a word. */
  async close() {
    this.#leaving.abort();
    const following = [...this.#following];
    await Promise.all(following.map(([{ link }]) => link?.close()));
    await Promise.all(following.map(([, ended]) => ended));
  }
}
