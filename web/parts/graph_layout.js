// Where the tasks of a chain stand in its picture: a column for each step, left to right.

export const box = { width: 178, height: 58, across: 236, down: 78 }; // pixels

/**
 * `tasks`: [{task, next: [names]}], without cycles. Answers {places: Map of name to {x, y},
 * edges: [[name, name], ..], width, height}.
 */
export function graphLayout(tasks) {
  const names = new Set(tasks.map((one) => one.task));
  const edges = tasks.flatMap((one) =>
    one.next.filter((to) => names.has(to)).map((to) => [one.task, to]),
  );
  const before = new Map(tasks.map((one) => [one.task, []]));
  const after = new Map(tasks.map((one) => [one.task, []]));
  for (const [from, to] of edges) {
    before.get(to).push(from);
    after.get(from).push(to);
  }
  const columns = columnsOf(tasks, before, after);
  const places = new Map();
  const tallest = Math.max(1, ...columns.map((one) => one.length));
  columns.forEach((column, x) => {
    // A task stands beside what leads to it, so that fewer lines cross.
    const wish = (name) => {
      const all = before.get(name).map((one) => places.get(one).y);
      return all.length ? all.reduce((sum, one) => sum + one, 0) / all.length : 0;
    };
    const sorted = column
      .map((name) => [name, wish(name)])
      .sort(([, a], [, b]) => a - b)
      .map(([name]) => name);
    const top = ((tallest - sorted.length) * box.down) / 2;
    sorted.forEach((name, i) =>
      places.set(name, { x: x * box.across, y: top + i * box.down }),
    );
  });
  return {
    places,
    edges,
    width: (columns.length - 1) * box.across + box.width,
    height: (tallest - 1) * box.down + box.height,
  };
}

/** A task stands behind the last of those that lead to it. */
function columnsOf(tasks, before, after) {
  const depth = new Map();
  const open = new Map(tasks.map((one) => [one.task, before.get(one.task).length]));
  const ready = tasks.map((one) => one.task).filter((name) => !open.get(name));
  for (let name; (name = ready.shift()) !== undefined; ) {
    depth.set(name, Math.max(-1, ...before.get(name).map((one) => depth.get(one))) + 1);
    for (const to of after.get(name)) {
      open.set(to, open.get(to) - 1);
      if (!open.get(to)) ready.push(to);
    }
  }
  const columns = [];
  for (const [name, at] of depth) (columns[at] ??= []).push(name);
  return columns;
}
