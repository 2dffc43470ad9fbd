// X3: operators in a real browser, with Chromium's virtual security key.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { axe, beside, openPage, startBrowser, startMesh, until, withKey } from './support.mjs';

let browser;
before(async () => {
  browser = await startBrowser();
});
after(() => browser.close());

async function meshWith(name, role, config = 'one.json') {
  const mesh = await startMesh('--config', beside(config));
  const at = mesh.url.replace('127.0.0.1', 'localhost');
  const answer = await fetch(`${mesh.url}v1/commands`, {
    method: 'POST',
    body: JSON.stringify({ script: `operator invite ${name} --role ${role}` }),
  });
  const invite = /"address":"([^"]+)"/.exec(await answer.text())[1];
  return { ...mesh, at, invite };
}

const heading = (page) => page.locator('main h1').textContent();
const live = (page) => page.locator('body[data-link=live]').waitFor();

test('X3 invite, register, sign out, sign in, freeze all with another touch', async () => {
  const mesh = await meshWith('anna', 'admin');
  const { page, problems, set, verified, close } = await withKey(browser);
  const asked = [];
  page.on('request', (one) => asked.push(`${one.url()} ${one.headers().referer ?? ''}`));

  await page.goto(mesh.invite);
  await page.getByRole('button', { name: 'Register a key' }).waitFor();
  assert.match(await page.locator('main').textContent(), /anna, with the role admin/);
  assert.equal(new URL(page.url()).hash, ''); // the token has left the address
  await page.getByRole('button', { name: 'Register a key' }).click();
  await live(page);
  assert.match(await page.locator('#person').textContent(), /anna \(admin\)/);
  const token = /invite=(.+)/.exec(mesh.invite)[1];
  assert.ok(asked.length > 10);
  assert.deepEqual(
    asked.filter((one) => one.includes(token)),
    [],
  );
  const [cookie] = await page.context().cookies();
  assert.equal(cookie.name, '__Host-mesh');
  assert.ok(cookie.httpOnly && cookie.secure && cookie.sameSite === 'Strict');
  assert.equal(await page.evaluate(() => document.cookie), '');

  await page.getByRole('button', { name: 'Sign out' }).click();
  await page.getByRole('button', { name: 'Sign in with your key' }).waitFor();
  await page.goto(mesh.at); // without a session there is nothing but this page
  await page.getByRole('button', { name: 'Sign in with your key' }).waitFor();

  const refusals = problems.length;
  await set({ isBogusSignature: true });
  await page.getByRole('button', { name: 'Sign in with your key' }).click();
  await until('a refusal of the bogus signature', async () =>
    /signature is not of this key/.test(await page.locator('[role=alert]').textContent()),
  );
  await set({ isBogusSignature: false, isBadUV: true });
  await page.getByRole('button', { name: 'Sign in with your key' }).click();
  await until('a refusal without verification', async () =>
    /has not verified who touched it/.test(await page.locator('[role=alert]').textContent()),
  );
  await set({ isBadUV: false, isBadUP: true });
  await page.getByRole('button', { name: 'Sign in with your key' }).click();
  await until('a refusal without a touch', async () =>
    /nobody has touched the key/.test(await page.locator('[role=alert]').textContent()),
  );
  assert.ok(problems.length > refusals); // the browser tells of each 403
  await set({ isBadUP: false });
  await page.getByRole('button', { name: 'Sign in with your key' }).click();
  await live(page);

  const order = (line) =>
    page.evaluate(
      async (script) => (await (await import('/ui/commands.js')).run(script)).result,
      line,
    );
  assert.equal((await order('freeze s00')).exit_code, 0);
  assert.equal((await order('thaw s00')).exit_code, 0);
  assert.equal((await order('freeze all')).exit_code, 0);
  assert.equal((await order('thaw all')).exit_code, 0);
  const { rows } = await order('audit --limit all');
  const kinds = rows.map((one) => one.what);
  for (const kind of ['key', 'sign-in', 'sign-out', 'refused', 'command'])
    assert.ok(kinds.includes(kind), kind);
  await page.goto(`${mesh.at}#/audit`);
  for (const shown of ['sign-out', 'thaw all'])
    await page.locator('main td', { hasText: shown }).first().waitFor();
  await verified(false);
  await close();
  await mesh.stop();
});

test('X3 a touch that is too old is asked for again, and the command is repeated', async () => {
  const mesh = await meshWith('anna', 'admin', 'touch.json');
  const { page, close } = await withKey(browser);
  await page.goto(mesh.invite);
  await page.getByRole('button', { name: 'Register a key' }).click();
  await live(page);
  const touches = [];
  page.on('request', (one) => {
    if (one.url().endsWith('/v1/session/touch')) touches.push(one.method());
  });
  await until('an old touch', () =>
    page.evaluate(
      async () => (await (await import('/ui/session.js')).session()).touched_s >= 4,
    ),
  );
  const result = await page.evaluate(
    async () => (await (await import('/ui/commands.js')).run('freeze all')).result,
  );
  assert.equal(result.error, undefined);
  assert.equal(result.exit_code, 0);
  assert.deepEqual(touches, ['POST']);
  await close();
  await mesh.stop();
});

test('X3 axe finds nothing on the page that registers a key', async () => {
  const mesh = await meshWith('anna', 'viewer');
  const own = await openPage(browser, { bypassCSP: true }); // for axe alone
  await own.page.goto(mesh.invite);
  await until('the page', async () => (await heading(own.page)) === 'Register your key');
  await own.page.evaluate(axe);
  const { violations } = await own.page.evaluate(() => globalThis.axe.run(document));
  assert.deepEqual(
    violations.map((one) => [one.id, one.nodes.map((node) => node.html)]),
    [],
  );
  await own.close();
  await mesh.stop();
});
