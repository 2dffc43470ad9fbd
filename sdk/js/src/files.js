// Invites and credentials: docs/reference/agent-link.md, "Files". No I/O here.

import { isAddress } from './addresses.js';
import { fromBase64, toBase64 } from './bytes.js';
import { BadFile, WireError } from './errors.js';
import * as wire from './wire.js';

export const INVITE_SUFFIX = '.invite.json';
export const CREDENTIALS_SUFFIX = '.agent.json';
export const MAKE_ONE = '`agent enroll NAME --to NAME.invite.json` makes an invite';

/** NAME.agent.json beside NAME.invite.json. */
export function credentialsPath(path) {
  const stem = path.endsWith(INVITE_SUFFIX)
    ? path.slice(0, -INVITE_SUFFIX.length)
    : path.replace(/\.[^./\\]*$/, '');
  return stem + CREDENTIALS_SUFFIX;
}

/**
 * An agent's name, its mesh, its keys, and the place where they are kept. `token` stays until
 * the mesh has welcomed the agent once; `nextKey` was made for a rotation, and may be known
 * to the mesh already.
 *
 * @param {object} keys `make()` and `of(bytes)`, both with promises
 */
export async function fromInvite(fields, path, keys) {
  if (fields.mesh_invite !== 1)
    throw new BadFile(`${path} is neither an invite nor credentials of a version that is `
      + `known; ${MAKE_ONE}`);
  const read = checked(path, 'enroll the agent again', () => ({
    ...common(fields), token: needed(fields, 'token'),
  }));
  return { ...read, path: credentialsPath(path), key: await keys.make(), nextKey: null };
}

export async function fromCredentials(fields, path, keys) {
  const read = checked(path, 'remove it and enroll the agent again', () => {
    if (fields.mesh_agent !== 1) throw new WireError('it is of a version not known here');
    return {
      ...common(fields),
      token: wire.text(fields, 'token'),
      key: privateKey(needed(fields, 'key'), 'key'),
      nextKey: fields.next_key ? privateKey(wire.text(fields, 'next_key'), 'next_key') : null,
    };
  });
  const nextKey = read.nextKey && (await keys.of(read.nextKey));
  return { ...read, path, key: await keys.of(read.key), nextKey };
}

/** Those of other hosts are for when `url` cannot be reached. */
export const addressesOf = ({ url, urls }) => [url, ...urls];

export function toText({ agent, url, urls, ca, key, nextKey, token }) {
  const fields = { mesh_agent: 1, agent, url, ca, key: toBase64(key.private) };
  if (urls.length > 0) fields.urls = urls;
  if (nextKey) fields.next_key = toBase64(nextKey.private);
  if (token) fields.token = token;
  return JSON.stringify(fields, null, 2) + '\n';
}

export function parseFile(text, path) {
  try {
    return wire.parse(text);
  } catch (error) {
    throw new BadFile(`${path} is neither an invite nor credentials: ${error.message}`);
  }
}

function checked(path, remedy, read) {
  try {
    return read();
  } catch (error) {
    if (error instanceof WireError) throw new BadFile(`${path}: ${error.message}; ${remedy}`);
    throw error;
  }
}

function common(fields) {
  const [agent, url, ca] = ['agent', 'url', 'ca'].map((name) => needed(fields, name));
  const urls = wire.texts(fields, 'urls');
  for (const each of addressesOf({ url, urls }))
    if (!isAddress(each))
      throw new WireError(`the url ${each} is not of the form wss://HOST:PORT/PATH`);
  if (!/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/.test(ca))
    throw new WireError('the ca is no certificate');
  return { agent, url, urls, ca };
}

function needed(fields, name) {
  return wire.text(fields, name) || (() => { throw new WireError(`there is no ${name}`); })();
}

function privateKey(text, name) {
  const bytes = fromBase64(text);
  if (bytes?.length !== 32) throw new WireError(`${name} is no key of 32 bytes`);
  return bytes;
}
