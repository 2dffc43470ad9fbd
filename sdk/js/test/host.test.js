// Which agents may run together.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { Agent, BadFile, Host, LinkLost } from '../src/index.js';

const [ONE, TWO, THREE] = ['one', 'two', 'three'].map((host) => `wss://${host}:7443/v1/agent`);

/** Has these credentials, and tells whether it was asked for a link. */
function platformOf(dialled) {
  return {
    load: async (credentials) => credentials,
    newKey: async () => ({ public: new Uint8Array(32) }),
    now: () => 0,
    log: () => {},
    connect: async ({ url }) => {
      dialled(url);
      throw new LinkLost('nobody is there');
    },
  };
}

function agent(name, urls, { ca = 'ca', dialled = () => {} } = {}) {
  const source = { agent: name, url: urls[0], urls: urls.slice(1), ca };
  return new Agent(source, { platform: platformOf(dialled) }).handle(() => '');
}

test('invites of several hosts are of one mesh when they share an address', async () => {
  const seen = [];
  const dialled = (url) => {
    seen.push(url);
    if (seen.length === 2) host.stop();
  };
  const host = new Host(
    [agent('a', [ONE, TWO], { dialled }), agent('b', [THREE, ONE], { dialled })]);
  await host.serve();
  assert.deepEqual(seen, [ONE, THREE]); // each begins at its own
});

test('agents of different meshes do not run together', async () => {
  for (const other of [agent('b', [TWO]), agent('b', [ONE], { ca: 'another' })])
    await assert.rejects(new Host([agent('a', [ONE]), other]).serve(),
      (error) => error instanceof BadFile && /different meshes/.test(error.message));
});

test('an agent is given once', async () => {
  await assert.rejects(new Host([agent('a', [ONE]), agent('a', [ONE])]).serve(),
    (error) => error instanceof BadFile && /same agent/.test(error.message));
});
