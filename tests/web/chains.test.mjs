// V11: a chain in the browser: its picture, its tasks, what was flushed, and orders about it.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { join } from 'node:path';
import { axe, beside, openPage, result, show, startBrowser, startMesh, until, within } from './support.mjs';

const project = beside('../..');
let browser;
before(async () => {
  browser = await startBrowser();
});
after(() => browser?.close());

const small = () => startMesh('--config', join(project, 'examples/chains/small.json'));
/** The chain is a file of the mesh's host, so the command is given there. */
async function review(mesh, ...before) {
  mesh.order(...before, `chain run ${join(project, 'examples/chains/review.chain.json')}`);
  await until('the chain', async () => (await result(mesh.url, 'chain list')).rows.length === 1);
}
const phase = (page, task) =>
  page.locator(`.graph g[data-task="${task}"]`).getAttribute('data-phase');

test('V11 the picture of a chain follows it from its first task to the last', async () => {
  const mesh = await small();
  try {
    await within(browser, {}, async ({ page }) => {
      await review(mesh, 'simulate all --class F_HUMAN latency=20ms processing=500ms');
      await show(page, mesh.url, 'chains');
      await page.getByRole('link', { name: 'review-1' }).click();
      await page.locator('.graph').waitFor();
      const seen = new Set();
      await until('a draft that is assumed, and then all verified', async () => {
        seen.add(await phase(page, 'draft'));
        return (await phase(page, 'publish')) === 'verified';
      });
      assert.ok(seen.has('assumed') || seen.has('checked'), [...seen].join());
      await until('the end', async () =>
        /complete/.test(await page.locator('[data-figure=phase]').textContent()),
      );
      const told = await result(mesh.url, 'chain explain review-1');
      assert.equal(await page.locator('[data-figure=verified]').textContent(), '4');
      assert.equal(told.verified, 4);
      assert.equal(await page.locator('.graph g').count(), told.rows.length);
      assert.equal(await page.locator('main .controls button.plain').count(), 0);
    });
  } finally {
    await mesh.stop();
  }
});

test('V3 V9 what was flushed is shown with its reason, and retried from the page', async () => {
  const mesh = await small();
  try {
    await within(browser, {}, async ({ page }) => {
      await review(
        mesh,
        'simulate all --class F_HUMAN latency=20ms processing=300ms',
        'simulate all --class A_EDGE conflict=1',
      );
      await show(page, mesh.url, 'chain/review-1');
      await until('a chain that is stuck', async () =>
        /stuck/.test(await page.locator('[data-figure=phase]').textContent()),
      );
      const { flushes } = await result(mesh.url, 'chain explain review-1');
      assert.ok(flushes.length > 0);
      const rows = page.locator('table[aria-label=Flushes] tbody tr');
      assert.deepEqual(
        await rows.locator('td[data-column=why]').allTextContents(),
        flushes.map((one) => one.why),
      );
      await result(mesh.url, 'simulate all --class A_EDGE conflict=0');
      await page.getByRole('button', { name: 'Retry' }).click();
      await page.getByRole('button', { name: 'Run it' }).click();
      await until('the end', async () =>
        /complete/.test(await page.locator('[data-figure=phase]').textContent()),
      );
    });
  } finally {
    await mesh.stop();
  }
});

test('O1 a chain has no page too many, too wide or unreadable, and one that is not is said', async () => {
  const mesh = await small();
  try {
    await review(mesh, 'simulate all --class F_HUMAN latency=20ms processing=300ms');
    for (const [colorScheme, width] of [
      ['light', 1280],
      ['dark', 320],
    ]) {
      const own = await openPage(browser, {
        colorScheme,
        viewport: { width, height: 900 },
        bypassCSP: true, // for axe alone
      });
      await show(own.page, mesh.url, 'chain/review-1');
      await own.page.locator('.graph').waitFor();
      assert.ok(
        (await own.page.evaluate(() => document.documentElement.scrollWidth)) <= width,
      );
      await own.page.evaluate(axe);
      const { violations } = await own.page.evaluate(() => globalThis.axe.run(document));
      assert.deepEqual(
        violations.map((one) => [one.id, one.nodes.map((node) => node.html)]),
        [],
      );
      await own.page.screenshot({
        path: join(process.env.MESH_WEB_PICTURES, `chain-${colorScheme}.png`),
        fullPage: true,
      });
      await own.close();
    }
    await within(browser, {}, async ({ page }) => {
      await show(page, mesh.url, 'chain/nobody-7');
      await until('the refusal', async () =>
        /nobody-7/.test(await page.locator('[role=alert]').textContent()),
      );
    });
  } finally {
    await mesh.stop();
  }
});

test('X3 X5 an address of the dashboard never runs a command', async () => {
  const mesh = await small();
  try {
    await review(mesh);
    for (const wish of [
      'chain/--help%0Afreeze%20all',
      'chain/review-1%0Afreeze%20all',
      'chain/review-1%0Dfreeze%20all',
      'chain/%22%0Afreeze%20all',
      'agent/s00.c00.a00%0Afreeze%20all',
      'map/s00%0Afreeze%20all',
      'agent/%',
    ])
      await within(browser, {}, async ({ page }) => {
        const sent = [];
        page.on('request', (one) => {
          if (one.url().endsWith('/v1/commands')) sent.push(one.postDataJSON().script);
        });
        await show(page, mesh.url, wish);
        await page.locator('main h1').waitFor();
        assert.deepEqual(
          sent.filter((script) => /[\r\n]/.test(script)),
          [],
        );
      });
    assert.equal((await result(mesh.url, 'status')).frozen.agents, 0);
  } finally {
    await mesh.stop();
  }
});
