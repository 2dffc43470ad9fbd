// One agent: its profile, what it has in hand, its past, its events and conflicts.
import { h, renew, s, say } from '/ui/dom.js';
import { look } from '/ui/commands.js';
import { live } from '/ui/live.js';
import { ms, number, plain, share, span } from '/ui/format.js';
import { figures } from '/ui/parts/figure.js';
import { table } from '/ui/parts/table.js';
import { orderPanel } from '/ui/parts/order.js';

const every = 3; // seconds

function sparkline(title, values) {
  const known = values.filter((one) => typeof one === 'number');
  if (known.length < 2)
    return h('p', { class: 'soft small' }, `${title}: too few samples so far`);
  const most = Math.max(...known, 1e-9);
  const points = known.map(
    (one, i) =>
      `${((i / (known.length - 1)) * 300).toFixed(1)},${(58 - (one / most) * 54).toFixed(1)}`,
  );
  return h(
    'figure',
    { class: 'spark chart' },
    s(
      'svg',
      {
        viewBox: '0 0 300 60',
        preserveAspectRatio: 'none',
        role: 'img',
        'aria-label': `${title}: newest ${number(known.at(-1))}, most ${number(most)}`,
      },
      s('path', { d: `M${points.join('L')}` }),
    ),
    h(
      'figcaption',
      { class: 'soft small' },
      `${title}: newest ${number(known.at(-1))}, most ${number(most)}, of ${number(known.length)} samples`,
    ),
  );
}

function mount(root, [id = '']) {
  if (!/^s\d\d\.c\d\d\.a\d\d$/.test(id)) {
    root.append(
      h('h1', {}, 'No such agent'),
      h(
        'p',
        {},
        'An agent has an id as s07.c04.a12; ',
        h('a', { href: '/#/agents' }, 'the list'),
        ' has all of them.',
      ),
    );
    return null;
  }
  const said = h('p', { class: 'soft small' });
  const wrong = h('p', { class: 'problem', role: 'alert', hidden: true });
  const all = figures({
    state: 'State',
    score: 'Score',
    latency: 'Latency, round trip',
    processing: 'Processing',
    queue: 'Queue',
    drift: 'Drift',
    reliability: 'Reliability',
    heard: 'Last heard',
  });
  const facts = h('div', { class: 'live profile' });
  const past = h('div', {});
  const happened = h('div', {});
  const against = h('div', {});
  const panel = orderPanel({ onResult: () => ask() });
  const order = (title, line) =>
    h('button', { class: 'plain', type: 'button', onclick: () => panel.propose(line) }, title);
  let at = 0;
  let asking = false;

  async function section(into, line, draw) {
    try {
      const result = await look(line);
      const text = JSON.stringify(result.rows);
      if (into.dataset.text !== text) renew(into, draw(result));
      into.dataset.text = text;
    } catch (problem) {
      renew(into, h('p', { class: 'soft small' }, problem.message));
    }
  }

  async function ask() {
    if (asking) return;
    asking = true;
    try {
      const row = await look(`agent ${id}`);
      wrong.hidden = true;
      draw(row);
      await section(past, `history ${id}`, ({ rows = [] }) =>
        ['latency_ms', 'processing_ms', 'score'].map((name) =>
          sparkline(
            name.replace('_ms', ', ms'),
            rows.map((one) => one[name]),
          ),
        ),
      );
      await section(happened, `events ${id} --limit 10`, ({ rows }) =>
        rows.length
          ? table(
              'Events of this agent',
              [
                { name: 'at', title: 'when' },
                { name: 'class' },
                { name: 'seen' },
                { name: 'done' },
              ],
              rows,
            )
          : h('p', { class: 'soft' }, 'Nothing has happened to it.'),
      );
      await section(against, `conflicts --filter "agent = ${id}" --limit 10`, ({ rows }) =>
        rows.length
          ? table(
              'Conflicts of this agent',
              [
                { name: 'at', title: 'when' },
                { name: 'type' },
                { name: 'state' },
                { name: 'expected' },
                { name: 'received' },
              ],
              rows,
            )
          : h('p', { class: 'soft' }, 'It has contradicted nobody.'),
      );
    } catch (problem) {
      wrong.hidden = false;
      say(wrong, problem.message);
    }
    at = performance.now();
    asking = false;
  }

  function draw(row) {
    at = performance.now();
    all.set(
      'state',
      row.state,
      plain(row.flags) || 'no flags',
      row.state === 'active' ? 'good' : 'warn',
    );
    all.set(
      'score',
      number(row.score),
      row.confidence === undefined ? '' : `confidence ${share(row.confidence)}`,
    );
    all.set('latency', ms(row.latency_ms), row.samples ? `samples: ${plain(row.samples)}` : '');
    all.set(
      'processing',
      ms(row.processing_ms),
      row.usual_ms ? `usual: ${plain(row.usual_ms)}` : '',
    );
    all.set(
      'queue',
      number(row.queue),
      row.in_hand ? `works for ${span(row.in_hand.since_s)}` : 'nothing in hand',
    );
    all.set('drift', number(row.drift));
    all.set('reliability', share(row.reliability));
    all.set('heard', `${span(row.heard_s)} ago`);
    const rest = {
      class: row.class,
      capabilities: row.capabilities,
      'context hash': row.context_hash,
      'in hand': row.in_hand,
      simulated: row.simulated,
    };
    renew(
      facts,
      table(
        'Profile',
        [{ name: 'name', title: 'fact' }, { name: 'value' }],
        Object.entries(rest)
          .filter(([, value]) => value !== undefined)
          .map(([name, value]) => ({ name, value: plain(value) })),
      ),
    );
  }

  root.append(
    h('div', { class: 'head' }, h('h1', { class: 'id' }, id), said),
    wrong,
    all.root,
    h(
      'div',
      { class: 'controls' },
      order('Give it a task …', `delegate "how are you?" --to ${id}`),
      order('Freeze …', `freeze ${id}`),
      order('Thaw …', `thaw ${id}`),
      order('Heal …', `heal ${id}`),
      h('a', { href: `/#/map/${id.slice(0, 3)}/${id.slice(4, 7)}` }, 'its cluster'),
    ),
    panel.root,
    h(
      'div',
      { class: 'columns' },
      h('section', { class: 'panel' }, h('h2', {}, 'Profile'), facts),
      h('section', { class: 'panel' }, h('h2', {}, 'History'), past),
      h('section', { class: 'panel' }, h('h2', {}, 'Events'), happened),
      h('section', { class: 'panel' }, h('h2', {}, 'Conflicts'), against),
    ),
  );
  ask();
  const off = live.on('tick', () => {
    if (!at) return;
    const age = (performance.now() - at) / 1000;
    say(said, `${span(age)} old`);
    if (age > every && !document.hidden && live.state === 'live') ask();
  });
  return off;
}

export const agent = { name: 'agent', title: 'Agent', hidden: true, under: 'agents', mount };
