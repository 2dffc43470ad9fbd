// X3: `mesh login` in a terminal, approved in a real browser: on this machine, and over TLS.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { createHash, X509Certificate } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { after, before, test } from 'node:test';
import { axe, beside, startBrowser, startMesh, until, withKey } from './support.mjs';

const home = mkdtempSync(join(tmpdir(), 'mesh-login-'));
const certs = join(home, 'certs');
let browser;

/** The command line of somebody with a folder of their own for contexts. */
function mesh(...words) {
  const child = spawn(process.env.MESH, words, {
    env: { ...process.env, XDG_CONFIG_HOME: join(home, 'config') },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const all = { out: '', err: '', child };
  child.stdout.on('data', (some) => (all.out += some));
  createInterface({ input: child.stderr }).on('line', (line) => (all.err += `${line}\n`));
  all.ended = new Promise((done) => child.on('close', (code) => done(code)));
  return all;
}
async function must(...words) {
  const run = mesh(...words);
  assert.equal(await run.ended, 0, `${words.join(' ')}: ${run.err}`);
  return run.out;
}

before(async () => {
  await must('certs', 'init', certs);
  await must(
    ...['certs', 'issue', 'hub', '--role', 'orchestrator', '--dir', certs],
    ...['--host', 'localhost', '127.0.0.1'],
  );
  // WebAuthn is refused on pages with certificate errors: this key is trusted by name.
  const { publicKey } = new X509Certificate(readFileSync(join(certs, 'hub.crt')));
  const spki = createHash('sha256')
    .update(publicKey.export({ type: 'spki', format: 'der' }))
    .digest('base64');
  browser = await startBrowser(`--ignore-certificate-errors-spki-list=${spki}`);
});
after(async () => {
  await browser.close();
  rmSync(home, { recursive: true });
});

/** A mesh that waits for anna's key: its pages, and its address for command lines. */
async function meshFor(tls) {
  const own = await startMesh(
    ...['--config', beside('touch.json')],
    ...(tls ? ['--listen', '0', '--certs', certs] : []),
  );
  const answer = await fetch(`${own.url}v1/commands`, {
    method: 'POST',
    body: JSON.stringify({ script: 'operator invite anna --role admin' }),
  });
  const token = /#invite=([0-9a-f]+)/.exec(await answer.text())[1];
  const found = /listening at https:\/\/127\.0\.0\.1:(\d+)/.exec(own.said.join('\n'));
  const plain = own.url.replace('127.0.0.1', 'localhost').replace(/\/$/, '');
  const pages = tls ? `https://localhost:${found[1]}` : plain;
  return { ...own, pages, token, at: tls ? `localhost:${found[1]}` : plain };
}

const live = (page) => page.locator('body[data-link=live]').waitFor();

/** Begins a login, and types its code into the page. */
async function typed(page, at) {
  const run = mesh('login', '--at', at, '--certs', certs, '-o', 'json');
  const found = await until('a code', async () => {
    const address = /open (\S+) and enter/.exec(run.err)?.[1];
    const code = /^ {4}(\S{4}-\S{4})$/m.exec(run.err)?.[1];
    return address && code && { address, code };
  });
  await page.goto(found.address);
  await page.getByLabel('The code that the command line shows').fill(found.code.toLowerCase());
  await page.getByRole('button', { name: 'Go on' }).click();
  await page.getByRole('button', { name: 'Approve with your key' }).waitFor();
  const shown = await page.locator('main').textContent();
  for (const fact of [found.code, '127.0.0.1', 'anna, with the role admin'])
    assert.ok(shown.includes(fact), fact);
  return run;
}

for (const tls of [false, true])
  test(`X3 register, sign in, mesh login, freeze with step-up, sign out: ${
    tls ? 'over TLS' : 'on this machine'
  }`, async () => {
    const own = await meshFor(tls);
    const { page, close } = await withKey(browser);
    await page.goto(`${own.pages}/sign-in#invite=${own.token}`);
    await page.getByRole('button', { name: 'Register a key' }).click();
    await live(page);
    await page.getByRole('button', { name: 'Sign out' }).click();
    const signIn = page.getByRole('button', { name: 'Sign in with your key' });
    await signIn.waitFor();

    // Who has no session comes to the page of the login by way of signing in.
    await page.goto(`${own.pages}/login`);
    await signIn.click();
    await page.getByLabel('The code that the command line shows').waitFor();

    const refused = await typed(page, own.at);
    await page.getByRole('button', { name: 'Refuse' }).click();
    await page.getByText('The command line was told so.').waitFor();
    assert.equal(await refused.ended, 5);
    assert.match(refused.err, /a person has refused this login/);

    const run = await typed(page, own.at);
    await page.getByRole('button', { name: 'Approve with your key' }).click();
    await page.getByText('Go on at the command line.').waitFor();
    assert.equal(await run.ended, 0, run.err);
    const login = JSON.parse(run.out);
    assert.equal(login.operator, 'anna');
    const folder = join(home, 'config', 'mesh', 'logins', login.context);
    assert.equal(statSync(folder).mode & 0o777, 0o700);
    assert.equal(readdirSync(folder).length, tls ? 3 : 1);
    for (const file of readdirSync(folder))
      assert.equal(statSync(join(folder, file)).mode & 0o777, 0o600);

    await must('freeze', 's00');
    await must('thaw', 's00', '--at', own.at);
    const late = await until('an old touch', async () => {
      const one = mesh('freeze', 'all');
      return (await one.ended) === 5 && one.err;
    });
    assert.match(late, /key_needed[^]*mesh login/);

    await page.goto(`${own.pages}/`);
    await live(page);
    await until('an old touch', () =>
      page.evaluate(
        async () => (await (await import('/ui/session.js')).session()).touched_s >= 4,
      ),
    );
    const frozen = await page.evaluate(
      async () => (await (await import('/ui/commands.js')).run('freeze all')).result,
    );
    assert.equal(frozen.exit_code, 0);

    await must('logout');
    assert.throws(() => statSync(folder));
    const out = mesh('status', '--at', own.at, ...(tls ? ['--certs', folder] : []));
    assert.notEqual(await out.ended, 0);
    await page.getByRole('button', { name: 'Sign out' }).click();
    await signIn.waitFor();
    await close();
    await own.stop();
  });

test('X3 axe finds nothing on the page that approves a login', async () => {
  const own = await meshFor(false);
  const { page, close } = await withKey(browser, { bypassCSP: true }); // for axe alone
  await page.goto(`${own.pages}/sign-in#invite=${own.token}`);
  await page.getByRole('button', { name: 'Register a key' }).click();
  await live(page);
  const run = await typed(page, own.at);
  await page.evaluate(axe);
  const { violations } = await page.evaluate(() => globalThis.axe.run(document));
  assert.deepEqual(
    violations.map((one) => [one.id, one.nodes.map((node) => node.html)]),
    [],
  );
  run.child.kill('SIGINT');
  assert.equal(await run.ended, 130);
  await close();
  await own.stop();
});
