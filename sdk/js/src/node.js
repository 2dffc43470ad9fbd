// The platform of Node.js: files, ws, keys, signals.

import * as crypto from 'node:crypto';
import { open, readFile, rename, stat, unlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import { performance } from 'node:perf_hooks';

import { concat, fromBase64 } from './bytes.js';
import { BadFile, LinkLost } from './errors.js';
import {
  credentialsPath, fromCredentials, fromInvite, INVITE_SUFFIX, MAKE_ONE, parseFile, toText,
} from './files.js';
import { socketOf } from './socket.js';

const MOST_FILE_BYTES = 1 << 20;
const LEAVE_MS = 2000;
/** What comes before the 32 bytes of a private Ed25519 key in PKCS #8, and of a public one. */
const PRIVATE_HEAD = Buffer.from('302e020100300506032b657004220420', 'hex');
const PUBLIC_HEAD = Buffer.from('302a300506032b6570032100', 'hex');

const keys = {
  async of(seed) {
    const der = Buffer.from(concat(PRIVATE_HEAD, seed));
    const key = crypto.createPrivateKey({ key: der, format: 'der', type: 'pkcs8' });
    const { x } = crypto.createPublicKey(key).export({ format: 'jwk' });
    return {
      private: seed,
      public: fromBase64(x),
      sign: async (bytes) => new Uint8Array(crypto.sign(null, bytes, key)),
    };
  },
  make: () => keys.of(new Uint8Array(crypto.randomBytes(32))),
};

const sha256 = (bytes) => new Uint8Array(crypto.createHash('sha256').update(bytes).digest());

async function verify(publicKey, signature, bytes) {
  if (publicKey.length !== 32 || signature.length !== 64) return false;
  const der = Buffer.from(concat(PUBLIC_HEAD, publicKey));
  const key = crypto.createPublicKey({ key: der, format: 'der', type: 'spki' });
  return crypto.verify(null, bytes, key, signature);
}

const exists = (path) => stat(path).then(() => true, () => false);

async function readFields(path) {
  let data;
  try {
    data = await readFile(path);
  } catch (error) {
    throw new BadFile(`cannot read ${path}: ${error.code}; ${MAKE_ONE}`, { cause: error });
  }
  if (data.length > MOST_FILE_BYTES)
    throw new BadFile(`${path} is neither an invite nor credentials: it has more than `
      + `${MOST_FILE_BYTES} bytes`);
  return parseFile(data.toString('utf8'), path);
}

/** A new invite gets a new key, which is on disk before this resolves. */
async function load(source) {
  const path = String(source);
  const kept = credentialsPath(path);
  const useKept = async () => fromCredentials(await readFields(kept), kept, keys);
  if (path.endsWith(INVITE_SUFFIX) && (await exists(kept))) return useKept();
  const fields = await readFields(path);
  if ('mesh_agent' in fields) return fromCredentials(fields, path, keys);
  if (await exists(kept)) return useKept();
  const made = await fromInvite(fields, path, keys);
  await keep(made);
  return made;
}

/** Whole or not at all, for the owner alone. */
async function keep(credentials) {
  const { path } = credentials;
  const unfinished = `${path}.${crypto.randomBytes(6).toString('hex')}.new`;
  try {
    const file = await open(unfinished, 'wx', 0o600);
    try {
      await file.writeFile(toText(credentials));
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(unfinished, path);
    const folder = await open(dirname(path), 'r');
    await folder.sync().finally(() => folder.close());
  } catch (error) {
    await unlink(unfinished).catch(() => {});
    throw new BadFile(`cannot keep ${path}: ${error.code ?? error.message}; let this user `
      + 'write into its folder', { cause: error });
  }
}

/** ws from where npm puts it, or from NODE_PATH, where Debian's is found. */
async function loadWs() {
  try {
    return (await import('ws')).WebSocket;
  } catch {
    try {
      return createRequire(import.meta.url)('ws');
    } catch (error) {
      throw new BadFile('the package ws is not here; npm install ws', { cause: error });
    }
  }
}

/** One line for people, with what helps where that is known. */
function whyNot(error) {
  if (error.code === 'ECONNREFUSED')
    return 'the connection is refused; see that the mesh runs, with --agents';
  if (/certificate|CERT|SELF_SIGNED|altnames/i.test(`${error.code} ${error.message}`))
    return `its certificate is not good: ${error.message}; enroll the agent again when the `
      + 'mesh has got a new one';
  if (/timed out|ETIMEDOUT/.test(`${error.code} ${error.message}`))
    return 'nobody answers; look at the address, and at the network';
  return error.message || String(error.code);
}

/** @param {object} options `WebSocket`: a class like that of ws, instead of it */
export function nodePlatform({ WebSocket } = {}) {
  async function connect(credentials, { subprotocol, timeoutMs, mostBytes, signal }) {
    WebSocket ??= await loadWs();
    const web = new WebSocket(credentials.url, [subprotocol], {
      ca: credentials.ca,
      minVersion: 'TLSv1.3',
      rejectUnauthorized: true,
      perMessageDeflate: false,
      maxPayload: mostBytes,
      handshakeTimeout: timeoutMs,
    });
    let certificate = null;
    web.on('upgrade', ({ socket }) => {
      certificate = socket.getPeerCertificate?.()?.raw ?? null;
    });
    const socket = await socketOf(web, { timeoutMs, signal, whyNot });
    if (!certificate) {
      await socket.close();
      throw new LinkLost('the server shows no certificate');
    }
    socket.binding = 'tls-server-end-point';
    socket.bindingData = sha256(certificate);
    return socket;
  }

  return {
    load,
    keep,
    connect,
    verify,
    newKey: keys.make,
    sha256: async (bytes) => sha256(bytes),
    now: () => performance.now(),
    log: (line) => process.stderr.write(`mesh_agent: ${line}\n`),
    onStop(stop) {
      for (const name of ['SIGTERM', 'SIGINT']) process.on(name, stop);
      return () => {
        for (const name of ['SIGTERM', 'SIGINT']) process.off(name, stop);
      };
    },
    failed() {
      process.exitCode = 1;
    },
    /** Handlers that do not heed their signal would keep the program running for ever. */
    leave() {
      setTimeout(() => process.exit(), LEAVE_MS).unref();
    },
  };
}
