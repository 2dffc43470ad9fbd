// The place of every cell on the map; no drawing, no document.

const gap = 12;
const label = 17;

/** Blocks of rows of ids: sectors of the mesh, or clusters of a sector. */
export function blocksOf(tree, sector) {
  const two = (n) => String(n).padStart(2, '0');
  if (sector === null)
    return tree.map((one) => ({
      name: `s${two(one.sector)}`,
      rows: one.clusters.map((c) => c.ids),
    }));
  const own = tree.find((one) => one.sector === sector);
  return (own?.clusters ?? []).map((c) => ({
    name: `s${two(sector)}.c${two(c.cluster)}`,
    rows: Array.from({ length: Math.ceil(c.ids.length / 10) }, (_, i) =>
      c.ids.slice(i * 10, i * 10 + 10),
    ),
  }));
}

/** Fits the blocks into a width, and if possible into a height. `dpr`: pixels of the screen for one. */
export function fit(blocks, width, height, dpr) {
  const across = Math.max(1, ...blocks.flatMap((b) => b.rows.map((row) => row.length)));
  const down = Math.max(1, ...blocks.map((b) => b.rows.length));
  let best = null;
  for (let n = 1; n <= Math.min(30, Math.max(1, blocks.length)); ++n) {
    const free = ((width + gap) / n - gap) / across;
    const cell = Math.min(40, Math.floor(free * dpr) / dpr);
    if (cell < 2) break;
    const lines = Math.ceil(blocks.length / n);
    const tall = lines * (down * cell + label + gap);
    const fits = tall <= height;
    const better =
      !best || (fits ? !best.fits || cell >= best.cell : !best.fits && tall < best.tall);
    if (better) best = { n, cell, tall, fits };
  }
  best ??= { n: 1, cell: 2, tall: blocks.length * (down * 2 + label + gap) };
  const wide = (width + gap) / best.n;
  const places = new Map();
  const boxes = blocks.map((block, i) => {
    const x = Math.round((i % best.n) * wide * dpr) / dpr;
    const y = Math.floor(i / best.n) * (down * best.cell + label + gap);
    block.rows.forEach((row, r) =>
      row.forEach((id, c) =>
        places.set(id, { x: x + c * best.cell, y: y + label + r * best.cell, block: i }),
      ),
    );
    return {
      name: block.name,
      x,
      y,
      width: across * best.cell,
      height: label + down * best.cell,
    };
  });
  return { cell: best.cell, height: Math.ceil(best.tall), places, boxes, label };
}

/** The id whose cell is under a point; null: none. */
export function idAt(layout, blocks, x, y) {
  const i = layout.boxes.findIndex(
    (b) => x >= b.x && x < b.x + b.width && y >= b.y && y < b.y + b.height,
  );
  if (i < 0) return null;
  const box = layout.boxes[i];
  const row = blocks[i].rows[Math.floor((y - box.y - layout.label) / layout.cell)];
  return row?.[Math.floor((x - box.x) / layout.cell)] ?? null;
}

/** The nearest cell from one in a direction; itself when there is none. */
export function neighbour(layout, id, dx, dy) {
  const from = layout.places.get(id);
  let best = id;
  let least = Infinity;
  for (const [other, at] of layout.places) {
    const ahead = (at.x - from.x) * dx + (at.y - from.y) * dy;
    if (ahead <= 0.5) continue;
    const aside = Math.abs((at.x - from.x) * dy) + Math.abs((at.y - from.y) * dx);
    const far = ahead + aside * 20;
    if (far < least) [best, least] = [other, far];
  }
  return best;
}
