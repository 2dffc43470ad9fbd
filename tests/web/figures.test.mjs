// O1, O7, X5: what pages show is what the mesh says, and what agents say is text.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { plain, result, show, until, within, world } from './support.mjs';

const all = world();

test('O7 at rest a page says what the command line says', async () => {
  await within(all.browser, {}, async ({ page }) => {
    await show(page, all.mesh.url, 'mesh');
    await until('the same figures', async () => {
      const status = await result(all.mesh.url, 'status');
      const text = await page.locator('[data-figure=agents]').textContent();
      return (
        text === plain(status.agents.active) &&
        (await page.locator('[data-figure=replaced]').textContent()) ===
          plain(status.supervision.replaced)
      );
    });
    await show(page, all.mesh.url, 'agents');
    await page.locator('main table').waitFor();
    const list = await result(all.mesh.url, 'agents --limit 100');
    const ids = await page.locator('td[data-column=id]').allTextContents();
    assert.deepEqual(
      ids,
      list.rows.map((row) => row.id),
    );
    assert.match(await page.locator('.head').textContent(), /100 of 30,000 shown/);
    await page.getByRole('button', { name: /Show 100 more/ }).click();
    await until(
      'more rows',
      async () => (await page.locator('td[data-column=id]').count()) === 200,
    );
  });
});

test("O1 sort and filter are the mesh's own", async () => {
  await within(all.browser, {}, async ({ page }) => {
    await show(page, all.mesh.url, 'agents');
    await page.getByLabel('Filter').fill('class = D');
    await page.getByRole('button', { name: 'Apply' }).click();
    await until('GPUs only', async () =>
      (await page.locator('td[data-column=class]').allTextContents()).every(
        (one) => one === 'D_GPU',
      ),
    );
    await page.getByRole('button', { name: 'score' }).click();
    await until(
      'the sort',
      async () => (await page.locator('th[aria-sort=ascending]').count()) === 1,
    );
    const list = await result(all.mesh.url, 'agents --filter "class = D" --sort score --limit 3');
    assert.equal(
      await page.locator('td[data-column=class]').first().textContent(),
      list.rows[0].class,
    );
  });
});

test("C1 O1 a cascade's answers are shown while they come", async () => {
  await within(all.browser, {}, async ({ page }) => {
    await show(page, all.mesh.url, 'gather');
    const seen = new Map(); // of a run: the numbers that were shown
    await until('a run that was seen to grow', async () => {
      if (![...seen.values()].some((one) => one.growing))
        all.mesh.order('cascade parallel --window 500ms --unscheduled', 'cascade parallel');
      for (let i = 0; i < 60; ++i) {
        const { run, ready } = await page.evaluate(
          () => document.getElementById('content').dataset,
        );
        if (run) {
          const own = seen.get(run) ?? { numbers: new Set(), growing: false };
          own.numbers.add(Number(ready));
          own.growing ||= own.numbers.size > 1;
          seen.set(run, own);
        }
      }
      return [...seen.values()].some((one) => one.growing && Math.max(...one.numbers) > 25_000);
    });
    assert.ok((await page.locator('.chart .unaimed').count()) > 10);
    await until('the aimed run', async () => (await page.locator('.chart .aimed').count()) > 2);
  });
});

test('O7 a command is shown with its reach before it runs, and its output after', async () => {
  await within(all.browser, {}, async ({ page }) => {
    await show(page, all.mesh.url, 'gather');
    await page.locator('select[name=kind]').selectOption('gather');
    await page.locator('input[name=where]').fill('s07');
    await page.getByRole('button', { name: 'Show the command' }).click();
    assert.equal(await page.locator('.command').inputValue(), 'gather s07');
    await until('its reach', async () =>
      /300 agents in 10 clusters/.test(await page.locator('.reach').textContent()),
    );
    await page.getByRole('button', { name: 'Run it' }).click();
    await until('its output', async () =>
      /READY/i.test(
        await page
          .locator('.order pre')
          .first()
          .textContent()
          .catch(() => ''),
      ),
    );
  });
});

test('X5 texts of agents are shown as text', async () => {
  await within(all.browser, {}, async ({ page }) => {
    await result(all.mesh.url, 'delegate "x" --capability host.facts');
    await show(page, all.mesh.url, 'conflicts');
    const cell = page.locator('td[data-column=expected]').first();
    await cell.waitFor();
    assert.equal(await cell.textContent(), '<img src=x onerror="document.title=1">');
    await show(page, all.mesh.url, 'agent/s00.c00.a01');
    await page.getByRole('button', { name: 'Give it a task' }).click();
    await page.getByRole('button', { name: 'Run it' }).click();
    await until('its answer', async () =>
      /<script>/.test(
        await page
          .locator('.order pre')
          .first()
          .textContent()
          .catch(() => ''),
      ),
    );
    assert.equal(await page.locator('main img, main script').count(), 0);
    assert.match(await page.title(), /Agent/);
  });
});
