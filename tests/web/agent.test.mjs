// Z1, S1: a browser as an agent: the JavaScript client in Chromium, over its own WebSocket.
import assert from 'node:assert/strict';
import { createReadStream } from 'node:fs';
import { createServer } from 'node:http';
import { after, before, test } from 'node:test';
import { join } from 'node:path';
import { beside, result, startBrowser, startMesh, until, within } from './support.mjs';

const client = beside('../../sdk/js/src');
let browser;
let pages;
before(async () => {
  browser = await startBrowser();
  pages = createServer(({ url }, answer) => {
    if (/^\/\w+\.js$/.test(url)) {
      answer.setHeader('Content-Type', 'text/javascript');
      createReadStream(join(client, url)).pipe(answer);
    } else {
      answer.setHeader('Content-Type', 'text/html');
      answer.end('<!doctype html><title>An agent</title>');
    }
  });
  await new Promise((done) => {
    pages.listen(0, '127.0.0.1', done);
  });
});
after(async () => {
  await browser?.close();
  pages?.close();
});

async function withDoor(config, capability, work) {
  const mesh = await startMesh('-o', 'jsonl', '--agents', '127.0.0.1:0', '--config', config);
  try {
    const { invite } = await result(mesh.url, `agent enroll tab --class A --capability ${capability}`);
    await work(mesh, invite);
  } finally {
    await mesh.stop();
  }
}

/** The agent of this tab; what it brings about is in `globalThis.tab`. */
const begin = (page, invite) =>
  page.evaluate(async (given) => {
    const { Agent } = await import('/browser.js');
    const agent = new Agent(given);
    globalThis.tab = { refused: null, agent };
    agent.handle(async (job) => job.text.toUpperCase());
    agent.serve().catch((problem) => {
      globalThis.tab.refused = problem.message;
    });
  }, invite);

const ask = (mesh) => result(mesh.url, 'delegate "hello" --capability shout');

test('Z1 a browser is enrolled, works, and is itself again after a reload', async () => {
  await withDoor(beside('agent.json'), 'shout', (mesh, invite) =>
    within(browser, { ignoreHTTPSErrors: true }, async ({ page }) => {
      for (let start = 0; start < 2; ++start) {
        await page.goto(`http://127.0.0.1:${pages.address().port}/`);
        await begin(page, invite);
        const answer = await until('its answer', async () => {
          const one = await ask(mesh);
          return one?.result === 'HELLO' && one;
        });
        assert.equal(answer.class, 'A_EDGE');
        assert.equal(await page.evaluate(() => globalThis.tab.refused), null);
      }
      const { rows } = await result(mesh.url, 'agent list');
      assert.equal(rows.length, 1); // the key was kept by the browser
    }),
  );
});

test('X1 without unbound_links a browser is refused, with the reason', async () => {
  await withDoor(beside('one.json'), 'fetch', (mesh, invite) =>
    within(browser, { ignoreHTTPSErrors: true }, async ({ page }) => {
      await page.goto(`http://127.0.0.1:${pages.address().port}/`);
      await begin(page, invite);
      const why = await until('the refusal', () => page.evaluate(() => globalThis.tab.refused));
      assert.match(why, /bind/);
    }),
  );
});
