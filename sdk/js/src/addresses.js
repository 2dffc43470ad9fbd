// Where an agent dials: docs/reference/agent-link.md, "Several hosts". Pure.

/** So often an agent may be sent elsewhere without a welcome, until it waits. */
export const MOST_IN_A_ROW = 5;

/** Whether it is of the form wss://HOST:PORT/PATH. */
export function isAddress(url) {
  if (!/^wss:\/\/[^/]+\//.test(url)) return false;
  try {
    return new URL(url).hostname !== '';
  } catch {
    return false;
  }
}

/**
 * Where the mesh has sent the agent, else the addresses of its invite, in turn. An address
 * that the mesh has named is dialled once. What comes after it, unless the agent was welcome
 * there, is an address of the invite.
 */
export class Addresses {
  #ofInvite;
  #turn = 0;
  #named = '';
  #inARow = 0;

  constructor(ofInvite) {
    this.#ofInvite = [...ofInvite];
  }

  /** The address to dial now. */
  next() {
    const named = this.#named;
    this.#named = '';
    if (named) return named;
    const turn = this.#turn;
    this.#turn = (turn + 1) % this.#ofInvite.length;
    return this.#ofInvite[turn];
  }

  /** The next dial need not wait for the reconnect delay. */
  get atOnce() {
    return this.#named !== '' && this.#inARow < MOST_IN_A_ROW;
  }

  /** The mesh says that the agent's cluster is there. */
  sentTo(url) {
    this.#named = url;
    // A host that still sends agents to one that is gone must not keep them from others.
    if (this.#inARow === 0) this.#turn = 0;
    this.#inARow += 1;
  }

  /** The agent was let in: what comes next begins at the invite's first address. */
  welcomed() {
    this.#inARow = this.#turn = 0;
  }
}
