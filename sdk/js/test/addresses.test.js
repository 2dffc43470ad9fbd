// Where an agent dials next.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { Addresses, isAddress, MOST_IN_A_ROW } from '../src/addresses.js';

const withThree = () => new Addresses(['one', 'two', 'three']);

test('those of the invite follow in turn, each after its delay', () => {
  const addresses = withThree();
  for (const url of ['one', 'two', 'three', 'one', 'two']) {
    assert.equal(addresses.atOnce, false);
    assert.equal(addresses.next(), url);
  }
});

test('after a welcome it begins at the first again', () => {
  const addresses = withThree();
  addresses.next();
  assert.equal(addresses.next(), 'two');
  addresses.welcomed();
  assert.equal(addresses.atOnce, false);
  assert.equal(addresses.next(), 'one');
});

test('where the mesh sends it, it goes at once, and only once', () => {
  const addresses = withThree();
  addresses.next();
  addresses.sentTo('other');
  assert.equal(addresses.atOnce, true);
  assert.equal(addresses.next(), 'other');
  assert.equal(addresses.atOnce, false);
  assert.equal(addresses.next(), 'one');
});

test('a host that sends it where nobody is does not keep it from others', () => {
  const addresses = withThree();
  for (const url of ['one', 'one', 'two', 'three']) {
    assert.equal(addresses.next(), url);
    addresses.sentTo('gone');
    assert.equal(addresses.next(), 'gone');
  }
});

test('sent around, it waits from the fifth time on', () => {
  const addresses = withThree();
  const atOnce = [];
  for (let time = 0; time < 7; time += 1) {
    addresses.sentTo('other');
    atOnce.push(addresses.atOnce);
    assert.equal(addresses.next(), 'other');
    addresses.next(); // an address of the invite ends no row
  }
  assert.deepEqual(atOnce, [true, true, true, true, false, false, false]);
});

test('a welcome ends a row', () => {
  const addresses = withThree();
  for (let time = 0; time < MOST_IN_A_ROW; time += 1) addresses.sentTo('other');
  assert.equal(addresses.atOnce, false);
  addresses.welcomed();
  addresses.sentTo('other');
  assert.equal(addresses.atOnce, true);
});

test('addresses, and what is none', () => {
  for (const url of ['wss://mesh:7443/v1/agent', 'wss://mesh/v1/agent', 'wss://[::1]:1/a'])
    assert.equal(isAddress(url), true, url);
  for (const url of ['', 'ws://mesh:1/', 'https://mesh:1/', 'wss://', 'wss:///v1/agent',
    'wss://mesh:port/v1/agent', 'wss://mesh:99999/', 'wss://[::1/'])
    assert.equal(isAddress(url), false, url);
});
