// The colour, mark and words of a cell, by what the map is to show.
import { colour } from '/ui/dom.js';
import { states, classes } from '/ui/cells.js';

export const views = {
  state: 'State',
  score: 'Score',
  drift: 'Drift',
  queue: 'Queue',
  cls: 'Class',
};
const steps = 16;

function rgb(hex) {
  const n = Number.parseInt(hex.replace('#', ''), 16);
  return [n >> 16, (n >> 8) & 255, n & 255];
}

function ramp() {
  const [from, to] = [rgb(colour('--ramp-0')), rgb(colour('--ramp-1'))];
  return Array.from({ length: steps }, (_, i) => {
    const mixed = from.map((one, k) => Math.round(one + ((to[k] - one) * i) / (steps - 1)));
    return `rgb(${mixed.join(' ')})`;
  });
}

/** Colours as the theme has them now. */
export function palette(view) {
  const byState = states.map((name) => colour(`--cell-${name}`));
  const byClass = ['a', 'b', 'c', 'd', 'e', 'f'].map((name) => colour(`--class-${name}`));
  const frozen = colour('--cell-frozen');
  const scale = ramp();
  const step = (value, most) => scale[Math.min(steps - 1, Math.floor((value / most) * steps))];
  const of = {
    state: (cells, id) => (cells.frozen(id) ? frozen : byState[cells.state(id)]),
    score: (cells, id) => step(cells.scoreOf(id), 1000),
    drift: (cells, id) => step(cells.driftOf(id), 1),
    queue: (cells, id) => step(cells.queue[id], 8),
    cls: (cells, id) => byClass[cells.cls(id)],
  }[view];
  const legend = {
    state: [
      ...states.map((name, i) => ({ text: name, fill: byState[i], state: i })),
      { text: 'frozen', fill: frozen, frozen: true },
    ],
    cls: classes.map((name, i) => ({ text: name, fill: byClass[i] })),
    score: [0, 250, 500, 750, 1000].map((n) => ({
      text: n === 1000 ? '1,000 (slowest)' : String(n),
      fill: step(n, 1000),
    })),
    drift: [0, 0.25, 0.5, 0.75, 1].map((n) => ({
      text: n === 1 ? '1 and more' : String(n),
      fill: step(n, 1),
    })),
    queue: [0, 2, 4, 6, 8].map((n) => ({
      text: n === 8 ? '8 and more' : String(n),
      fill: step(n, 8),
    })),
  }[view];
  return {
    of,
    legend,
    ink: colour('--cell-ink'),
    line: colour('--ink'),
    soft: colour('--soft'),
  };
}

/** Draws one cell; a state can be read without its colour by its mark, or by its letter. */
export function drawCell(on, x, y, size, fill, ink, state, frozen, letter) {
  const side = size >= 3 ? size - 1 : size;
  on.clearRect(x, y, size, size);
  on.fillStyle = fill;
  on.fillRect(x, y, side, side);
  if (size >= 4 && (state > 0 || frozen)) {
    on.strokeStyle = ink;
    on.lineWidth = Math.max(1, size / 12);
    on.beginPath();
    if (frozen) on.rect(x + 1, y + 1, side - 2, side - 2);
    else if (state === 1) line(on, x, y + side, x + side, y);
    else if (state === 2) {
      line(on, x, y, x + side, y + side);
      line(on, x, y + side, x + side, y);
    } else if (state === 3) {
      line(on, x + side / 2, y, x + side / 2, y + side);
      line(on, x, y + side / 2, x + side, y + side / 2);
    } else line(on, x, y + side / 2, x + side, y + side / 2);
    on.stroke();
  }
  if (size >= 16 && letter) {
    on.fillStyle = ink;
    on.font = `600 ${Math.round(Math.min(15, size * 0.45))}px system-ui, sans-serif`;
    on.textAlign = 'center';
    on.textBaseline = 'middle';
    on.fillText(letter, x + side / 2, y + side / 2 + 0.5);
  }
}

function line(on, x0, y0, x1, y1) {
  on.moveTo(x0, y0);
  on.lineTo(x1, y1);
}
