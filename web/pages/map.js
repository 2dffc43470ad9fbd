// The map: the mesh by sectors, a sector by clusters, a cluster by agents.
import { h, say, show } from '/ui/dom.js';
import { live } from '/ui/live.js';
import { number, span } from '/ui/format.js';
import { clusterName, nameOf, sectorName, states, classes } from '/ui/cells.js';
import { mapView } from '/ui/parts/map_view.js';
import { views, palette, drawCell } from '/ui/parts/palette.js';

let view = 'state'; // stays while one zooms

function place(rest) {
  const text = rest.join('.');
  const [, sector, cluster] = /^s(\d\d)(?:\.c(\d\d))?/.exec(text) ?? [];
  return {
    sector: sector === undefined ? null : Number(sector),
    cluster: cluster === undefined ? null : Number(cluster),
  };
}

function crumbs({ sector, cluster }) {
  const parts = [sector === null ? 'Map' : h('a', { href: '/#/map' }, 'Map')];
  if (sector !== null)
    parts.push(
      '›',
      cluster === null
        ? sectorName(sector)
        : h('a', { href: `/#/map/${sectorName(sector)}` }, sectorName(sector)),
    );
  if (cluster !== null) parts.push('›', clusterName(sector, cluster));
  return h(
    'h1',
    { class: 'crumbs' },
    parts.map((one) => h('span', {}, one)),
  );
}

function choices(onChange) {
  return h(
    'fieldset',
    { class: 'choices' },
    h('legend', { class: 'skip' }, 'Colour by'),
    Object.entries(views).map(([name, title]) =>
      h(
        'label',
        {},
        h('input', {
          type: 'radio',
          name: 'view',
          value: name,
          checked: name === view,
          onchange: () => onChange(name),
        }),
        h('span', {}, title),
      ),
    ),
  );
}

function legend(root) {
  const { legend: entries, ink } = palette(view);
  show(
    root,
    entries.map((entry) => {
      const sample = h('canvas', { width: 36, height: 36, 'aria-hidden': 'true' });
      const on = sample.getContext('2d');
      on.scale(2, 2);
      drawCell(on, 0, 0, 18.9, entry.fill, ink, entry.state ?? 0, entry.frozen ?? false, '');
      return h('li', {}, sample, entry.text);
    }),
  );
}

function search() {
  const input = h('input', {
    type: 'text',
    name: 'to',
    placeholder: 's07.c04.a12',
    size: 14,
    autocomplete: 'off',
    spellcheck: 'false',
  });
  return h(
    'form',
    {
      class: 'line',
      onsubmit: (event) => {
        event.preventDefault();
        const id = input.value.trim().toLowerCase();
        if (/^s\d\d\.c\d\d\.a\d\d$/.test(id)) location.hash = `/agent/${id}`;
        else if (/^s\d\d(\.c\d\d)?$/.test(id)) location.hash = `/map/${id.replace('.', '/')}`;
        else input.setCustomValidity('Write s07, s07.c04 or s07.c04.a12');
        input.reportValidity();
        input.setCustomValidity('');
      },
    },
    h('label', {}, 'Go to', input),
  );
}

function clusterList(root, { sector, cluster }) {
  const ids =
    live.cells
      .tree()
      .find((one) => one.sector === sector)
      ?.clusters.find((one) => one.cluster === cluster)?.ids ?? [];
  const had = document.activeElement?.getAttribute?.('href');
  show(
    root,
    ids.length
      ? h(
          'ul',
          { class: 'cells' },
          ids.map((id) => {
            const state = states[live.cells.state(id)];
            const marks = live.cells.marksOf(id);
            return h(
              'li',
              {},
              h(
                'a',
                { href: `/#/agent/${nameOf(id)}`, 'data-state': state },
                h('span', { class: 'id' }, nameOf(id).slice(8)),
                h('span', { class: 'small' }, [state, ...marks].join(', ')),
                h('span', { class: 'small soft' }, `${classes[live.cells.cls(id)]}`),
                h(
                  'span',
                  { class: 'small soft' },
                  `score ${live.cells.scoreOf(id)}, queue ${live.cells.queue[id]}`,
                ),
              ),
            );
          }),
        )
      : h('p', { class: 'empty' }, 'Nobody is here.'),
  );
  if (had) root.querySelector(`a[href="${CSS.escape(had)}"]`)?.focus();
}

function mount(root, rest) {
  const at = place(rest);
  const counted = h('p', { class: 'soft', 'data-figure': 'counted' });
  const hints = h('ul', { class: 'legend', 'aria-label': 'Legend' });
  const offs = [];
  const own = () =>
    at.sector === null
      ? live.cells.members
      : live.cells.members.filter(
          (id) =>
            Math.floor(id / 10000) === at.sector &&
            (at.cluster === null || Math.floor(id / 100) % 100 === at.cluster),
        );

  function count() {
    const c = live.cells.count(own());
    root.dataset.version = live.cells.version;
    say(
      counted,
      `${number(c.active)} of ${number(c.members)} active, ${number(c.degraded)} degraded, ${number(c.offline)} offline, ` +
        `${number(c.quarantined)} quarantined, ${number(c.suspect)} suspect; ${span((live.age() ?? 0) / 1000)} old`,
    );
  }

  const head = h('div', { class: 'head' }, crumbs(at), counted);
  if (at.cluster !== null) {
    const list = h('section', { class: 'panel live' });
    root.append(head, list);
    clusterList(list, at);
    offs.push(
      live.on('cells', ({ detail }) => {
        if (!detail || detail.some((id) => own().includes(id))) clusterList(list, at);
      }),
    );
  } else {
    const zoom = (id) => {
      const sector = Math.floor(id / 10000);
      location.hash =
        at.sector === null
          ? `/map/${sectorName(sector)}`
          : `/map/${clusterName(sector, Math.floor(id / 100) % 100).replace('.', '/')}`;
    };
    const picture = mapView(live.cells, at.sector, zoom, () => {
      location.hash = '/map';
    });
    picture.show(view);
    root.append(
      head,
      h(
        'div',
        { class: 'controls' },
        choices((name) => {
          view = name;
          picture.show(view);
          legend(hints);
        }),
        search(),
      ),
      h('section', { class: 'panel' }, picture.root),
      hints,
      picture.told,
    );
    legend(hints);
    offs.push(
      live.on('cells', ({ detail }) => picture.change(detail)),
      () => picture.end(),
    );
  }
  count();
  offs.push(live.on('cells', count), live.on('tick', count));
  return () => offs.forEach((off) => off());
}

export const map = { name: 'map', title: 'Map', mount };
