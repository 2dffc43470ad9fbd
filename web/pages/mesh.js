// The whole mesh on one page: its mode, its figures, its sectors, its targets.
import { h, renew, say, show } from '/ui/dom.js';
import { live } from '/ui/live.js';
import { number, share, span, ms } from '/ui/format.js';
import { figures } from '/ui/parts/figure.js';
import { table } from '/ui/parts/table.js';
import { sectorName } from '/ui/cells.js';

const modes = {
  FULL: 'all work is accepted',
  DEGRADED_LIGHT: 'background work waits',
  DEGRADED_MODERATE: 'work goes to healthy sectors; what is not urgent is held',
  DEGRADED_SEVERE: 'only critical work runs',
  EMERGENCY: 'an operator is needed',
};

const signs = { '>=': '≥', '<=': '≤' };

function heading() {
  const word = h('span', { class: 'word', 'data-figure': 'mode' }, '…');
  const line = h('span', { class: 'line' }, 'waiting for the mesh');
  const alert = h('p', { class: 'problem', hidden: true });
  return {
    root: h('div', {}, h('h1', { class: 'hero live' }, word, line), alert),
    set(text, status) {
      const { active, total } = status.agents;
      word.textContent = status.mode;
      say(
        line,
        `${number(active)} of ${number(total)} agents active – ${modes[status.mode] ?? 'see the events'}`,
      );
      alert.hidden = !status.alert;
      say(alert, status.alert ?? '');
    },
  };
}

function targets(rows) {
  const value = (row) =>
    row.value === null
      ? '–'
      : row.unit === 'ms'
        ? ms(row.value)
        : row.unit === 'ratio'
          ? share(row.value)
          : `${number(row.value)} ${row.unit ?? ''}`;
  return table(
    'Targets',
    [
      { name: 'name', title: 'target', cell: (row) => row.name.replaceAll('_', ' ') },
      { name: 'value', number: true, title: 'is', cell: value },
      {
        name: 'target',
        number: true,
        title: 'should be',
        cell: (row) =>
          `${signs[row.comparison] ?? row.comparison} ${row.unit === 'ratio' ? share(row.target) : ms(row.target)}`,
      },
      {
        name: 'met',
        title: 'verdict',
        cell: (row) =>
          row.met === null
            ? h('span', { class: 'soft' }, 'not measured yet')
            : row.met
              ? h('span', { class: 'good' }, '✓ met')
              : h('span', { class: 'bad' }, '✗ missed'),
      },
    ],
    rows,
  );
}

function sectors(root) {
  const tree = live.cells.tree();
  const known = root.dataset.layout === String(live.cells.layout);
  if (!known) {
    root.dataset.layout = live.cells.layout;
    show(
      root,
      tree.map(({ sector }) =>
        h('a', { href: `/#/map/${sectorName(sector)}` }, sectorName(sector)),
      ),
    );
  }
  tree.forEach(({ clusters }, i) => {
    const counts = live.cells.count(clusters.flatMap((one) => one.ids));
    const rate = counts.members ? counts.active / counts.members : 1;
    const place = root.children[i];
    place.dataset.health =
      rate > 0.95
        ? counts.degraded > counts.members / 20
          ? 'some'
          : 'good'
        : rate > 0.5
          ? 'some'
          : 'low';
    place.title = `${number(counts.active)} of ${number(counts.members)} active`;
  });
}

function mount(root) {
  const top = heading();
  const all = figures({
    agents: 'Agents active',
    sectors: 'Sectors healthy',
    conflicts: 'Conflicts, last hour',
    breakers: 'Breakers not closed',
    cascade: 'Last cascade',
    impedance: 'Mean score',
    replaced: 'Replaced after failures',
    held: 'Frozen',
  });
  const age = h('p', { class: 'soft small', 'data-figure': 'age' });
  const strip = h('nav', { class: 'sectors live', 'aria-label': 'Sectors' });
  const kpi = h('div', { class: 'live' });
  root.append(
    top.root,
    all.root,
    age,
    h('section', { class: 'panel' }, h('h2', {}, 'Sectors'), strip),
    h('section', { class: 'panel' }, h('h2', {}, 'Targets'), kpi),
  );

  function draw() {
    const text = live.figures;
    if (!text) return;
    const s = text.status;
    const broken = s.breakers.clusters + s.breakers.sectors + (s.breakers.global ? 1 : 0);
    root.dataset.version = text.version;
    root.dataset.at = text.at_ms;
    top.set(text, s);
    all.set(
      'agents',
      number(s.agents.active),
      `of ${number(s.agents.total)}; ${number(s.agents.degraded)} slower than usual`,
    );
    all.set('sectors', number(s.sectors.healthy), `of ${number(s.sectors.total)}`);
    all.set(
      'conflicts',
      number(s.conflicts_last_hour),
      s.journal ? `${number(s.journal.unresolved)} open` : '',
      s.journal?.overdue ? 'warn' : '',
    );
    all.set(
      'breakers',
      number(broken),
      broken
        ? `${number(s.breakers.turned_away)} messages turned away`
        : 'all work goes through',
      broken ? 'bad' : '',
    );
    all.set(
      'cascade',
      s.since_last_cascade_s === null ? 'none yet' : `${span(s.since_last_cascade_s)} ago`,
    );
    all.set(
      'impedance',
      number(s.impedance.mean),
      `of ${number(s.impedance.cap)}; 95 % are below ${number(s.impedance.p95)}`,
    );
    all.set(
      'replaced',
      number(s.supervision.replaced),
      s.supervision.given_up ? `${number(s.supervision.given_up)} given up` : 'none given up',
      s.supervision.given_up ? 'bad' : '',
    );
    all.set(
      'held',
      number(s.frozen.agents),
      s.frozen.agents ? s.frozen.scopes.join(', ') : 'nobody is stopped',
    );
    renew(kpi, targets(text.kpi.rows));
    sectors(strip);
  }
  function tick() {
    const text = live.figures;
    if (text)
      say(
        age,
        `Heard of ${number(text.heard)} of ${number(text.of)} agents, ${span((live.age() ?? 0) / 1000)} ago. Version ${number(text.version)}.`,
      );
  }
  draw();
  tick();
  const off = [live.on('figures', draw), live.on('tick', tick)];
  return () => off.forEach((one) => one());
}

export const mesh = { name: 'mesh', title: 'Mesh', mount };
