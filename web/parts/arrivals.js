// The picture of answers around the moment T: aimed runs beside those that were not.
import { s } from '/ui/dom.js';
import { number, ms } from '/ui/format.js';

const up = 210; // pixels for the aimed run
const down = 90; // for the other one
const left = 10;
const most = 120; // columns

function nice(value) {
  const power = 10 ** Math.floor(Math.log10(value));
  return [1, 2, 2.5, 5, 10].map((one) => one * power).find((one) => one >= value);
}

/** The span in which nearly all of the answers lie, with T in it. */
function extent(runs) {
  let [from, to] = [0, 0];
  for (const { bins, bin_ms: wide } of runs) {
    const total = bins.reduce((sum, [, many]) => sum + many, 0);
    let seen = 0;
    for (const [at, many] of bins) {
      const before = seen;
      seen += many;
      if (seen > total * 0.002) from = Math.min(from, at);
      if (before < total * 0.998) to = Math.max(to, at + wide);
    }
  }
  const air = Math.max(20, (to - from) * 0.06);
  const bin = runs[0].bin_ms;
  const wide = bin * Math.ceil((to - from + 2 * air) / most / bin); // of a column: whole bins
  const first = bin * Math.floor((from - air) / bin);
  return { from: first, wide, many: Math.ceil((to + air - first) / wide) };
}

function columnsOf(run, { from, wide, many: all }) {
  const counts = new Float64Array(all);
  for (const [at, many] of run.bins) {
    const i = Math.floor((at + run.bin_ms / 2 - from) / wide);
    counts[Math.max(0, Math.min(all - 1, i))] += many;
  }
  return counts;
}

/**
 * Both runs over one axis and to one scale: the aimed one upwards, the other one downwards.
 * `width`: the pixels that there are.
 */
export function arrivalsChart(aimed, other, width) {
  const runs = [aimed, other].filter((one) => one?.bins.length);
  const axis = runs.length ? extent(runs) : { from: -500, wide: 10, many: 100 };
  const { from } = axis;
  const to = from + axis.wide * axis.many;
  const x = (at) => left + ((at - from) / (to - from)) * (width - 2 * left);
  const parts = [];
  const window = aimed?.window_ms ?? other?.window_ms ?? 0;
  const zero = up + 30;
  const end = zero + down;
  parts.push(
    s('rect', {
      class: 'window',
      x: x(0),
      y: 10,
      width: Math.max(0, Math.min(x(window), width - left) - x(0)),
      height: end,
    }),
  );
  const wide = (width - 2 * left) / axis.many;
  const highest = (run) => (run?.bins.length ? Math.max(1, ...columnsOf(run, axis)) : 1);
  const scale = Math.min(up / highest(aimed), (down - 20) / highest(other));
  for (const [run, name, direction] of [
    [aimed, 'aimed', -1],
    [other, 'unaimed', 1],
  ]) {
    if (!run?.bins.length) continue;
    columnsOf(run, axis).forEach((many, i) => {
      if (!many) return;
      const tall = Math.max(1, many * scale);
      parts.push(
        s('rect', {
          class: name,
          x: (left + i * wide + 0.5).toFixed(1),
          y: (direction < 0 ? zero - tall - 0.5 : zero + 0.5).toFixed(1),
          width: Math.max(0.8, wide - 1).toFixed(1),
          height: tall.toFixed(1),
        }),
      );
    });
  }
  parts.push(s('line', { class: 'axis', x1: left, x2: width - left, y1: zero, y2: zero }));
  parts.push(s('line', { class: 'moment', x1: x(0), x2: x(0), y1: 10, y2: end + 10 }));
  const step = nice((to - from) / Math.max(2, width / 170));
  for (let at = Math.ceil(from / step) * step; at <= to; at += step) {
    if (x(at) < 40 || x(at) > width - 40) continue;
    parts.push(
      s(
        'text',
        {
          x: x(at),
          y: end + 30,
          'text-anchor': 'middle',
          class: Math.abs(at) < step / 2 ? 'strong' : null,
        },
        Math.abs(at) < step / 2 ? 'T' : `${at > 0 ? '+' : ''}${ms(at)}`,
      ),
    );
  }
  const words = (run, name) =>
    run
      ? `${name}: ${number(run.ready)} READY of ${number(run.sent)} sent to`
      : `${name}: none yet`;
  parts.push(s('text', { x: left, y: 24, class: 'strong' }, words(aimed, 'aimed at T')));
  parts.push(
    s('text', { x: left, y: end, class: 'strong' }, words(other, 'sent to all at once')),
  );
  return s(
    'svg',
    {
      viewBox: `0 0 ${width} ${end + 42}`,
      role: 'img',
      'aria-label': `${words(aimed, 'aimed at T')}; ${words(other, 'sent to all at once')}`,
    },
    parts,
  );
}
