// Open answers and the memory of those given.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import {
  encodeAnswer, makeAnswer, Memory, OpenAnswers, placeOf, READY,
} from '../src/answers.js';
import { Message } from '../src/speaker.js';

const answer = (id, agent = 'a', value = 'done') => makeAnswer(agent, id, READY, { value });

function take(open, number, { agents = ['a', 'b'], most = 100, link = 'link' } = {}) {
  const message = new Message(10_000, most);
  return open.take(link, number, new Set(agents), (each) => each,
    (encoded) => message.put('answer', encoded)).map(({ id }) => id);
}

test('an answer is said once on a link', () => {
  const open = new OpenAnswers();
  open.add(answer('m1'));
  open.add(answer('m1'));
  assert.deepEqual(take(open, 1), ['m1']);
  open.add(answer('m1'));
  assert.deepEqual(take(open, 2), []);
});

test('what was not confirmed is said again, and first', () => {
  const open = new OpenAnswers();
  for (const [index, id] of ['m1', 'm2', 'm3'].entries()) {
    open.add(answer(id));
    take(open, index + 1);
  }
  open.add(answer('m4'));
  open.confirmed('link', 2);
  open.linkLost('link');
  assert.deepEqual(take(open, 1), ['m3', 'm4']);
});

test('numbers of one link confirm nothing of another', () => {
  const open = new OpenAnswers();
  open.add(answer('m1', 'a'));
  take(open, 1, { agents: ['a'], link: 'here' });
  open.add(answer('m2', 'b'));
  take(open, 1, { agents: ['b'], link: 'there' });
  open.confirmed('there', 7);
  assert.equal(open.has(placeOf('a', 'm1')), true);
  assert.equal(open.has(placeOf('b', 'm2')), false);
  open.confirmed('nowhere', 7);
  assert.equal(open.noneOpen.isSet, false);
  open.confirmed('here', 1);
  assert.equal(open.noneOpen.isSet, true);
});

test('a lost link makes no other say again', () => {
  const open = new OpenAnswers();
  for (const [agent, link] of [['a', 'here'], ['b', 'there']]) {
    open.add(answer('m1', agent));
    take(open, 1, { agents: [agent], link });
  }
  open.linkLost('here');
  assert.equal(open.hasFor(new Set(['a'])), true);
  assert.equal(open.hasFor(new Set(['b'])), false);
});

test('an agent that moves says again there', () => {
  const open = new OpenAnswers();
  open.add(answer('m1'));
  take(open, 1, { link: 'here' });
  open.sayAgain('a');
  open.confirmed('here', 1);
  assert.deepEqual(take(open, 1, { link: 'there' }), ['m1']);
  open.linkLost('here');
  assert.equal(open.hasFor(new Set(['a'])), false);
});

test('one that was said is withdrawn', () => {
  const open = new OpenAnswers();
  open.add(answer('m1'));
  take(open, 1);
  open.forget(placeOf('a', 'm1'));
  assert.equal(open.noneOpen.isSet, true);
  open.linkLost('link');
  assert.deepEqual(take(open, 1), []);
});

test('only agents of the link speak', () => {
  const open = new OpenAnswers();
  open.add(answer('m1', 'a'));
  open.add(answer('m1', 'b'));
  assert.deepEqual(take(open, 1, { agents: ['b'] }), ['m1']);
  assert.equal(open.hasFor(new Set(['a'])), true);
  assert.equal(open.hasFor(new Set(['b'])), false);
});

test('a full message leaves the rest for the next', () => {
  const open = new OpenAnswers();
  for (const id of ['m1', 'm2', 'm3']) open.add(answer(id));
  assert.deepEqual(take(open, 1, { most: 2 }), ['m1', 'm2']);
  assert.deepEqual(take(open, 2, { most: 2 }), ['m3']);
});

test('a message is full by bytes or by things, but takes one', () => {
  const message = new Message(20, 3);
  const puts = [15, 4, 3, 1].map((size) => message.put('answer', 'x'.repeat(size)));
  assert.deepEqual(puts, [true, false, true, false]);
  assert.equal(new Message(5, 3).put('answer', 'x'.repeat(50)), true);
  assert.equal(new Message(50, 0).put('answer', 'x'), false);
});

test('one that was withdrawn is not said', () => {
  const open = new OpenAnswers();
  open.add(answer('m1'));
  open.forget(placeOf('a', 'm1'));
  assert.deepEqual(take(open, 1), []);
});

test('it tells when none is open', () => {
  const open = new OpenAnswers();
  assert.equal(open.noneOpen.isSet, true);
  open.add(answer('m1'));
  take(open, 7);
  open.confirmed('link', 6);
  assert.equal(open.noneOpen.isSet, false);
  open.confirmed('link', 7);
  assert.equal(open.noneOpen.isSet, true);
});

test('zero and empty are left out', () => {
  const fields = JSON.parse(encodeAnswer(makeAnswer('a', 'm1', 0, { failure: 'why' })));
  assert.deepEqual(fields, { agent: 'a', id: 'm1', failure: 'why' });
});

test('the memory forgets after an hour, and does not mix agents', () => {
  const memory = new Memory();
  memory.keep(answer('m1', 'a'), 0);
  assert.ok(memory.find(placeOf('a', 'm1'), 3_600_000));
  assert.equal(memory.find(placeOf('b', 'm1'), 0), undefined);
  assert.equal(memory.find(placeOf('a', 'm1'), 3_600_001), undefined);
});

test('the memory is bounded in number and in bytes', () => {
  const few = new Memory({ most: 3 });
  const small = new Memory({ mostBytes: 10_000 });
  for (let index = 0; index < 10; ++index) {
    few.keep(answer(`m${index}`), 0);
    small.keep(answer(`m${index}`, 'a', 'x'.repeat(3000)), 0);
  }
  assert.equal(few.size, 3);
  assert.equal(few.find(placeOf('a', 'm6'), 0), undefined);
  assert.ok(few.find(placeOf('a', 'm7'), 0));
  assert.equal(small.size, 2);
});
