// The platform of browsers: WebCrypto, their WebSocket, and a storage. A browser does not show
// its TLS session, so the hello is not bound to it: `gateway.unbound_links` has to allow that,
// and the browser has to trust the mesh's certificate.

import { Agent as CoreAgent } from './agent.js';
import { concat, fromBase64 } from './bytes.js';
import { fromCredentials, fromInvite, parseFile, toText } from './files.js';
import { socketOf } from './socket.js';

export { Host } from './host.js';
export { BadFile, Conflict, Failed, LinkLost, MeshAgentError, Refused } from './errors.js';

const ED25519 = { name: 'Ed25519' };
const PRIVATE_HEAD = Uint8Array.from(
  '302e020100300506032b657004220420'.match(/../g), (digits) => parseInt(digits, 16));

export function browserPlatform({
  WebSocket = globalThis.WebSocket,
  subtle = globalThis.crypto.subtle,
  storage = globalThis.localStorage,
  log = (line) => console.info(`mesh_agent: ${line}`),
} = {}) {
  const keys = {
    async of(seed) {
      const pkcs8 = concat(PRIVATE_HEAD, seed);
      const key = await subtle.importKey('pkcs8', pkcs8, ED25519, true, ['sign']);
      const { x } = await subtle.exportKey('jwk', key);
      return {
        private: seed,
        public: fromBase64(x),
        sign: async (bytes) => new Uint8Array(await subtle.sign(ED25519, key, bytes)),
      };
    },
    make: () => keys.of(globalThis.crypto.getRandomValues(new Uint8Array(32))),
  };
  const placeFor = (agent) => `mesh_agent ${agent}`;
  const keep = async (credentials) => {
    storage.setItem(placeFor(credentials.agent), toText(credentials));
  };

  return {
    keep,
    log,
    newKey: keys.make,
    now: () => globalThis.performance.now(),
    sha256: async (bytes) => new Uint8Array(await subtle.digest('SHA-256', bytes)),

    /** `source` is an invite or credentials, as a text or as an object. */
    async load(source) {
      const name = 'what was given';
      const fields = parseFile(
        typeof source === 'string' ? source : JSON.stringify(source ?? null), name);
      if ('mesh_agent' in fields) return fromCredentials(fields, name, keys);
      const kept = storage.getItem(placeFor(fields.agent));
      if (kept) return fromCredentials(parseFile(kept, 'the storage'), 'the storage', keys);
      const made = await fromInvite(fields, name, keys);
      await keep(made);
      return made;
    },

    async verify(publicKey, signature, bytes) {
      try {
        const key = await subtle.importKey('raw', publicKey, ED25519, false, ['verify']);
        return await subtle.verify(ED25519, key, signature, bytes);
      } catch {
        return false; // no key, or no signature, by its length
      }
    },

    async connect(credentials, { subprotocol, timeoutMs, signal }) {
      const web = new WebSocket(credentials.url, [subprotocol]);
      const socket = await socketOf(web, {
        timeoutMs, signal, whyNot: () => 'the browser does not say why; see its console',
      });
      return Object.assign(socket, { binding: 'none', bindingData: new Uint8Array() });
    },
  };
}

/** One agent in a browser; `source` is its invite, or its credentials. */
export class Agent extends CoreAgent {
  constructor(source, options = {}) {
    super(source, { platform: options.platform ?? browserPlatform(), ...options });
  }
}
