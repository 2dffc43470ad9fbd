// One link: its challenge, its hellos, and everything that the mesh says on it.

import { placeOf } from './answers.js';
import { Backoff } from './backoff.js';
import { toBase64, utf8 } from './bytes.js';
import { BadFile, LinkLost, Refused, refusalLine, WireError } from './errors.js';
import * as signing from './signing.js';
import { readChallenge, Speaker } from './speaker.js';
import { sleep, within } from './waiting.js';
import * as wire from './wire.js';

/** So long the mesh may take for its challenge, and for its first answer to a hello. */
const FIRST_ANSWER_MS = 15_000;
/** Refusals after which hello is said again. */
const NOT_FOR_EVER = ['unavailable', 'suspended'];
/** Refusals of an answer that say nothing against the link. */
const OF_ONE_AGENT = ['not_asked', 'not_yours'];
const CLIENT = 'mesh-agent-js/1.0.0';

const silent = () => new LinkLost('the mesh is silent');

/**
 * `socket` has `binding`, `bindingData`, and the promises of `receive()`, `send(text)` and
 * `close()`; the first two reject with LinkLost at its end. `end(error)` rejects them at once.
 */
export class Link {
  /** The time that the mesh asked to wait before the next link. */
  comeBackMs = 0;
  /** One of its agents was let in. */
  wasWelcomed = false;
  speaker = null;
  /** Set when there is nothing more to do on it. */
  #ended = new AbortController();
  #platform;
  #socket;
  #agents;
  #desk;
  #answers;
  #watcher;
  #instance;
  #challenge;
  #key;
  #helloKeys = new Map();
  #tokenRefused = new Map();
  #withOldKey = new Set();
  #backoffs = new Map();
  #rotating = new Set();
  #isAnswered = false;
  #hasGreeted = false;
  #keeping = new Set();

  /**
   * `watcher` hears what becomes of an agent: `welcomed(agent)`, and when it has left the
   * link, `sent(agent, url)` or `refused(agent, why)`.
   */
  constructor(platform, socket, agents, { desk, answers, watcher, instance }) {
    this.#platform = platform;
    this.#socket = socket;
    this.#agents = agents;
    this.#desk = desk;
    this.#answers = answers;
    this.#watcher = watcher;
    this.#instance = instance;
  }

  /** One of its agents has come later than the link. */
  joined(agent) {
    if (this.#hasGreeted) this.#hello(agent).catch((error) => this.#break(error));
  }

  /** Rejects with LinkLost when the link ends, and resolves when no agent is left. */
  async run() {
    try {
      this.#key = await this.#platform.newKey();
      const first = await within(FIRST_ANSWER_MS, this.#socket.receive(), silent);
      const fields = wire.one(wire.parse(first), 'challenge');
      if (fields === null) throw new WireError('the first message is no challenge');
      this.#challenge = readChallenge(fields);
      this.speaker = new Speaker(
        this.#challenge, this, this.#key, this.#answers, this.#platform);
      this.speaker.run((text) => this.#socket.send(text), this.#ended.signal)
        .catch((error) => this.#break(error));
      for (const agent of this.#agents.values()) await this.#hello(agent);
      this.#hasGreeted = true;
      while (this.#agents.size > 0) {
        const message = await within(this.#silenceMs(), this.#socket.receive(), silent);
        await this.#take(wire.parse(message));
      }
    } catch (error) {
      if (!(error instanceof WireError)) throw error;
      throw new LinkLost(`the mesh's message cannot be read: ${error.message}`);
    }
  }

  /** What is being put on disk still gets there. */
  async close() {
    this.#ended.abort();
    await Promise.allSettled(this.#keeping);
    await this.#socket.close();
  }

  /** Three periods without a pulse end the link. */
  #silenceMs() {
    if (!this.#isAnswered) return FIRST_ANSWER_MS;
    return this.#challenge.pulseMs > 0 ? 3 * this.#challenge.pulseMs : Infinity;
  }

  /** The reader gets the error. */
  #break(error) {
    this.#socket.end(error);
  }

  async #hello(agent) {
    const { credentials, name } = agent;
    // The mesh may have taken the new key before the last link ended.
    const useNext = credentials.nextKey && !this.#withOldKey.has(name);
    const key = useNext ? credentials.nextKey : credentials.key;
    this.#helloKeys.set(name, key);
    const { binding, bindingData } = this.#socket;
    const signed = signing.helloBytes(
      this.#challenge.nonce, binding, bindingData, name, this.#key.public);
    this.speaker.say('hello', {
      agent: name,
      key: toBase64(key.public),
      linkKey: toBase64(this.#key.public),
      token: this.#tokenRefused.has(name) ? '' : credentials.token,
      binding,
      signature: toBase64(await key.sign(signed)),
      client: CLIENT,
      signedDeliveries: agent.signedDeliveries,
      instance: this.#instance,
    });
  }

  async #helloLater(agent, afterMs = 0) {
    const { name } = agent;
    if (!this.#backoffs.has(name)) this.#backoffs.set(name, new Backoff({ firstMs: 1000 }));
    await sleep(afterMs + this.#backoffs.get(name).waitMs(), this.#ended.signal);
    if (this.#ended.signal.aborted || !this.#agents.has(name)) return;
    await this.#hello(agent).catch((error) => this.#break(error));
  }

  /** In the order of the schema. */
  async #take(message) {
    for (const fields of wire.many(message, 'welcome')) this.#onWelcome(fields);
    for (const fields of wire.many(message, 'refused')) await this.#onRefused(fields);
    for (const fields of wire.many(message, 'rotated')) this.#onRotated(fields);
    for (const fields of wire.many(message, 'freeze')) {
      const agent = this.#agentOf(fields);
      if (!agent) continue;
      agent.frozen = wire.flag(fields, 'frozen');
      this.#desk.begin(agent.name);
    }
    for (const fields of wire.many(message, 'withdraw')) {
      const agent = this.#agentOf(fields);
      if (agent) this.#desk.withdraw(agent.name, wire.text(fields, 'id'));
    }
    for (const fields of wire.many(message, 'deliver')) await this.#onDeliver(fields);
    const received = wire.whole(message, 'received');
    if (received > 0) this.#answers.confirmed(this, received);
    const pulse = wire.one(message, 'pulse');
    if (pulse) this.speaker.giveBack(wire.whole(pulse, 'number'));
    const goodbye = wire.one(message, 'goodbye');
    if (goodbye) this.#onGoodbye(goodbye);
  }

  #agentOf(fields) {
    const name = wire.text(fields, 'agent');
    if (!name && this.#agents.size === 1) return this.#agents.values().next().value;
    return this.#agents.get(name);
  }

  #onWelcome(fields) {
    const agent = this.#agentOf(fields);
    if (!agent) return;
    const { name } = agent;
    this.#isAnswered = this.wasWelcomed = true;
    this.#backoffs.delete(name);
    this.#watcher.welcomed(agent);
    agent.place = wire.text(fields, 'id');
    agent.agentClass = wire.text(fields, 'agentClass');
    agent.capabilities = wire.texts(fields, 'capabilities');
    agent.context = wire.text(fields, 'context');
    agent.contextHash = wire.text(fields, 'contextHash');
    agent.frozen = wire.flag(fields, 'frozen');
    if (!this.speaker.welcomed.has(name))
      this.#platform.log(`${name} is linked to ${this.#challenge.mesh || 'the mesh'} as `
        + `${agent.place || name}`);
    this.speaker.welcomed.add(name);
    this.speaker.wake();
    this.#desk.begin(name);
    this.#keep(agent, () => this.#keepWelcome(agent, wire.flag(fields, 'rotate')));
  }

  #keep(agent, work) {
    const kept = agent.inTurn(work).catch((error) => {
      this.#rotating.delete(agent.name);
      if (error instanceof BadFile) this.#platform.log(`${agent.name}: ${error.message}`);
      else this.#break(error);
    });
    this.#keeping.add(kept);
    void kept.finally(() => this.#keeping.delete(kept));
  }

  async #keepWelcome(agent, rotate) {
    const before = agent.credentials;
    let { key, nextKey, token } = before;
    if (nextKey && nextKey === this.#helloKeys.get(agent.name))
      [key, nextKey] = [nextKey, null];
    if (key !== before.key || token) await agent.keep({ ...before, key, nextKey, token: '' });
    if (rotate && !this.#rotating.has(agent.name)) await this.#rotate(agent);
  }

  /** The new key is on disk before the mesh hears of it. */
  async #rotate(agent) {
    this.#rotating.add(agent.name);
    const old = agent.credentials;
    const next = old.nextKey ?? (await this.#platform.newKey());
    if (!old.nextKey) await agent.keep({ ...old, nextKey: next });
    if (!this.#agents.has(agent.name)) return; // it has left meanwhile, and is asked again
    const signed = signing.rotateBytes(this.#challenge.nonce, agent.name, next.public);
    this.speaker.say('rotate', {
      agent: agent.name,
      key: toBase64(next.public),
      signature: toBase64(await old.key.sign(signed)),
      newSignature: toBase64(await next.sign(signed)),
    });
  }

  #onRotated(fields) {
    const agent = this.#agentOf(fields);
    if (!agent) return;
    this.#rotating.delete(agent.name);
    this.#keep(agent, async () => {
      const { credentials } = agent;
      if (!credentials.nextKey) return;
      await agent.keep({ ...credentials, key: credentials.nextKey, nextKey: null });
      this.#platform.log(`${agent.name} has a new key`);
    });
  }

  async #onRefused(fields) {
    const agent = this.#agentOf(fields);
    const [about, code, detail, remedy, named] = ['about', 'code', 'detail', 'remedy', 'agent']
      .map((name) => wire.text(fields, name));
    const line = refusalLine(named, code, detail, remedy);
    if (about === 'hello' && agent) {
      this.#isAnswered = true;
      this.#isAway(agent);
      if (code === 'elsewhere') this.#send(agent, wire.text(fields, 'url'));
      else await this.#refuse(agent, new Refused(agent.name, code, detail, remedy));
    } else if (about === 'answer' && OF_ONE_AGENT.includes(code) && !agent) {
      this.#platform.log(line); // it has left, and says its answers where it is now
    } else if (about === 'answer' && code === 'not_asked') {
      this.#platform.log(line);
      this.#answers.forget(placeOf(agent.name, wire.text(fields, 'id')));
    } else if (about === 'answer' && code === 'not_yours') {
      this.#platform.log(line);
      this.#isAway(agent);
      void this.#helloLater(agent);
    } else if (about === 'answer') {
      throw new LinkLost(line);
    } else if (about === 'rotate' && agent) {
      this.#platform.log(line);
      this.#rotating.delete(agent.name);
      if (code !== 'unavailable') // another key may be taken
        this.#keep(agent, () => agent.keep({ ...agent.credentials, nextKey: null }));
    } else {
      this.#platform.log(line);
    }
  }

  #isAway(agent) {
    this.speaker.leave(agent.name);
    this.#answers.sayAgain(agent.name);
  }

  /** Its work goes along; what runs is answered where it is welcome next. */
  #send(agent, url) {
    const { name } = agent;
    this.#platform.log(`${name}: its cluster is on another host; it goes to ${url}`);
    this.#agents.delete(name);
    this.#tokenRefused.delete(name);
    this.#withOldKey.delete(name);
    this.#backoffs.delete(name);
    this.#rotating.delete(name);
    this.#watcher.sent(agent, url);
  }

  /** Tries what may still help on this link, and else lets the agent go. */
  async #refuse(agent, refused) {
    const { name, credentials } = agent;
    const usedNext = this.#helloKeys.get(name) === credentials.nextKey;
    if (NOT_FOR_EVER.includes(refused.code)) {
      if (!this.#backoffs.has(name)) // once is enough
        this.#platform.log(`${refused.message}; it is tried again`);
      void this.#helloLater(agent);
    } else if (refused.code === 'unknown_key' && credentials.nextKey && usedNext) {
      this.#withOldKey.add(name);
      await this.#hello(agent);
    } else if (refused.code === 'bad_token' && credentials.token
      && !this.#tokenRefused.has(name)) {
      // The key may be bound already, and the token too old by now.
      this.#tokenRefused.set(name, refused);
      await this.#hello(agent);
    } else {
      const why = this.#tokenRefused.get(name) ?? refused;
      this.#platform.log(why.message);
      this.#agents.delete(name);
      this.#watcher.refused(agent, why);
    }
  }

  async #onDeliver(fields) {
    const agent = this.#agentOf(fields);
    if (!agent) {
      this.#platform.log(`a delivery for ${wire.text(fields, 'agent') || 'nobody'}, which is `
        + 'not here, is ignored');
      return;
    }
    const id = wire.text(fields, 'id');
    if (agent.signedDeliveries && !(await this.#isSigned(agent.name, id, fields))) {
      this.#platform.log(`${agent.name}: the mesh's signature of ${id} does not fit; it is `
        + 'not worked on');
      this.#desk.refuse(agent.name, id, "the mesh's signature does not fit");
      return;
    }
    this.#desk.deliver(agent.name, fields);
  }

  #isSigned(name, id, fields) {
    const isData = 'data' in fields;
    const payload = isData ? wire.raw(fields, 'data') : utf8(wire.text(fields, 'text'));
    const signed = signing.deliverBytes(
      this.#challenge.nonce, name, id, wire.text(fields, 'verb'), payload);
    return this.#platform.verify(
      this.#challenge.meshKey, wire.raw(fields, 'signature'), signed);
  }

  #onGoodbye(fields) {
    const name = wire.text(fields, 'agent');
    const comeBackMs = Math.max(0, wire.number(fields, 'comeBackMs'));
    const why = [wire.text(fields, 'code'), wire.text(fields, 'detail')]
      .filter(Boolean).join(': ');
    const line = 'the mesh says goodbye' + (why ? `: ${why}` : '');
    if (!name) {
      this.comeBackMs = comeBackMs;
      throw new LinkLost(line);
    }
    const agent = this.#agents.get(name);
    if (!agent) return;
    this.#platform.log(`${name}: ${line}`);
    this.#isAway(agent);
    void this.#helloLater(agent, comeBackMs);
  }
}
