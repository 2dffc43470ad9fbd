// Invites and credentials, on disk and in a browser's storage; ProtoJSON.

import assert from 'node:assert/strict';
import { mkdtemp, readFile, readdir, rm, stat, unlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';

import { browserPlatform } from '../src/browser.js';
import { wellFormed } from '../src/bytes.js';
import { BadFile, WireError } from '../src/errors.js';
import { addressesOf, credentialsPath } from '../src/files.js';
import { nodePlatform } from '../src/node.js';
import * as wire from '../src/wire.js';

const platform = nodePlatform();
const invite = {
  mesh_invite: 1, agent: 'store-1', url: 'wss://mesh:7443/v1/agent', token: 't',
  ca: '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n',
};

async function withFolder(context, fields = invite) {
  const folder = await mkdtemp(join(tmpdir(), 'mesh-agent-'));
  context.after(() => rm(folder, { recursive: true }));
  const path = join(folder, 'store-1.invite.json');
  await writeFile(path, typeof fields === 'string' ? fields : JSON.stringify(fields));
  return { folder, path, kept: join(folder, 'store-1.agent.json') };
}

test('an invite becomes credentials for the owner alone', async (context) => {
  const { folder, path, kept } = await withFolder(context);
  const made = await platform.load(path);
  assert.equal(made.path, kept);
  assert.equal((await stat(kept)).mode & 0o777, 0o600);
  assert.equal(JSON.parse(await readFile(kept, 'utf8')).token, 't');
  assert.equal((await readdir(folder)).length, 2);
  assert.deepEqual((await platform.load(path)).key.private, made.key.private);
  await unlink(path);
  assert.deepEqual((await platform.load(path)).key.private, made.key.private);
});

test('a rotation keeps both keys until it is done', async (context) => {
  const { path, kept } = await withFolder(context);
  const made = await platform.load(path);
  const nextKey = await platform.newKey();
  await platform.keep({ ...made, token: '', nextKey });
  const between = await platform.load(kept);
  assert.deepEqual(between.key.private, made.key.private);
  assert.deepEqual(between.nextKey.private, nextKey.private);
  assert.equal(between.token, '');
});

test('addresses of other hosts are kept', async (context) => {
  const urls = ['wss://two:7443/v1/agent', 'wss://three:7443/v1/agent'];
  const { path, kept } = await withFolder(context, { ...invite, urls });
  const made = await platform.load(path);
  assert.deepEqual(addressesOf(made), [invite.url, ...urls]);
  await platform.keep({ ...made, token: '' });
  assert.deepEqual(addressesOf(await platform.load(kept)), [invite.url, ...urls]);
});

test('without other hosts there is one address', async (context) => {
  const { path, kept } = await withFolder(context);
  assert.deepEqual(addressesOf(await platform.load(path)), [invite.url]);
  assert.equal('urls' in JSON.parse(await readFile(kept, 'utf8')), false);
});

test('names of files', () => {
  assert.equal(credentialsPath('x/a.invite.json'), 'x/a.agent.json');
  assert.equal(credentialsPath('x.y/a.json'), 'x.y/a.agent.json');
  assert.equal(credentialsPath('x.y/a'), 'x.y/a.agent.json');
});

test('what is wrong is said with the file and the remedy', async (context) => {
  for (const [changed, word] of [
    [{ mesh_invite: 2 }, 'version'], [{ token: '' }, 'no token'],
    [{ agent: 7 }, 'agent is no text'], [{ url: 'ws://mesh:1/' }, 'wss://'],
    [{ ca: 'none' }, 'ca is no certificate'],
    [{ urls: ['wss://two:1/v1/agent', 'ws://three:1/'] }, 'ws://three:1/'],
    [{ urls: 'wss://two:1/v1/agent' }, 'urls is no list of texts'],
  ]) {
    const { folder, path } = await withFolder(context, { ...invite, ...changed });
    await assert.rejects(platform.load(path), (error) => error instanceof BadFile
      && error.message.includes(word) && error.message.includes('store-1.invite.json'));
    assert.equal((await readdir(folder)).length, 1);
  }
  for (const content of ['', '{', '[]', ' '.repeat((1 << 20) + 1)]) {
    const { path } = await withFolder(context, content);
    await assert.rejects(platform.load(path), BadFile);
  }
  await assert.rejects(platform.load('missing.invite.json'), /agent enroll/);
});

test('a browser keeps its credentials in its storage', async () => {
  const items = new Map();
  const storage = {
    getItem: (key) => items.get(key) ?? null,
    setItem: (key, value) => items.set(key, value),
  };
  const browser = browserPlatform({ storage });
  const made = await browser.load(invite);
  assert.equal(items.size, 1);
  assert.deepEqual((await browser.load(JSON.stringify(invite))).key.private, made.key.private);
});

test('ProtoJSON: missing is zero, and large numbers lose nothing', () => {
  assert.equal(wire.text({}, 'x'), '');
  assert.equal(wire.whole({ x: null }, 'x'), 0);
  assert.equal(wire.number({ x: '2.5' }, 'x'), 2.5);
  assert.equal(wire.big({ x: '18446744073709551615' }, 'x'), 2n ** 64n - 1n);
  for (const text of ['+/8=', '-_8=', '-_8', '+/8'])
    assert.deepEqual([...wire.raw({ x: text }, 'x')], [0xfb, 0xff]);
});

test('ProtoJSON: what is of another kind is an error', () => {
  for (const [read, value] of [
    [wire.text, 1], [wire.whole, 'a'], [wire.whole, 1.5], [wire.whole, true], [wire.number, []],
    [wire.number, 'NaN'], [wire.number, ' '], [wire.raw, 'ä'], [wire.raw, 'A'],
    [wire.many, {}], [wire.many, [1]], [wire.one, []], [wire.flag, 1], [wire.texts, [1]],
    [wire.big, 'x'], [wire.big, 1.5],
  ]) assert.throws(() => read({ x: value }, 'x'), WireError, `${read.name} ${value}`);
  for (const message of ['', '[]', 'null', '{', new ArrayBuffer(2)])
    assert.throws(() => wire.parse(message), WireError);
});

test('half a character is said as it is signed', () => {
  assert.equal(wellFormed('a\ud800b'), 'a\ufffdb');
  assert.equal(wellFormed('🙂'), '🙂');
});
