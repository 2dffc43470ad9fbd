// A mesh as a process, a browser, and what a test asks of them.
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { createRequire } from 'node:module';
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { after, before } from 'node:test';
import { fileURLToPath } from 'node:url';

const modules = createRequire(join(process.env.MESH_WEB_MODULES, 'x.js'));
const { chromium } = modules('playwright-core');
export const axe = readFileSync(modules.resolve('axe-core/axe.min.js'), 'utf8');

/** A mesh whose commands come by `order`; `url` is that of its dashboard. */
export async function startMesh(...args) {
  const child = spawn(process.env.MESH, ['dev', '--dashboard-at', '127.0.0.1:0', ...args], {
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  const ended = new Promise((done) => child.on('exit', done));
  const results = []; // of its own command line, with -o jsonl
  createInterface({ input: child.stdout }).on('line', (line) => {
    if (line.startsWith('{')) results.push(JSON.parse(line));
  });
  const said = [];
  const url = await new Promise((done, fail) => {
    createInterface({ input: child.stderr }).on('line', (line) => {
      said.push(line);
      const found = /dashboard at (http:\S+)/.exec(line);
      if (found) done(found[1]);
    });
    ended.then(() => fail(new Error(`the mesh has ended: ${said.join('\n')}`)));
  });
  return {
    url,
    pid: child.pid,
    results,
    said,
    order: (...lines) => child.stdin.write(lines.map((one) => `${one}\n`).join('')),
    stop: async (signal = 'SIGTERM') => {
      child.stdin.end();
      child.kill(signal);
      await ended;
    },
  };
}

/** The JSON result of a command, as `-o json` has it. */
export async function result(url, script) {
  const answer = await fetch(`${url}v1/commands`, {
    method: 'POST',
    body: JSON.stringify({ script }),
  });
  const lines = (await answer.text())
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line));
  return lines.find((line) => line.result)?.result;
}

export const startBrowser = (...more) =>
  chromium.launch({
    executablePath: process.env.MESH_CHROMIUM,
    args: ['--no-sandbox', '--disable-gpu', ...more],
  });

/** A page with a security key of its own, whose switches are Chromium's. */
export async function withKey(browser, options = {}) {
  const opened = await openPage(browser, options);
  const cdp = await opened.page.context().newCDPSession(opened.page);
  await cdp.send('WebAuthn.enable');
  const { authenticatorId } = await cdp.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      transport: 'usb',
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  });
  const set = (bits) =>
    cdp.send('WebAuthn.setResponseOverrideBits', { authenticatorId, ...bits });
  const verified = (isUserVerified) =>
    cdp.send('WebAuthn.setUserVerified', { authenticatorId, isUserVerified });
  return { ...opened, set, verified };
}

/** A page, the problems that its console names, and the texts that its WebSocket has received. */
export async function openPage(browser, options = {}) {
  const context = await browser.newContext({
    viewport: { width: 1440, height: 900 },
    ...options,
  });
  const page = await context.newPage();
  const problems = [];
  const texts = [];
  page.on('console', (one) => {
    if (['error', 'warning'].includes(one.type())) problems.push(one.text());
  });
  page.on('pageerror', (one) => problems.push(one.message));
  page.on('websocket', (socket) =>
    socket.on('framereceived', ({ payload }) => {
      if (typeof payload === 'string') texts.push(JSON.parse(payload));
    }),
  );
  return { page, problems, texts, close: () => context.close() };
}

export async function show(page, url, path) {
  await page.goto(`${url}#/${path}`);
  await page.locator('body[data-link=live]').waitFor();
}

/** Looks again until it holds; a test that waits for ever is ended by its runner. */
export async function until(what, holds) {
  const give_up = Date.now() + 60_000;
  for (;;) {
    const value = await holds();
    if (value) return value;
    if (Date.now() > give_up) throw new Error(`waited in vain: ${what}`);
    await new Promise((done) => {
      setTimeout(done, 20);
    });
  }
}

/** The file beside the tests. */
export const beside = (name) => join(dirname(fileURLToPath(import.meta.url)), name);

/** 29998 as pages show it. */
export const plain = (n) => new Intl.NumberFormat('en').format(n);

/** A mesh of 30,000 and a browser, for all tests of a file. */
export function world() {
  const all = { mesh: null, browser: null };
  before(async () => {
    all.mesh = await startMesh('-o', 'jsonl', '--config', beside('world.json'));
    all.browser = await startBrowser();
  });
  after(async () => {
    await all.browser?.close();
    await all.mesh?.stop();
  });
  return all;
}

/** A page that is closed when the work is over, and has had no problems then. */
export async function within(browser, options, work) {
  const all = await openPage(browser, options);
  try {
    await work(all);
    assert.deepEqual(all.problems, []);
  } finally {
    await all.close();
  }
}

/** A mesh of its own for what should not disturb the others. */
export async function withMesh(config, work) {
  const own = await startMesh('--config', beside(config));
  try {
    await work(own);
  } finally {
    await own.stop();
  }
}
