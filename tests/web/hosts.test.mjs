// P1, F2, O1: over several hosts, with an operator's certificate. A host dies, and an open page
// shows it, the takeover and the mesh that is whole again.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { after, before, test } from 'node:test';
import { join } from 'node:path';
import { beside, startBrowser, until } from './support.mjs';

const scripts = beside('../../examples/four_hosts');
const state = join(process.env.MESH_WEB_PICTURES, 'hosts');
const port = 7943;
const url = `https://127.0.0.1:${port}/`;
const environment = {
  ...process.env,
  FOUR_HOSTS: state,
  FOUR_HOSTS_NET: '79',
};

function script(name, ...args) {
  return new Promise((done, fail) => {
    const child = spawn(join(scripts, name), args, {
      env: environment,
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    let said = '';
    child.stderr.on('data', (text) => {
      said += text;
    });
    child.on('exit', (code) =>
      code ? fail(new Error(`${name} ends with ${code}: ${said}`)) : done(said),
    );
  });
}

let browser;
before(async () => {
  await script('up', '--loopback');
  browser = await startBrowser();
});
after(async () => {
  await browser?.close();
  await script('down');
});

async function open(path) {
  const certs = join(state, 'certs');
  const context = await browser.newContext({
    ignoreHTTPSErrors: true, // the mesh's own authority
    clientCertificates: [
      {
        origin: new URL(url).origin,
        certPath: join(certs, 'operator.crt'),
        keyPath: join(certs, 'operator.key'),
      },
    ],
  });
  const page = await context.newPage();
  let loads = 0;
  page.on('load', () => ++loads);
  await page.goto(`${url}#/${path}`);
  await page.locator('body[data-link=live]').waitFor();
  return { page, loads: () => loads, close: () => context.close() };
}

test('O1 C1 the answers of a cascade on other hosts are shown while they come', async () => {
  const { page, close } = await open('gather');
  await page.getByRole('button', { name: 'Show the command' }).click();
  await page.getByRole('button', { name: 'Run it' }).click();
  const shown = () =>
    page.evaluate(() => Number(document.getElementById('content').dataset.ready));
  await until('answers', async () => (await shown()) > 0);
  const said = await until('the result', async () =>
    /([\d,]+) of ([\d,]+) READY|READY\D+([\d,]+)/i.exec(
      await page
        .locator('.order pre')
        .first()
        .textContent()
        .catch(() => ''),
    ),
  );
  const ready = Number((said[1] ?? said[3]).replaceAll(',', ''));
  await until('all of them', async () => (await shown()) === ready);
  await close();
});

test('O1 F2 a host that is killed: Map and Hosts show it, its takeover, and FULL', async (t) => {
  const [hosts, map, mesh] = [await open('hosts'), await open('map'), await open('mesh')];
  const cell = (name) =>
    hosts.page
      .locator('main tbody tr')
      .filter({ has: hosts.page.locator('td[data-column=name]', { hasText: 'n1' }) })
      .locator(`td[data-column=${name}]`)
      .textContent();
  const counted = () => map.page.locator('[data-figure=counted]').textContent();
  const away = async () =>
    [...(await counted()).matchAll(/([\d,]+) (?:offline|suspect)/g)]
      .map(([, digits]) => Number(digits.replaceAll(',', '')))
      .reduce((sum, one) => sum + one, 0);
  const mode = () => mesh.page.locator('[data-figure=mode]').textContent();
  await until('four hosts that are up', async () => (await cell('state')) === 'up');
  await until('a mesh that is whole', async () => (await mode()) === 'FULL');
  assert.equal(await away(), 0);

  const killed = performance.now();
  await script('host', 'kill', 'n1');
  const seen = {};
  const note = (what) => {
    seen[what] ??= Math.round(performance.now() - killed);
  };
  await Promise.all([
    until('the host is not up', async () => (await cell('state')) !== 'up').then(() =>
      note('Hosts'),
    ),
    until('its agents are suspect', async () => (await away()) > 0).then(() => note('Map')),
  ]);
  await until('its sectors are with others', async () => /^(0|–)/.test(await cell('sectors')));
  note('takeover');
  await until(
    'all agents are back, and the mode is FULL',
    async () => (await away()) === 0 && (await mode()) === 'FULL',
  );
  note('FULL');
  t.diagnostic(`ms after the kill: ${JSON.stringify(seen)}`);
  assert.equal(await cell('state'), 'lost');

  await script('host', 'start', 'n1');
  await until('it is back', async () => (await cell('state')) === 'up');
  for (const one of [hosts, map, mesh]) {
    assert.equal(one.loads(), 1); // without a reload
    await one.close();
  }
});
