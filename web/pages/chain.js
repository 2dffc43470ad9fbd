// One chain (V11): its tasks as a picture, who works on them, and what was flushed and why.
import { h, renew, say } from '/ui/dom.js';
import { look, quoted } from '/ui/commands.js';
import { live } from '/ui/live.js';
import { ms, number, share, span } from '/ui/format.js';
import { figures } from '/ui/parts/figure.js';
import { agentLink, table } from '/ui/parts/table.js';
import { orderPanel } from '/ui/parts/order.js';
import { chainGraph, signs } from '/ui/parts/chain_graph.js';

const ended = ['complete', 'cancelled'];
const step = 200; // rows

const tones = { complete: 'good', stuck: 'bad', paused: 'warn', cancelled: 'warn' };

const columns = [
  { name: 'task' },
  { name: 'phase', cell: (row) => `${signs[row.phase]} ${row.phase}` },
  { name: 'for_ms', title: 'for', number: true, cell: (row) => ms(row.for_ms) },
  {
    name: 'agents',
    cell: (row) => h('span', { class: 'row' }, row.agents.map((one) => agentLink(one))),
  },
  { name: 'signed_off', title: 'signed off', number: true },
  { name: 'builds_on_unverified', title: 'builds on unverified', number: true },
  { name: 'lives', title: 'times', number: true },
  {
    name: 'failure',
    cell: (row) => (row.failure ? `${row.failure.detail}. ${row.failure.remedy ?? ''}` : ''),
  },
];

function flushes(rows) {
  if (!rows.length) return h('p', { class: 'soft' }, 'Nothing was flushed.');
  return table(
    'Flushes',
    [
      { name: 'task' },
      { name: 'why' },
      { name: 'flushed', title: 'tasks behind it', number: true },
    ],
    rows,
  );
}

/** The commands that make sense now. */
function orders(panel, { id, phase }) {
  if (ended.includes(phase)) return [];
  const names = {
    running: ['pause', 'cancel'],
    waiting: ['pause', 'cancel'],
    paused: ['resume', 'cancel'],
    stuck: ['retry', 'cancel'],
  };
  return (names[phase] ?? []).map((name) =>
    h(
      'button',
      { class: 'plain', type: 'button', onclick: () => panel.propose(`chain ${name} ${quoted(id)}`) },
      `${name[0].toUpperCase()}${name.slice(1)} …`,
    ),
  );
}

function mount(root, [id = '']) {
  const said = h('p', { class: 'soft small' });
  const wrong = h('p', { class: 'problem', role: 'alert', hidden: true });
  const all = figures({
    phase: 'Phase',
    verified: 'Verified',
    assumed: 'Assumed',
    flushed: 'Flushed',
    wasted: 'Wasted share of work',
    gain: 'Speed-up against waiting',
  });
  const picture = h('div', {
    class: 'scroll chart',
    tabindex: 0,
    role: 'region',
    'aria-label': 'The tasks as a picture',
  });
  const rows = h('div', { class: 'live' });
  const gone = h('div', { class: 'live' });
  const controls = h('div', { class: 'controls' });
  const panel = orderPanel({ onResult: () => ask() });
  const state = { at: 0, asking: null, text: '', every: 1, limit: step };
  const more = h('button', {
    class: 'plain',
    type: 'button',
    hidden: true,
    onclick: () => {
      state.limit += step;
      ask();
    },
  });

  async function ask() {
    const mine = new AbortController();
    state.asking?.abort();
    state.asking = mine;
    try {
      const chain = await look(`chain explain ${quoted(id)}`, mine.signal);
      if (mine !== state.asking) return;
      wrong.hidden = true;
      draw(chain);
    } catch (problem) {
      if (mine.signal.aborted) return;
      wrong.hidden = false;
      say(wrong, problem.message);
    }
    state.at = performance.now();
    state.asking = null;
  }

  function draw(chain) {
    state.every = ended.includes(chain.phase) ? 10 : chain.tasks > step ? 5 : 1; // seconds
    root.dataset.version = chain.version;
    all.set('phase', chain.phase, `for ${ms(chain.took_ms)}`, tones[chain.phase] ?? '');
    all.set('verified', number(chain.verified), `of ${number(chain.tasks)} tasks`);
    all.set('assumed', number(chain.assumed), `${number(chain.running)} running`);
    all.set('flushed', number(chain.flushed), `${number(chain.refuted)} refuted`);
    all.set(
      'wasted',
      share(chain.wasted_share),
      `${number(chain.ahead)} of ${number(chain.begun)} began ahead`,
    );
    all.set(
      'gain',
      chain.speed_up === null ? '–' : `${number(chain.speed_up)} times`,
      `waiting would take ${ms(chain.waiting_ms)}`,
    );
    // Times grow with each look; the picture and the orders change with the phases only.
    const text = JSON.stringify([chain.phase, chain.rows.map((one) => [one.phase, one.lives])]);
    if (text !== state.text) {
      state.text = text;
      const drawn = chainGraph(chain.rows);
      renew(
        picture,
        drawn ??
          h('p', { class: 'soft' }, `${number(chain.tasks)} tasks are too many for a picture.`),
      );
      renew(controls, orders(panel, chain));
    }
    renew(rows, table('Tasks', columns, chain.rows.slice(0, state.limit)));
    const left = chain.rows.length - state.limit;
    more.hidden = left <= 0;
    say(more, `Show ${number(Math.min(step, left))} more of ${number(chain.rows.length)}`);
    renew(
      gone,
      chain.effect_failure ? h('p', { class: 'problem' }, chain.effect_failure) : '',
      flushes(chain.flushes),
    );
  }

  root.append(
    h('div', { class: 'head' }, h('h1', { class: 'id' }, id || 'No chain'), said),
    wrong,
    all.root,
    controls,
    panel.root,
    h('section', { class: 'panel' }, picture),
    h('section', { class: 'panel' }, h('h2', {}, 'Tasks'), rows, more),
    h('section', { class: 'panel' }, h('h2', {}, 'Flushes'), gone),
  );
  ask();
  const off = live.on('tick', () => {
    if (!state.at) return;
    const age = (performance.now() - state.at) / 1000;
    say(said, `${span(age)} old`);
    if (age > state.every && !state.asking && !document.hidden && live.state === 'live') ask();
  });
  return () => {
    off();
    state.asking?.abort();
  };
}

export const chain = { name: 'chain', title: 'Chain', hidden: true, under: 'chains', mount };
