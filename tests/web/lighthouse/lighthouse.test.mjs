// O1: Lighthouse's own judgement of the dashboard at 30,000 agents, on loopback.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { test } from 'node:test';
import { promisify } from 'node:util';
import { withMesh } from '../support.mjs';

const run = promisify(execFile);

async function judge(url) {
  const { stdout } = await run(
    process.env.MESH_LIGHTHOUSE,
    [
      url,
      '--quiet',
      '--chrome-flags=--headless=new --no-sandbox --disable-gpu',
      '--only-categories=performance,accessibility,best-practices',
      '--preset=desktop',
      '--output=json',
    ],
    {
      env: { ...process.env, CHROME_PATH: process.env.MESH_CHROMIUM },
      maxBuffer: 64 * 1024 * 1024,
    },
  );
  const { categories } = JSON.parse(stdout);
  return Object.fromEntries(
    Object.entries(categories).map(([name, one]) => [name, Math.round(one.score * 100)]),
  );
}

for (const path of ['mesh', 'agents'])
  test(`O1 the page ${path} has at least 90 points in each category`, async (t) => {
    await withMesh('world.json', async ({ url }) => {
      // Lighthouse simulates a network from what it has seen on this machine, which may be busy:
      // the best of three is the page's.
      const best = {};
      for (let i = 0; i < 3; ++i) {
        for (const [name, points] of Object.entries(await judge(`${url}#/${path}`)))
          best[name] = Math.max(best[name] ?? 0, points);
        if (Object.values(best).every((points) => points >= 90)) break;
      }
      t.diagnostic(JSON.stringify(best));
      for (const [name, points] of Object.entries(best))
        assert.ok(points >= 90, `${name} has ${points} of 100 points`);
    });
  });
