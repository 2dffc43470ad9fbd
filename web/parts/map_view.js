// The canvas of the map: drawing, pointing, keys.
import { h, say } from '/ui/dom.js';
import { nameOf, states, classes } from '/ui/cells.js';
import { blocksOf, fit, idAt, neighbour } from '/ui/parts/map_layout.js';
import { palette, drawCell } from '/ui/parts/palette.js';

const letters = ['', 'D', 'O', 'Q', 'S'];

/** The facts of one cell, for people. */
export function describe(cells, id) {
  const more = [
    cells.membership(id) === 'member' ? null : cells.membership(id),
    ...cells.marksOf(id),
  ].filter(Boolean);
  return (
    `${nameOf(id)}\n${states[cells.state(id)]}, ${classes[cells.cls(id)]}\n` +
    `score about ${cells.scoreOf(id)}, drift ${cells.driftOf(id)}, queue ${cells.queue[id]}` +
    (more.length ? `\n${more.join(', ')}` : '')
  );
}

/** `zoom(id)` is called when a cell is chosen; `out()` when one leaves the level. */
export function mapView(cells, sector, zoom, out) {
  const canvas = h('canvas', {
    tabindex: 0,
    role: 'application',
    'aria-label':
      sector === null
        ? 'Map of the mesh: arrow keys move, Enter zooms into a sector'
        : 'Map of a sector: arrow keys move, Enter zooms into a cluster, Escape out',
  });
  const hint = h('div', { class: 'hint', hidden: true });
  const told = h('p', { class: 'soft small', 'aria-live': 'polite' });
  const root = h('div', { class: 'map live' }, canvas, hint);
  let view = 'state';
  let colours = palette(view);
  let blocks = [];
  let layout = null;
  let focus = null;
  let drawnLayout = -1;
  const waiting = new Set();
  let all = true;
  let frame = 0;

  function arrange() {
    const width = root.clientWidth;
    if (!width) return;
    const dpr = devicePixelRatio || 1;
    blocks = blocksOf(cells.tree(), sector);
    layout = fit(blocks, width, Math.max(900, innerHeight * 0.95), dpr);
    canvas.width = Math.round(width * dpr);
    canvas.height = Math.round(layout.height * dpr);
    canvas.style.height = `${layout.height}px`;
    drawnLayout = cells.layout;
    all = true;
  }

  function cell(on, id) {
    const at = layout.places.get(id);
    if (!at) return;
    const state = cells.state(id);
    const letter = state ? letters[state] : classes[cells.cls(id)][0];
    drawCell(
      on,
      at.x,
      at.y,
      layout.cell,
      colours.of(cells, id),
      colours.ink,
      state,
      cells.frozen(id),
      letter,
    );
  }

  function draw() {
    frame = 0;
    if (!layout || drawnLayout !== cells.layout) arrange();
    if (!layout) return;
    const on = canvas.getContext('2d', { alpha: true });
    const dpr = devicePixelRatio || 1;
    on.setTransform(dpr, 0, 0, dpr, 0, 0);
    if (all || focus !== null) {
      on.clearRect(0, 0, canvas.width, canvas.height);
      on.font = '12px system-ui, sans-serif';
      on.textAlign = 'left';
      on.textBaseline = 'alphabetic';
      on.fillStyle = colours.soft;
      for (const box of layout.boxes) on.fillText(box.name, box.x, box.y + 12);
      for (const id of layout.places.keys()) cell(on, id);
      ring(on);
    } else {
      for (const id of waiting) cell(on, id);
    }
    all = false;
    waiting.clear();
  }

  function ring(on) {
    const at = focus === null ? null : layout.places.get(focus);
    if (!at) return;
    on.strokeStyle = colours.line;
    on.lineWidth = 2;
    on.strokeRect(at.x - 2, at.y - 2, layout.cell + 3, layout.cell + 3);
  }

  function later() {
    frame ||= requestAnimationFrame(draw);
  }

  function point(event) {
    const box = canvas.getBoundingClientRect();
    const id =
      layout && idAt(layout, blocks, event.clientX - box.left, event.clientY - box.top);
    hint.hidden = id === null;
    canvas.style.cursor = id === null ? 'default' : 'pointer';
    if (id === null) return null;
    say(hint, describe(cells, id));
    const x = event.clientX - box.left;
    hint.style.left = `${Math.min(x + 14, box.width - 200)}px`;
    hint.style.top = `${event.clientY - box.top + 16}px`;
    return id;
  }

  function press(event) {
    const steps = {
      ArrowLeft: [-1, 0],
      ArrowRight: [1, 0],
      ArrowUp: [0, -1],
      ArrowDown: [0, 1],
    };
    if (event.key === 'Escape') return out();
    if (!layout || !(event.key in steps || event.key === 'Enter')) return undefined;
    event.preventDefault();
    focus ??= layout.places.keys().next().value ?? null;
    if (focus === null) return undefined;
    if (event.key === 'Enter') return zoom(focus);
    focus = neighbour(layout, focus, ...steps[event.key]);
    say(told, describe(cells, focus).replaceAll('\n', '; '));
    all = true;
    return later();
  }

  canvas.addEventListener('pointermove', point);
  canvas.addEventListener('pointerleave', () => {
    hint.hidden = true;
  });
  canvas.addEventListener('click', (event) => {
    const id = point(event);
    if (id !== null) zoom(id);
  });
  canvas.addEventListener('keydown', press);
  canvas.addEventListener('blur', () => {
    focus = null;
    all = true;
    later();
  });
  const sizes = new ResizeObserver(() => {
    layout = null;
    later();
  });
  sizes.observe(root);
  const theme = matchMedia('(prefers-color-scheme: dark)');
  const themed = () => {
    colours = palette(view);
    all = true;
    later();
  };
  theme.addEventListener('change', themed);

  return {
    root,
    told,
    legend: () => colours.legend,
    show(wanted) {
      view = wanted;
      themed();
    },
    change(ids) {
      if (ids === null) all = true;
      else for (const id of ids) waiting.add(id);
      later();
    },
    end() {
      sizes.disconnect();
      theme.removeEventListener('change', themed);
      cancelAnimationFrame(frame);
    },
  };
}
