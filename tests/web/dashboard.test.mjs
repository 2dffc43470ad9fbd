// O1, O7, X5: the dashboard in a real browser, at 30,000 agents.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { axe, openPage, result, show, startBrowser, startMesh, until } from './support.mjs';

const here = dirname(fileURLToPath(import.meta.url));
const paths = ['mesh', 'map', 'map/s07', 'map/s07/c04', 'gather', 'agents', 'agent/s07.c04.a12',
  'conflicts', 'events', 'hosts', 'chains', 'inbox'];
const pictures = process.env.MESH_WEB_PICTURES;
let mesh;
let browser;

before(async () => {
  mesh = await startMesh('--config', join(here, 'world.json'));
  browser = await startBrowser();
});
after(async () => {
  await browser?.close();
  await mesh?.stop();
});

/** A page that is closed when the test is over, and has had no problems then. */
async function within(t, options, work) {
  const all = await openPage(browser, options);
  try {
    await work(all);
    assert.deepEqual(all.problems, []);
  } finally {
    await all.close();
  }
}

/** A mesh of its own for what should not disturb the others. */
async function withMesh(config, work) {
  const own = await startMesh('--config', join(here, config));
  try {
    await work(own);
  } finally {
    await own.stop();
  }
}

const plain = (n) => new Intl.NumberFormat('en').format(n);

test('O1 each page opens at 30,000 agents, in both themes, without a problem', async (t) => {
  for (const colorScheme of ['light', 'dark'])
    await within(t, { colorScheme }, async ({ page }) => {
      for (const path of paths) {
        await show(page, mesh.url, path);
        await page.locator('main h1').waitFor();
        assert.ok((await page.title()).endsWith('· Mesh'));
      }
    });
});

test('O1 axe finds nothing on any page, in both themes', async (t) => {
  for (const colorScheme of ['light', 'dark']) {
    const all = await openPage(browser, { colorScheme, bypassCSP: true }); // for axe alone
    for (const path of paths) {
      await show(all.page, mesh.url, path);
      if (['agents', 'conflicts'].includes(path)) await all.page.locator('main table, main .empty').first().waitFor();
      await all.page.evaluate(axe);
      const { violations } = await all.page.evaluate(() => globalThis.axe.run(document, {
        runOnly: ['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa', 'best-practice'] }));
      assert.deepEqual(violations.map((one) => [path, one.id, one.nodes.map((node) => node.html)]), []);
    }
    await all.close();
  }
});

test('O1 no page is wider than its window, from 320 to 3,840 pixels', async (t) => {
  for (const width of [320, 768, 3840])
    await within(t, { viewport: { width, height: 900 } }, async ({ page }) => {
      for (const path of paths) {
        await show(page, mesh.url, path);
        const wide = await page.evaluate(() => document.documentElement.scrollWidth);
        assert.ok(wide <= width, `${path} is ${wide} wide in ${width}`);
      }
    });
});

test('O1 under churn a page shows the figures of the version that it names', async (t) => {
  await withMesh('world.json', (churned) => within(t, {}, async ({ page, texts }) => {
    await show(page, churned.url, 'mesh');
    let compared = 0;
    const seen = new Set();
    for (let i = 0; compared < 150; ++i) {
      churned.order(`crash s${String(10 + (i % 80)).padStart(2, '0')} 20%`, 'gather s07 --minimum 0%');
      const now = await until('new figures', () => page.evaluate((known) => {
        const main = document.getElementById('content');
        if (!main.dataset.at || known.includes(main.dataset.at)) return null;
        const figure = (name) => document.querySelector(`[data-figure=${name}]`).textContent;
        return { at: main.dataset.at, version: main.dataset.version, figures: Object.fromEntries(
          ['mode', 'agents', 'sectors', 'conflicts', 'replaced', 'held'].map((name) => [name, figure(name)])) };
      }, [...seen]));
      seen.add(now.at);
      const { status, version } = await until('its frame', () => texts.find((one) => one.kind === 'figures' && String(one.at_ms) === now.at));
      assert.equal(now.version, String(version));
      assert.deepEqual(now.figures, { mode: status.mode, agents: plain(status.agents.active),
        sectors: plain(status.sectors.healthy), conflicts: plain(status.conflicts_last_hour),
        replaced: plain(status.supervision.replaced), held: plain(status.frozen.agents) });
      compared += Object.keys(now.figures).length;
    }
    assert.ok(seen.size >= 25);
  }));
});

test('O1 the map counts from its cells what the mesh counts at the same version', async (t) => {
  await withMesh('world.json', (churned) => within(t, {}, async ({ page, texts }) => {
    await show(page, churned.url, 'map');
    let compared = 0;
    const known = new Map();
    await until('ten versions', async () => {
      const { version, counted } = await page.evaluate(() => ({ version: document.getElementById('content').dataset.version,
        counted: document.querySelector('[data-figure=counted]').textContent }));
      if (!known.has(version))
        churned.order(`crash s${20 + (known.size % 50)} 30%`, 'freeze s12', 'thaw s12');
      known.set(version, counted);
      compared = 0;
      for (const { kind, version: at, cells } of texts) {
        if (kind !== 'figures' || !known.has(String(at))) continue;
        assert.ok(known.get(String(at)).startsWith(`${plain(cells.active)} of ${plain(cells.members)} active, `
          + `${plain(cells.degraded)} degraded, ${plain(cells.offline)} offline, ${plain(cells.quarantined)} quarantined`),
        `version ${at}: ${known.get(String(at))} is not ${JSON.stringify(cells)}`);
        ++compared;
      }
      return compared >= 10;
    });
  }));
});

test('O7 at rest a page says what the command line says', async (t) => {
  await within(t, {}, async ({ page }) => {
    await show(page, mesh.url, 'mesh');
    await until('the same figures', async () => {
      const status = await result(mesh.url, 'status');
      const text = await page.locator('[data-figure=agents]').textContent();
      return text === plain(status.agents.active)
        && await page.locator('[data-figure=replaced]').textContent() === plain(status.supervision.replaced);
    });
    await show(page, mesh.url, 'agents');
    await page.locator('main table').waitFor();
    const list = await result(mesh.url, 'agents --limit 100');
    const ids = await page.locator('td[data-column=id]').allTextContents();
    assert.deepEqual(ids, list.rows.map((row) => row.id));
    assert.match(await page.locator('.head').textContent(), /100 of 30,000 shown/);
    await page.getByRole('button', { name: /Show 100 more/ }).click();
    await until('more rows', async () => await page.locator('td[data-column=id]').count() === 200);
  });
});

test('O1 sort and filter are the mesh\'s own', async (t) => {
  await within(t, {}, async ({ page }) => {
    await show(page, mesh.url, 'agents');
    await page.getByLabel('Filter').fill('class = D');
    await page.getByRole('button', { name: 'Apply' }).click();
    await until('GPUs only', async () => (await page.locator('td[data-column=class]').allTextContents()).every((one) => one === 'D_GPU'));
    await page.getByRole('button', { name: 'score' }).click();
    await until('the sort', async () => await page.locator('th[aria-sort=ascending]').count() === 1);
    const list = await result(mesh.url, 'agents --filter "class = D" --sort score --limit 3');
    assert.equal(await page.locator('td[data-column=class]').first().textContent(), list.rows[0].class);
  });
});

test('C1 O1 a cascade\'s answers are shown while they come', async (t) => {
  await within(t, {}, async ({ page }) => {
    await show(page, mesh.url, 'gather');
    const seen = new Map(); // of a run: the numbers that were shown
    await until('a run that was seen to grow', async () => {
      if (![...seen.values()].some((one) => one.growing)) mesh.order('cascade parallel --window 500ms --unscheduled', 'cascade parallel');
      for (let i = 0; i < 60; ++i) {
        const { run, ready } = await page.evaluate(() => document.getElementById('content').dataset);
        if (run) {
          const own = seen.get(run) ?? { numbers: new Set(), growing: false };
          own.numbers.add(Number(ready));
          own.growing ||= own.numbers.size > 1;
          seen.set(run, own);
        }
      }
      return [...seen.values()].some((one) => one.growing && Math.max(...one.numbers) > 25_000);
    });
    assert.ok(await page.locator('.chart .unaimed').count() > 10);
    await until('the aimed run', async () => await page.locator('.chart .aimed').count() > 2);
  });
});

test('O7 a command is shown with its reach before it runs, and its output after', async (t) => {
  await within(t, {}, async ({ page }) => {
    await show(page, mesh.url, 'gather');
    await page.locator('select[name=kind]').selectOption('gather');
    await page.locator('input[name=where]').fill('s07');
    await page.getByRole('button', { name: 'Show the command' }).click();
    assert.equal(await page.locator('.command').inputValue(), 'gather s07');
    await until('its reach', async () => /300 agents in 10 clusters/.test(await page.locator('.reach').textContent()));
    await page.getByRole('button', { name: 'Run it' }).click();
    await until('its output', async () => /READY/i.test(await page.locator('.order pre').first().textContent().catch(() => '')));
  });
});

test('X5 texts of agents are shown as text', async (t) => {
  await within(t, {}, async ({ page }) => {
    await result(mesh.url, 'delegate "x" --capability host.facts');
    await show(page, mesh.url, 'conflicts');
    const cell = page.locator('td[data-column=expected]').first();
    await cell.waitFor();
    assert.equal(await cell.textContent(), '<img src=x onerror="document.title=1">');
    await show(page, mesh.url, 'agent/s00.c00.a01');
    await page.getByRole('button', { name: 'Give it a task' }).click();
    await page.getByRole('button', { name: 'Run it' }).click();
    await until('its answer', async () => /<script>/.test(await page.locator('.order pre').first().textContent().catch(() => '')));
    assert.equal(await page.locator('main img, main script').count(), 0);
    assert.match(await page.title(), /Agent/);
  });
});

test('O1 the keyboard reaches the map, zooms and comes back', async (t) => {
  await within(t, {}, async ({ page }) => {
    await show(page, mesh.url, 'map');
    await page.locator('main canvas').first().focus();
    await until('cells', () => page.evaluate(() => document.querySelector('main canvas').height > 100));
    await page.keyboard.press('ArrowRight');
    await until('the facts of a cell', async () => /s00\.c00\.a01/.test(await page.locator('main').textContent()));
    await page.keyboard.press('Enter');
    await page.waitForURL(/map\/s00/);
    await page.locator('main canvas').first().focus();
    await page.keyboard.press('Escape');
    await page.waitForURL(/#\/map$/);
  });
});

test('O1 a hidden tab has no connection, and one that is seen again has', async (t) => {
  await within(t, {}, async ({ page }) => {
    const open = [];
    page.on('websocket', (socket) => { open.push(socket); });
    await show(page, mesh.url, 'mesh');
    const hide = (hidden) => page.evaluate((now) => {
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

test('O1 the keyboard stays where it is while a list is renewed', async (t) => {
  await within(t, {}, async ({ page }) => {
    await show(page, mesh.url, 'agents');
    await page.locator('main table').waitFor();
    await page.locator('td[data-column=id] a').nth(3).focus();
    const before = await page.locator('main').getAttribute('data-asked');
    await until('a renewed list', async () => await page.locator('main').getAttribute('data-asked') !== before);
    assert.equal(await page.evaluate(() => document.activeElement.textContent), 's00.c00.a03');
  });
});

test('O1 pictures of four pages', async (t) => {
  mesh.order('freeze s31', 'crash s09 100%', 'simulate s07 latency=x3 processing=x3',
    'cascade parallel --window 500ms --unscheduled', 'cascade parallel', 'cascade parallel');
  await within(t, { viewport: { width: 1280, height: 800 } }, async ({ page }) => {
    await show(page, mesh.url, 'gather');
    await until('a run of each way, and the end of the newest', async () => await page.locator('.chart .unaimed').count() > 10
      && await page.locator('.chart .aimed').count() > 2 && /the newest run is over/.test(await page.locator('.head').textContent())
      && /aimed at T/.test(await page.locator('.figure').nth(1).textContent()));
    for (const path of ['gather', 'map', 'mesh', 'agent/s07.c04.a12']) {
      await show(page, mesh.url, path);
      await page.waitForLoadState('networkidle').catch(() => {});
      await until('the page', async () => await page.locator('main .panel').first().isVisible());
      const name = path.split('/')[0];
      const bytes = await page.screenshot({ path: join(pictures, `dashboard-${name}.png`) });
      assert.ok(bytes.length < 150_000, `${name} has ${bytes.length} bytes`);
    }
  });
});

test('O1 a mesh of one agent has all pages, too', async (t) => {
  await withMesh('one.json', (one) => within(t, {}, async ({ page }) => {
    for (const path of ['mesh', 'map', 'gather', 'agents', 'agent/s00.c00.a00']) {
      await show(page, one.url, path);
      await page.locator('main h1').waitFor();
    }
    await show(page, one.url, 'mesh');
    await until('one of one', async () => /1 of 1 agents active/.test(await page.locator('h1').textContent()));
  }));
});

test('O1 a lost connection is said at once, with the age of what is shown', async (t) => {
  const short = await startMesh('--config', join(here, 'one.json'));
  const { page, close } = await openPage(browser); // its console names the refused connection
  await show(page, short.url, 'mesh');
  await short.stop('SIGKILL');
  await until('the loss', async () => /connection lost, what is shown is [\d.]+ s old/.test(await page.locator('#link').textContent()));
  await close();
});
