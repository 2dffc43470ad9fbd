// When to dial again, and how fast to speak.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { Backoff, Pace } from '../src/backoff.js';

test('backoff doubles from half a second to thirty', () => {
  const backoff = new Backoff({ vary: () => 0.5 });
  const waits = Array.from({ length: 8 }, () => backoff.waitMs());
  assert.deepEqual(waits, [500, 1000, 2000, 4000, 8000, 16_000, 30_000, 30_000]);
});

test('each wait varies by half', () => {
  assert.equal(new Backoff({ vary: () => 0 }).waitMs(), 250);
  assert.equal(new Backoff({ vary: () => 1 }).waitMs(), 750);
  const several = new Set(Array.from({ length: 20 }, () => new Backoff().waitMs()));
  assert.ok(several.size > 10);
});

test('no dial before what the mesh asked for', () => {
  for (const varied of [0, 0.3, 1]) {
    const wait = new Backoff({ vary: () => varied }).waitMs(5000);
    assert.ok(wait >= 5000 && wait <= 7500, String(wait));
  }
});

test('a long backoff is not cut by a short request, and a good link resets it', () => {
  const backoff = new Backoff({ firstMs: 20_000, vary: () => 0.5 });
  assert.equal(backoff.waitMs(1000), 20_000);
  assert.equal(backoff.waitMs(), 30_000);
  backoff.reset();
  assert.equal(backoff.waitMs(), 20_000);
});

test('a second is worth a burst, and then the rate holds', () => {
  const pace = new Pace(20, 0);
  assert.equal(pace.waitMs(0), 0);
  assert.equal(pace.things(), 19);
  pace.spend(19, 0);
  assert.ok(Math.abs(pace.waitMs(0) - 100) < 0.01);
  assert.equal(pace.waitMs(100), 0);
  assert.equal(pace.things(), 1);
});

test('what has to wait goes in batches', () => {
  const pace = new Pace(1000, 0);
  pace.spend(999, 0);
  assert.equal(pace.waitMs(0), 50);
  assert.equal(pace.waitMs(50), 0);
  assert.equal(pace.things(), 49);
});

test('credit does not grow without end', () => {
  const pace = new Pace(20, 0);
  assert.equal(pace.waitMs(1_000_000), 0);
  assert.equal(pace.things(), 19);
});

test('no limit is no wait', () => {
  const pace = new Pace(0, 0);
  pace.spend(1000, 0);
  assert.equal(pace.waitMs(0), 0);
  assert.equal(pace.things(), Infinity);
});
