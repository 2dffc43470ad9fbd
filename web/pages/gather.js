// Gathers and cascades: the answers around T as they come, and who is missing.
import { h, say, show } from '/ui/dom.js';
import { live } from '/ui/live.js';
import { number, ms, share } from '/ui/format.js';
import { figures } from '/ui/parts/figure.js';
import { table } from '/ui/parts/table.js';
import { orderPanel } from '/ui/parts/order.js';
import { arrivalsChart } from '/ui/parts/arrivals.js';

/** The newest run of one way that is worth a picture. */
function newest(scheduled) {
  const own = [...live.runs.values()].filter(
    (one) => one.scheduled === scheduled && one.targets > 0,
  );
  own.sort((a, b) => (BigInt(a.id) < BigInt(b.id) ? -1 : 1));
  const most = Math.max(0, ...own.map((one) => one.targets));
  return own.findLast((one) => one.targets >= most / 2) ?? own.at(-1) ?? null;
}

function missing(result) {
  const rows = (result?.exceptions ?? []).filter((one) => one.kind !== 'conflict');
  if (!rows.length) return h('p', { class: 'soft' }, 'Nobody is missing.');
  return table(
    'Missing',
    [
      { name: 'count', number: true, title: 'agents' },
      { name: 'kind' },
      { name: 'reason' },
      { name: 'detail' },
      {
        name: 'needed',
        title: 'would need',
        cell: (row) =>
          row.needed_ms
            ? `${ms(row.needed_ms.min)} to ${ms(row.needed_ms.max)}, had ${ms(row.available_ms)}`
            : '',
      },
      {
        name: 'agents',
        title: 'some of them',
        cell: (row) => row.agents.slice(0, 6).join(', ') + (row.count > 6 ? ' …' : ''),
      },
    ],
    rows,
  );
}

function form(propose) {
  const kind = h(
    'select',
    { name: 'kind' },
    ['cascade parallel', 'cascade wave', 'cascade priority_first', 'gather'].map((one) =>
      h('option', {}, one),
    ),
  );
  const where = h('input', {
    type: 'text',
    name: 'where',
    size: 12,
    placeholder: 'all, s07, s07.c04',
    disabled: true,
    autocomplete: 'off',
  });
  const window = h('input', {
    type: 'text',
    name: 'window',
    size: 8,
    placeholder: '100ms',
    autocomplete: 'off',
  });
  const atOnce = h('input', { type: 'checkbox', name: 'unscheduled' });
  kind.addEventListener('change', () => {
    where.disabled = kind.value !== 'gather';
  });
  return h(
    'form',
    {
      class: 'line',
      onsubmit: (event) => {
        event.preventDefault();
        propose(
          [
            kind.value,
            where.disabled ? '' : where.value.trim(),
            window.value.trim() ? `--window ${window.value.trim()}` : '',
            atOnce.checked ? '--unscheduled' : '',
          ]
            .filter(Boolean)
            .join(' '),
        );
      },
    },
    h('label', {}, 'Run', kind),
    h('label', {}, 'In', where),
    h('label', {}, 'Window', window),
    h('label', { class: 'check' }, atOnce, 'send to all at once'),
    h('button', { class: 'plain', type: 'submit' }, 'Show the command'),
  );
}

function mount(root) {
  const said = h('p', { class: 'soft' });
  const picture = h('figure', { class: 'chart live' });
  const counts = figures({
    ready: 'READY',
    spread: 'In the middle half',
    skipped: 'Skipped',
    straggler: 'Stragglers',
    refused: 'Refused or expired',
    conflict: 'Conflicts',
  });
  const who = h('div', {}, h('p', { class: 'soft' }, 'Run one from here to see the names.'));
  const panel = orderPanel({ onResult: ({ result }) => show(who, missing(result)) });

  function middle(run) {
    const total = run.bins.reduce((sum, [, many]) => sum + many, 0);
    let [seen, from, to] = [0, null, null];
    for (const [at, many] of run.bins) {
      seen += many;
      if (from === null && seen >= total / 4) from = at;
      if (to === null && seen >= (total * 3) / 4) to = at + run.bin_ms;
    }
    return from === null ? null : to - from;
  }

  function draw() {
    const [aimed, other] = [newest(true), newest(false)];
    show(
      picture,
      arrivalsChart(aimed, other, Math.max(300, Math.min(1400, picture.clientWidth || 1000))),
    );
    const run = [aimed, other]
      .filter(Boolean)
      .sort((a, b) => (BigInt(a.id) < BigInt(b.id) ? 1 : -1))[0];
    root.dataset.ready = run?.ready ?? 0;
    root.dataset.run = run?.id ?? '';
    if (!run)
      return say(said, 'No gather has run since this page was opened. Start one below.');
    say(
      said,
      run.clusters_running > 0
        ? `${number(run.ready)} READY so far; T is ${run.to_t_ms > 0 ? `in ${ms(run.to_t_ms)}` : `${ms(-run.to_t_ms)} ago`}; ${number(run.clusters_running)} clusters are still at it`
        : `the newest run is over: ${number(run.ready)} of ${number(run.sent)} that were sent to`,
    );
    counts.set(
      'ready',
      number(run.ready),
      `of ${number(run.sent)} sent to, ${share(run.sent ? run.ready / run.sent : 0)}`,
    );
    counts.set('spread', ms(middle(run)), run.scheduled ? 'aimed at T' : 'sent to all at once');
    counts.set('skipped', number(run.skipped), 'need more lead time than there was');
    counts.set(
      'straggler',
      number(run.straggler),
      'have not answered in time',
      run.straggler ? 'warn' : '',
    );
    counts.set('refused', number(run.refused + run.expired), 'were not sent to');
    counts.set('conflict', number(run.conflict), 'answered -1', run.conflict ? 'warn' : '');
    return undefined;
  }

  root.append(
    h('div', { class: 'head' }, h('h1', {}, 'Gather'), said),
    h('section', { class: 'panel' }, picture),
    counts.root,
    h(
      'section',
      { class: 'panel order' },
      h('h2', {}, 'Start one'),
      form((line) => panel.propose(line)),
      panel.root,
    ),
    h('section', { class: 'panel' }, h('h2', {}, 'Who is missing, and why'), who),
  );
  draw();
  const off = live.on('run', draw);
  addEventListener('resize', draw);
  return () => {
    off();
    removeEventListener('resize', draw);
  };
}

export const gather = { name: 'gather', title: 'Gather', mount };
