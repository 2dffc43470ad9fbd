// The bytes that are signed. The digests are those of the Python client, too.

import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';

import { makeAnswer } from '../src/answers.js';
import { browserPlatform } from '../src/browser.js';
import { concat, utf8 } from '../src/bytes.js';
import { nodePlatform } from '../src/node.js';
import * as signing from '../src/signing.js';

const nonce = Uint8Array.from({ length: 32 }, (_, index) => index);
const hex = (bytes) => Buffer.from(bytes).toString('hex');

test('a part has its length in bytes before it', () => {
  assert.equal(hex(signing.lp('ü')), '00000002c3bc');
  assert.equal(hex(signing.lp(new Uint8Array())), '00000000');
});

test('what is signed in hello, rotate, deliver and answers', () => {
  const key = new Uint8Array(32).fill(7);
  assert.deepEqual(
    signing.helloBytes(nonce, 'none', utf8('d'), 'store-1', key),
    concat(utf8('mesh.agent.v1 hello\0'), nonce, utf8('\0\0\0\x04none\0\0\0\x01d'),
      utf8('\0\0\0\x07store-1\0\0\0\x20'), key));
  assert.deepEqual(signing.rotateBytes(nonce, 'a', key),
    concat(utf8('mesh.agent.v1 rotate\0'), nonce, utf8('\0\0\0\x01a\0\0\0\x20'), key));
  assert.deepEqual(signing.deliverBytes(nonce, 'a', 'm', 'act', Uint8Array.of(255)),
    concat(utf8('mesh.agent.v1 deliver\0'), nonce,
      utf8('\0\0\0\x01a\0\0\0\x01m\0\0\0\x03act\0\0\0\x01'), Uint8Array.of(255)));
  assert.deepEqual(signing.answersBytes(nonce, 258, [key]),
    concat(utf8('mesh.agent.v1 answers\0'), nonce, utf8('\0\0\x01\x02'), key));
});

test('the digest of an answer', () => {
  const answer = makeAnswer('store-1', 'm1', -1, { expected: 'a', received: 'grün' });
  const digest = createHash('sha256').update(signing.answerBytes(answer)).digest('hex');
  assert.equal(digest, 'bac35ddc2ad8e670371c45637722cc785b942244f2782720271452d75388fccb');
});

test('both platforms make the same key, and verify the signatures of each other', async () => {
  const storage = { getItem: () => null, setItem() {} };
  const platforms = [nodePlatform(), browserPlatform({ storage })];
  for (const [one, other] of [platforms, [...platforms].reverse()]) {
    const key = await one.newKey();
    const signature = await key.sign(utf8('this'));
    assert.equal(await other.verify(key.public, signature, utf8('this')), true);
    assert.equal(await other.verify(key.public, signature, utf8('that')), false);
    assert.equal(await other.verify(key.public, signature.slice(1), utf8('this')), false);
    assert.equal(await other.verify(utf8('short'), signature, utf8('this')), false);
    assert.equal(hex(await one.sha256(utf8('x'))), hex(await other.sha256(utf8('x'))));
  }
});
