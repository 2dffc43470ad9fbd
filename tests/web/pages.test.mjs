// O1: the pages of the dashboard in a real browser, at 30,000 agents.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { join } from 'node:path';
import {
  axe,
  beside,
  openPage,
  show,
  startMesh,
  until,
  withMesh,
  within,
  world,
} from './support.mjs';

const paths = [
  'mesh',
  'map',
  'map/s07',
  'map/s07/c04',
  'gather',
  'agents',
  'agent/s07.c04.a12',
  'conflicts',
  'events',
  'hosts',
  'chains',
  'inbox',
  'audit',
];
const pictures = process.env.MESH_WEB_PICTURES;
const all = world();

test('O1 each page opens at 30,000 agents, in both themes, without a problem', async () => {
  for (const colorScheme of ['light', 'dark'])
    await within(all.browser, { colorScheme }, async ({ page }) => {
      for (const path of paths) {
        await show(page, all.mesh.url, path);
        await page.locator('main h1').waitFor();
        assert.ok((await page.title()).endsWith('· Mesh'));
      }
    });
});

test('O1 axe finds nothing on any page, in both themes', async () => {
  for (const colorScheme of ['light', 'dark']) {
    const own = await openPage(all.browser, { colorScheme, bypassCSP: true }); // for axe alone
    for (const path of paths) {
      await show(own.page, all.mesh.url, path);
      if (['agents', 'conflicts'].includes(path))
        await own.page.locator('main table, main .empty').first().waitFor();
      await own.page.evaluate(axe);
      const { violations } = await own.page.evaluate(() =>
        globalThis.axe.run(document, {
          runOnly: ['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa', 'best-practice'],
        }),
      );
      assert.deepEqual(
        violations.map((one) => [path, one.id, one.nodes.map((node) => node.html)]),
        [],
      );
    }
    await own.close();
  }
});

test('O1 no page is wider than its window, from 320 to 3,840 pixels', async () => {
  for (const width of [320, 768, 3840])
    await within(all.browser, { viewport: { width, height: 900 } }, async ({ page }) => {
      for (const path of paths) {
        await show(page, all.mesh.url, path);
        const wide = await page.evaluate(() => document.documentElement.scrollWidth);
        assert.ok(wide <= width, `${path} is ${wide} wide in ${width}`);
      }
    });
});

test('O1 the keyboard reaches the map, zooms and comes back', async () => {
  await within(all.browser, {}, async ({ page }) => {
    await show(page, all.mesh.url, 'map');
    await page.locator('main canvas').first().focus();
    await until('cells', () =>
      page.evaluate(() => document.querySelector('main canvas').height > 100),
    );
    await page.keyboard.press('ArrowRight');
    await until('the facts of a cell', async () =>
      /s00\.c00\.a01/.test(await page.locator('main').textContent()),
    );
    await page.keyboard.press('Enter');
    await page.waitForURL(/map\/s00/);
    await page.locator('main canvas').first().focus();
    await page.keyboard.press('Escape');
    await page.waitForURL(/#\/map$/);
  });
});

test('O1 a hidden tab has no connection, and one that is seen again has', async () => {
  await within(all.browser, {}, async ({ page }) => {
    const open = [];
    page.on('websocket', (socket) => {
      open.push(socket);
    });
    await show(page, all.mesh.url, 'mesh');
    const hide = (hidden) =>
      page.evaluate((now) => {
        Object.defineProperty(document, 'hidden', { configurable: true, get: () => now });
        document.dispatchEvent(new Event('visibilitychange'));
      }, hidden);
    await hide(true);
    await until('the end of the connection', () => open.length === 1 && open[0].isClosed());
    assert.equal(await page.locator('#link').textContent(), 'paused');
    await hide(false);
    await page.locator('body[data-link=live]').waitFor();
    assert.equal(open.length, 2);
  });
});

test('O1 the keyboard stays where it is while a list is renewed', async () => {
  await within(all.browser, {}, async ({ page }) => {
    await show(page, all.mesh.url, 'agents');
    await page.locator('main table').waitFor();
    await page.locator('td[data-column=id] a').nth(3).focus();
    const before = await page.locator('main').getAttribute('data-asked');
    await until(
      'a renewed list',
      async () => (await page.locator('main').getAttribute('data-asked')) !== before,
    );
    assert.equal(await page.evaluate(() => document.activeElement.textContent), 's00.c00.a03');
  });
});

test('O1 pictures of four pages', async () => {
  all.mesh.order(
    'freeze s31',
    'crash s09 100%',
    'simulate s07 latency=x3 processing=x3',
    'cascade parallel --window 500ms --unscheduled',
    'cascade parallel',
    'cascade parallel',
  );
  await within(all.browser, { viewport: { width: 1280, height: 800 } }, async ({ page }) => {
    await show(page, all.mesh.url, 'gather');
    await until(
      'a run of each way, and the end of the newest',
      async () =>
        (await page.locator('.chart .unaimed').count()) > 10 &&
        (await page.locator('.chart .aimed').count()) > 2 &&
        /the newest run is over/.test(await page.locator('.head').textContent()) &&
        /aimed at T/.test(await page.locator('.figure').nth(1).textContent()),
    );
    for (const path of ['gather', 'map', 'mesh', 'agent/s07.c04.a12']) {
      await show(page, all.mesh.url, path);
      await page.waitForLoadState('networkidle').catch(() => {});
      await until(
        'the page',
        async () => await page.locator('main .panel').first().isVisible(),
      );
      const name = path.split('/')[0];
      const bytes = await page.screenshot({ path: join(pictures, `dashboard-${name}.png`) });
      assert.ok(bytes.length < 150_000, `${name} has ${bytes.length} bytes`);
    }
  });
});

test('O1 a mesh of one agent has all pages, too', async () => {
  await withMesh('one.json', (one) =>
    within(all.browser, {}, async ({ page }) => {
      for (const path of ['mesh', 'map', 'gather', 'agents', 'agent/s00.c00.a00']) {
        await show(page, one.url, path);
        await page.locator('main h1').waitFor();
      }
      await show(page, one.url, 'mesh');
      await until('one of one', async () =>
        /1 of 1 agents active/.test(await page.locator('h1').textContent()),
      );
    }),
  );
});

test('O1 a lost connection is said at once, with the age of what is shown', async () => {
  const short = await startMesh('--config', beside('one.json'));
  const { page, close } = await openPage(all.browser); // its console names the refused connection
  await show(page, short.url, 'mesh');
  await short.stop('SIGKILL');
  await until('the loss', async () =>
    /connection lost, what is shown is [\d.]+ s old/.test(
      await page.locator('#link').textContent(),
    ),
  );
  await close();
});
