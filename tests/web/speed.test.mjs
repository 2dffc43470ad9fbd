// O1: what an open dashboard costs the mesh and the browser, at 30,000 agents. Times are told,
// not asserted: they are of the machine. What is asserted are bytes, and shares within one run.
// MESH_WEB_CHURN_S: how long the browser's memory is looked at.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { test } from 'node:test';
import { show, until, within, world } from './support.mjs';

const all = world();
const wait = (ms) =>
  new Promise((done) => {
    setTimeout(done, ms);
  });
const ticks_ms = 10; // of Linux' process clocks

/** What the mesh has worked so far, all its threads together. */
function workedMs() {
  const fields = readFileSync(`/proc/${all.mesh.pid}/stat`, 'utf8').split(') ')[1].split(' ');
  return (Number(fields[11]) + Number(fields[12])) * ticks_ms;
}

/** Milliseconds of work while `work` goes on. */
async function workOf(work) {
  const before = workedMs();
  await work();
  return workedMs() - before;
}

/** Looks on as a browser does, and counts bytes. */
async function lookOn() {
  const { hostname, port, origin } = new URL(all.mesh.url);
  const socket = connect({ host: hostname, port: Number(port) });
  const seen = { bytes: 0 };
  socket.on('data', (piece) => {
    seen.bytes += piece.length;
  });
  socket.write(
    `GET /v1/live HTTP/1.1\r\nHost: ${hostname}:${port}\r\nOrigin: ${origin}\r\n` +
      'Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n' +
      'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Protocol: mesh.live.v1\r\n\r\n',
  );
  await until('a snapshot', () => seen.bytes > 200_000);
  return { seen, close: () => socket.destroy() };
}

/** Cascades, one after the other, until they are ended; each changes thousands of agents. */
function churn() {
  let going = true;
  const over = (async () => {
    while (going) {
      const told = all.mesh.results.length;
      all.mesh.order('cascade parallel');
      await until('its result', () => all.mesh.results.length > told);
    }
  })();
  return async () => {
    going = false;
    await over;
  };
}

const framesIn = (page, ms) =>
  page.evaluate(
    (time) =>
      new Promise((done) => {
        let frames = 0;
        const begun = performance.now();
        const next = (now) => {
          ++frames;
          if (now - begun < time) requestAnimationFrame(next);
          else done(frames);
        };
        requestAnimationFrame(next);
      }),
    ms,
  );

test('O1 the first view of the mesh, and its bytes', async (t) => {
  const looker = await lookOn();
  assert.ok(looker.seen.bytes < 1_000_000, `a snapshot of ${looker.seen.bytes} bytes`);
  looker.close();
  await within(all.browser, {}, async ({ page }) => {
    const begun = performance.now();
    await show(page, all.mesh.url, 'map');
    await page.locator('main canvas').first().waitFor();
    const paint = await page.evaluate(
      () => performance.getEntriesByName('first-contentful-paint')[0].startTime,
    );
    t.diagnostic(
      `first paint after ${paint.toFixed()} ms, live map after ${(performance.now() - begun).toFixed()} ms; ` +
        `snapshot with figures ${looker.seen.bytes} bytes`,
    );
  });
});

test('O1 fifty readers cost the mesh hardly more than one', async (t) => {
  const quiet = await workOf(() => wait(5000));
  const one = [await lookOn()];
  const alone = await workOf(() => wait(5000));
  const many = [];
  for (let i = 0; i < 49; ++i) many.push(await lookOn());
  const fifty = await workOf(() => wait(5000));
  for (const looker of [...one, ...many]) looker.close();
  t.diagnostic(
    `of a core: ${quiet / 50} % without readers, ${alone / 50} % with one, ${fifty / 50} % with fifty`,
  );
  // Each frame is made once for all of them, so fifty are not fifty times the price.
  assert.ok(fifty - quiet < 10 * Math.max(alone - quiet, 100), `${fifty} after ${alone} ms`);
});

/** Milliseconds of work that `many` cascades cost, the mesh's rest taken off. */
async function cascades(many) {
  const begun = performance.now();
  const worked = await workOf(async () => {
    for (let i = 0; i < many; ++i) {
      const told = all.mesh.results.length;
      all.mesh.order('cascade parallel');
      await until('its result', () => all.mesh.results.length > told);
    }
  });
  const took = performance.now() - begun;
  const rest = await workOf(() => wait(took));
  return worked - rest;
}

test('C1 O1 cascades cost little more when fifty look on', async (t) => {
  await cascades(3); // until the mesh is warm
  const costs = { alone: 0, seen: 0 };
  for (let round = 0; round < 3; ++round) {
    costs.alone += await cascades(4);
    const readers = [];
    for (let i = 0; i < 50; ++i) readers.push(await lookOn());
    costs.seen += await cascades(4);
    for (const looker of readers) looker.close();
  }
  t.diagnostic(`12 cascades: ${costs.alone} ms of work, ${costs.seen} ms with fifty readers`);
  assert.ok(costs.seen < 2 * costs.alone, JSON.stringify(costs));
});

test('O1 the map is drawn as often under churn as at rest', async (t) => {
  await within(all.browser, {}, async ({ page }) => {
    const socket = page.waitForEvent('websocket');
    await show(page, all.mesh.url, 'map');
    let changed = 0;
    (await socket).on('framereceived', ({ payload }) => {
      if (typeof payload !== 'string' && payload[0] === 2) changed += payload.readUInt32LE(12);
    });
    const rest = await framesIn(page, 5000);
    const end = churn();
    await until('cells that change', () => changed > 3000);
    changed = 0;
    const busy = await framesIn(page, 10_000);
    const a_second = changed / 10;
    await end();
    t.diagnostic(
      `${rest / 5} frames a second at rest, ${busy / 10} while ${a_second.toFixed()} agents change a second`,
    );
    assert.ok(a_second > 3000, `${a_second} changes a second are few`);
    assert.ok(busy / 10 > rest / 5 / 3, `${busy / 10} of ${rest / 5} frames a second`);
  });
});

test('O1 a page that stays open under churn keeps no memory', async (t) => {
  await within(all.browser, {}, async ({ page }) => {
    const cdp = await page.context().newCDPSession(page);
    const used = async () => {
      await cdp.send('HeapProfiler.collectGarbage');
      return (await cdp.send('Runtime.getHeapUsage')).usedSize;
    };
    await show(page, all.mesh.url, 'map');
    const end = churn();
    await wait(10_000); // until what is made once is made
    const early = await used();
    await wait(1000 * Number(process.env.MESH_WEB_CHURN_S ?? 30));
    const late = await used();
    await end();
    t.diagnostic(`heap of ${early} bytes, later ${late}`);
    assert.ok(late < 1.25 * early, `it has grown from ${early} to ${late} bytes`);
  });
});
