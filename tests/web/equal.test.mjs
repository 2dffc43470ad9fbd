// O1, O7: under churn every page shows what the mesh says at the same version.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { compared, isSaid, isShown } from './reading.mjs';
import { beside, plain, show, startBrowser, startMesh, until, within } from './support.mjs';

let browser;
let mesh;
before(async () => {
  browser = await startBrowser();
  mesh = await startMesh('-o', 'jsonl', '--config', beside('world.json'));
});
after(async () => {
  await browser?.close();
  await mesh?.stop();
});

let turn = 0;
/** Agents fall and come back, are frozen and thawed, contradict, and are asked. No breaker opens. */
function churn() {
  const sector = `s${String(10 + (turn % 80)).padStart(2, '0')}`;
  mesh.order(
    `crash ${sector} 2%`,
    turn % 2 ? `freeze ${sector}` : `thaw s${String(10 + ((turn - 1) % 80)).padStart(2, '0')}`,
    'gather s07 --minimum 0%',
    'delegate "x" --capability host.facts',
  );
  ++turn;
}

/** Compares so many numbers, of several versions; `once` answers what it has seen, or null. */
async function compare(many, once, versions = 5) {
  const begun = compared.numbers;
  const seen = new Set();
  while (compared.numbers - begun < many || seen.size < versions) {
    churn();
    seen.add(await until('something new', () => once(seen)));
  }
}

const frameOf = (texts, at) =>
  until('its frame', () =>
    texts.find((one) => one.kind === 'figures' && String(one.at_ms) === at),
  );

/** All that a page of figures shows, at one moment. */
const figuresOn = (page) =>
  page.evaluate(() => ({
    ...document.getElementById('content').dataset,
    over: document.querySelector('.head p')?.textContent,
    values: Object.fromEntries(
      [...document.querySelectorAll('.figure .value, .hero .word')].map((one) => [
        one.dataset.figure,
        one.textContent,
      ]),
    ),
    notes: [...document.querySelectorAll('.figure .note')].map((one) => one.textContent),
    targets: [...document.querySelectorAll('table[aria-label=Targets] tbody tr')].map((row) =>
      [...row.children].map((one) => one.textContent),
    ),
  }));

test('O1 the page Mesh: figures and targets', async () => {
  await within(browser, {}, async ({ page, texts }) => {
    await show(page, mesh.url, 'mesh');
    await compare(400, async (seen) => {
      const shown = await figuresOn(page);
      if (!shown.at || seen.has(shown.at)) return null;
      const { status, kpi, version } = await frameOf(texts, shown.at);
      assert.equal(shown.version, String(version));
      isSaid(shown.values.mode, status.mode);
      isShown(shown.values.agents, status.agents.active);
      isShown(shown.values.sectors, status.sectors.healthy);
      isShown(shown.values.conflicts, status.conflicts_last_hour);
      isShown(shown.values.impedance, status.impedance.mean);
      isShown(shown.values.replaced, status.supervision.replaced);
      isShown(shown.values.held, status.frozen.agents);
      isSaid(
        shown.notes[0],
        `of ${plain(status.agents.total)}; ${plain(status.agents.degraded)} slower than usual`,
      );
      isSaid(shown.notes[1], `of ${plain(status.sectors.total)}`);
      assert.equal(shown.targets.length, kpi.rows.length);
      kpi.rows.forEach((row, i) => {
        const [name, value, , verdict] = shown.targets[i];
        isSaid(name, row.name.replaceAll('_', ' '));
        isShown(
          value.replace(/ (?!ms|s|%)\S+$/, ''),
          row.value,
          { ms: 'ms', ratio: 'share' }[row.unit] ?? '',
        );
        isSaid(
          verdict,
          row.met === null ? 'not measured yet' : row.met ? '✓ met' : '✗ missed',
        );
      });
      return shown.at;
    });
  });
});

test('O1 the map: what is counted from its cells', async () => {
  await within(browser, {}, async ({ page, texts }) => {
    await show(page, mesh.url, 'map');
    const known = new Map(); // what was shown, by version
    await compare(75, async (seen) => {
      const { version, counted } = await page.evaluate(() => ({
        version: document.getElementById('content').dataset.version,
        counted: document.querySelector('[data-figure=counted]').textContent,
      }));
      known.set(version, counted);
      const frame = texts.find(
        (one) =>
          one.kind === 'figures' &&
          known.has(String(one.version)) &&
          !seen.has(String(one.version)),
      );
      if (!frame) return null;
      const words = known
        .get(String(frame.version))
        .split(/[,;] /)
        .map((one) => /^[\d,]+(?: of [\d,]+)?/.exec(one)[0]);
      const c = frame.cells;
      isSaid(words[0], `${plain(c.active)} of ${plain(c.members)}`);
      isShown(words[1], c.degraded);
      isShown(words[2], c.offline);
      isShown(words[3], c.quarantined);
      isShown(words[4], c.suspect);
      return String(frame.version);
    });
  });
});

test('O1 the page Gather: the newest run', async () => {
  await within(browser, {}, async ({ page, texts }) => {
    await show(page, mesh.url, 'gather');
    await compare(60, async (seen) => {
      const shown = await figuresOn(page);
      if (!shown.run || seen.has(shown.run) || !/is over/.test(shown.over)) return null;
      const { run } = await until('its frame', () =>
        texts.findLast((one) => one.kind === 'run' && one.run.id === shown.run),
      );
      assert.equal(run.clusters_running, 0);
      isShown(shown.values.ready, run.ready);
      isShown(shown.values.skipped, run.skipped);
      isShown(shown.values.straggler, run.straggler);
      isShown(shown.values.refused, run.refused + run.expired);
      isShown(shown.values.conflict, run.conflict);
      isSaid(shown.over, `the newest run is over: ${plain(run.ready)} of ${plain(run.sent)} that were sent to`);
      return shown.run;
    });
  });
});

/** From now on the page keeps the results of its commands, in their order. */
const keepAnswers = (page) =>
  page.addInitScript(() => {
    globalThis.answers = [];
    const { fetch } = globalThis;
    globalThis.fetch = async (...what) => {
      const answer = await fetch(...what);
      if (what[0] === '/v1/commands') {
        const text = await answer.clone().text();
        for (const line of text.split('\n').filter(Boolean)) {
          const { result } = JSON.parse(line);
          if (result) globalThis.answers.push(result);
        }
      }
      return answer;
    };
  });

const cellsOf = (page) =>
  page.evaluate(() => ({
    number: document.getElementById('content').dataset.answers,
    told: globalThis.answers[document.getElementById('content').dataset.answers - 1],
    head: document.querySelector('.head').textContent,
    rows: [...document.querySelectorAll('main tbody tr')].map((row) =>
      Object.fromEntries(
        [...row.querySelectorAll('td[data-column]')].map((one) => [
          one.dataset.column,
          one.textContent,
        ]),
      ),
    ),
  }));

const lists = {
  agents: {
    many: 600,
    row: (shown, row) => {
      isSaid(shown.id, row.id);
      isSaid(shown.state, row.state);
      isShown(shown.score, row.score);
      isShown(shown.latency_ms, row.latency_ms, 'ms');
      isShown(shown.processing_ms, row.processing_ms, 'ms');
      isShown(shown.queue, row.queue);
      isShown(shown.drift, row.drift);
      isShown(shown.reliability, row.reliability, 'share');
    },
  },
  conflicts: {
    many: 30,
    row: (shown, row) => {
      isSaid(shown.at, row.at);
      isSaid(shown.agent, row.agent);
      isSaid(shown.type, row.type);
      isSaid(shown.state, row.state);
    },
  },
  events: {
    many: 100,
    row: (shown, row) => {
      isSaid(shown.at, row.at);
      isSaid(shown.class, row.class);
      isShown(shown.count, row.count);
    },
  },
};

for (const [name, { many, row }] of Object.entries(lists))
  test(`O1 the list of ${name}: rows and how many there are`, async () => {
    await within(browser, {}, async ({ page }) => {
      await keepAnswers(page);
      await show(page, mesh.url, name);
      await compare(many, async (seen) => {
        const { number, told, ...shown } = await cellsOf(page);
        if (!told || seen.has(number) || !shown.rows.length) return null;
        assert.equal(shown.rows.length, told.rows.length);
        shown.rows.forEach((one, i) => row(one, told.rows[i]));
        isSaid(
          /([\d,]+) of ([\d,]+) shown/.exec(shown.head)?.[0],
          `${plain(told.shown)} of ${plain(told.of)} shown`,
        );
        return number;
      }, 3);
    });
  });

test('O7 between two versions that are alike the command line says the same', async () => {
  await within(browser, {}, async ({ page, texts }) => {
    await show(page, mesh.url, 'mesh');
    const look = () =>
      page.evaluate(() => ({
        at: document.getElementById('content').dataset.at,
        text: [...document.querySelectorAll('.figure')]
          .filter((one) => !one.querySelector('[data-figure=cascade], [data-figure=impedance]'))
          .map((one) => one.textContent)
          .join(),
      }));
    const next = (before) =>
      until('the next figures', async () => {
        const now = await look();
        return now.at !== before.at && now;
      });
    await compare(30, async () => {
      let before = await look();
      for (let now; (now = await next(before)).text !== before.text; before = now);
      const told = mesh.results.length;
      mesh.order('status');
      const status = await until('its answer', () =>
        mesh.results.slice(told).find((one) => one.command === 'status'),
      );
      const shown = await next(before);
      if (shown.text !== before.text) return null;
      const frame = await frameOf(texts, shown.at);
      const { values } = await figuresOn(page);
      isShown(values.agents, status.agents.active);
      isShown(values.sectors, status.sectors.healthy);
      isShown(values.conflicts, status.conflicts_last_hour);
      isShown(values.replaced, status.supervision.replaced);
      isShown(values.held, status.frozen.agents);
      isShown(plain(frame.status.agents.total), status.agents.total);
      return shown.at;
    });
  });
});

test('O7 a thousand numbers were compared', () => {
  assert.ok(compared.numbers >= 1000, `${compared.numbers} are fewer`);
});
