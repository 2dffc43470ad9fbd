// The picture of a chain: what is verified, assumed, running and still to come.
import { s } from '/ui/dom.js';
import { box, graphLayout } from '/ui/parts/graph_layout.js';

const most = 200; // tasks that are drawn; the table has all
const air = 6;

/** What a phase looks like without its colour. */
export const signs = {
  waiting: '·',
  running: '▸',
  assumed: '?',
  checked: '?',
  verified: '✓',
  skipped: '–',
  failed: '✗',
};

function cut(text, length) {
  return text.length > length ? `${text.slice(0, length - 1)}…` : text;
}

function line(from, to) {
  const [x1, y1] = [from.x + box.width, from.y + box.height / 2];
  const [x2, y2] = [to.x - 4, to.y + box.height / 2];
  const middle = (x1 + x2) / 2;
  return `M${x1} ${y1}C${middle} ${y1} ${middle} ${y2} ${x2} ${y2}m-6 -4l6 4l-6 4`;
}

/** Null when there are more tasks than a picture can show. */
export function chainGraph(tasks) {
  if (tasks.length > most) return null;
  const { places, edges, width, height } = graphLayout(tasks);
  const phases = new Map(tasks.map((one) => [one.task, one.phase]));
  return s(
    'svg',
    {
      class: 'graph',
      width: width + 2 * air,
      height: height + 2 * air,
      viewBox: `${-air} ${-air} ${width + 2 * air} ${height + 2 * air}`,
      role: 'img',
      'aria-label': tasks
        .map((one) => `${one.task}: ${one.phase}, then ${one.next.join(' and ') || 'the end'}`)
        .join('; '),
    },
    edges.map(([from, to]) =>
      s('path', {
        'data-phase': phases.get(to),
        d: line(places.get(from), places.get(to)),
      }),
    ),
    tasks.map((one) => {
      const { x, y } = places.get(one.task);
      return s(
        'g',
        { 'data-task': one.task, 'data-phase': one.phase, transform: `translate(${x} ${y})` },
        s('title', {}, `${one.task}: ${one.phase}`),
        s('rect', { width: box.width, height: box.height, rx: 8 }),
        s('text', { class: 'strong', x: 14, y: 24 }, cut(one.task, 20)),
        s('text', { x: 14, y: 44 }, cut(`${signs[one.phase]} ${told(one)}`, 24)),
      );
    }),
  );
}

function told(task) {
  const again = task.lives > 1 ? `, time ${task.lives}` : '';
  return `${task.phase === 'checked' ? 'done, is checked' : task.phase}${again}`;
}
