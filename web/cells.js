// The agents as the mesh sends them: binary frames, layout version 1 (docs/reference/live.md).

export const states = ['active', 'degraded', 'offline', 'quarantined', 'suspect'];
export const classes = [
  'A_EDGE',
  'B_SERVERLESS',
  'C_PERSISTENT',
  'D_GPU',
  'E_LOCAL',
  'F_HUMAN',
];
const memberships = ['absent', 'joining', 'member', 'leaving'];
const marks = ['slow', 'unstable', 'spike', 'overdue', 'frozen'];
const gone = 0xff;
const room = 1_000_000;

const two = (n) => String(n).padStart(2, '0');
export const packed = (sector, cluster, agent) => (sector * 100 + cluster) * 100 + agent;
export const sectorName = (n) => `s${two(n)}`;
export const clusterName = (sector, cluster) => `s${two(sector)}.c${two(cluster)}`;
export const nameOf = (at) =>
  `s${two(Math.floor(at / 10000))}.c${two(Math.floor(at / 100) % 100)}.a${two(at % 100)}`;

/** All cells, by the packed id of their agent. */
export class Cells {
  constructor() {
    this.version = 0;
    this.clear();
  }

  clear() {
    this.look = new Uint8Array(room).fill(gone);
    this.score = new Uint8Array(room);
    this.drift = new Uint8Array(room);
    this.queue = new Uint8Array(room);
    this.marks = new Uint8Array(room);
    this.members = [];
    this.layout = 0; // grows when somebody comes or goes
  }

  /** Takes a frame. Answers with the ids that have changed; null: all; false: it does not fit. */
  take(buffer) {
    const view = new DataView(buffer);
    const [kind, layout, size] = [view.getUint8(0), view.getUint8(1), view.getUint8(2)];
    if (layout !== 1 || size < 8) return false;
    const version = view.getUint32(4, true);
    const base = view.getUint32(8, true);
    const count = view.getUint32(12, true);
    if (kind === 1) this.clear();
    else if (base !== this.version) return false;
    const changed = [];
    let others = kind === 1;
    for (let i = 0, at = 16; i < count; ++i, at += size) {
      const id = packed(view.getUint8(at), view.getUint8(at + 1), view.getUint8(at + 2));
      const look = view.getUint8(at + 3);
      others ||= (look === gone) !== (this.look[id] === gone);
      this.look[id] = look;
      this.score[id] = view.getUint8(at + 4);
      this.drift[id] = view.getUint8(at + 5);
      this.queue[id] = view.getUint8(at + 6);
      this.marks[id] = view.getUint8(at + 7);
      changed.push(id);
    }
    this.version = version;
    if (others) this.arrange(kind === 1 ? changed : null);
    return others ? null : changed;
  }

  arrange(ids) {
    const all = new Set(ids ?? this.members);
    if (!ids) for (let id = 0; id < room; ++id) if (this.look[id] !== gone) all.add(id);
    this.members = [...all].filter((id) => this.look[id] !== gone).sort((a, b) => a - b);
    ++this.layout;
  }

  state(id) {
    return this.look[id] & 7;
  }
  cls(id) {
    return (this.look[id] >> 3) & 7;
  }
  membership(id) {
    return memberships[this.look[id] >> 6];
  }
  frozen(id) {
    return (this.marks[id] & 16) !== 0;
  }
  marksOf(id) {
    return marks.filter((_, bit) => this.marks[id] & (1 << bit));
  }
  scoreOf(id) {
    return this.score[id] * 4;
  }
  driftOf(id) {
    return this.drift[id] / 100;
  }

  /** The agents of each state in a part of the mesh, members only. */
  count(ids = this.members) {
    const counts = {
      members: 0,
      active: 0,
      degraded: 0,
      offline: 0,
      quarantined: 0,
      suspect: 0,
    };
    for (const id of ids) {
      if (this.look[id] >> 6 !== 2) continue;
      ++counts.members;
      const name = states[this.state(id)];
      if (name === 'degraded') ++counts.active;
      ++counts[name];
    }
    return counts;
  }

  /** Sector by sector: {sector, clusters: [{cluster, ids}]}. */
  tree() {
    if (this.treeOf === this.layout && this.made) return this.made;
    const sectors = [];
    for (const id of this.members) {
      const sector = Math.floor(id / 10000);
      const cluster = Math.floor(id / 100) % 100;
      if (sectors.at(-1)?.sector !== sector) sectors.push({ sector, clusters: [] });
      const { clusters } = sectors.at(-1);
      if (clusters.at(-1)?.cluster !== cluster) clusters.push({ cluster, ids: [] });
      clusters.at(-1).ids.push(id);
    }
    this.treeOf = this.layout;
    this.made = sectors;
    return sectors;
  }
}
