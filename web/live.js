// The one live connection: cells, figures and arrivals, and how old they are.
import { Cells } from '/ui/cells.js';

const subprotocol = 'mesh.live.v1';
const silentAfter = 3000; // milliseconds without a word: the connection counts as lost

class Live extends EventTarget {
  cells = new Cells();
  figures = null;
  runs = new Map();
  state = 'connecting';
  #socket = null;
  #heard = 0;
  #wait = 500;

  start() {
    document.addEventListener('visibilitychange', () => this.#visible());
    setInterval(() => this.#tick(), 250);
    this.#connect();
  }

  /** Milliseconds since the newest word of the mesh; null: there was none. */
  age() {
    return this.#heard ? performance.now() - this.#heard : null;
  }

  on(kind, handler) {
    this.addEventListener(kind, handler);
    return () => this.removeEventListener(kind, handler);
  }

  #connect() {
    if (document.hidden) return;
    const scheme = location.protocol === 'https:' ? 'wss' : 'ws';
    const socket = new WebSocket(`${scheme}://${location.host}/v1/live`, subprotocol);
    socket.binaryType = 'arraybuffer';
    socket.onopen = () => this.runs.clear(); // they may be of an earlier start of the mesh
    socket.onmessage = ({ data }) => this.#take(data);
    socket.onclose = () => this.#lost(socket);
    this.#socket = socket;
  }

  #take(data) {
    this.#heard = performance.now();
    this.#wait = 500;
    if (data instanceof ArrayBuffer) {
      const changed = this.cells.take(data);
      if (changed === false) {
        // a step is missing: a new connection begins with a snapshot
        this.#socket.close();
        return;
      }
      this.#tell('cells', changed);
    } else {
      const text = JSON.parse(data);
      if (text.kind === 'figures') {
        this.figures = text;
        this.#tell('figures', text);
      } else if (text.kind === 'run') {
        this.#run(text.run);
      }
    }
    this.#become('live');
  }

  #run(run) {
    this.runs.delete(run.id);
    this.runs.set(run.id, run);
    for (const id of this.runs.keys()) if (this.runs.size > 8) this.runs.delete(id);
    this.#tell('run', run);
  }

  #lost(socket) {
    if (socket !== this.#socket) return;
    this.#socket = null;
    this.cells.version = 0;
    if (document.hidden) return;
    this.#become('lost');
    setTimeout(() => this.#socket ?? this.#connect(), this.#wait * (0.75 + Math.random() / 2));
    this.#wait = Math.min(this.#wait * 2, 8000);
  }

  /** A hidden tab costs the mesh nothing. */
  #visible() {
    if (document.hidden) {
      const socket = this.#socket;
      this.#socket = null;
      this.cells.version = 0;
      socket?.close();
      this.#become('paused');
    } else if (!this.#socket) {
      this.#become('connecting');
      this.#connect();
    }
  }

  #tick() {
    if (this.state === 'live' && this.age() > silentAfter) this.#become('lost');
    this.#tell('tick', null);
  }

  #become(state) {
    if (this.state === state) return;
    this.state = state;
    this.#tell('link', state);
  }

  #tell(kind, detail) {
    this.dispatchEvent(new CustomEvent(kind, { detail }));
  }
}

export const live = new Live();
