// Waiting: timers that can be given up, and an event that can be waited for.

export const MOST_TIMER_MS = 2 ** 31 - 1;

/** Resolves after a time, or when the signal says so. */
export function sleep(ms, signal) {
  return new Promise((resolve) => {
    if (signal?.aborted) return resolve();
    const done = () => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, Math.min(ms, MOST_TIMER_MS));
    signal?.addEventListener('abort', done);
  });
}

/** A promise that resolves when the signal says so, and a way to forget about it. */
export function told(signal) {
  const controller = new AbortController();
  const promise = new Promise((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener('abort', () => resolve(), { signal: controller.signal });
  });
  return { promise, forget: () => controller.abort() };
}

/** The promise's result, or the error that `late` makes when it takes longer. */
export async function within(ms, promise, late) {
  if (!Number.isFinite(ms)) return promise;
  let timer;
  const timeout = new Promise((_, reject) => {
    timer = setTimeout(() => reject(late()), Math.min(ms, MOST_TIMER_MS));
  });
  try {
    return await Promise.race([promise, timeout]);
  } finally {
    clearTimeout(timer);
  }
}

/** Set or not; `wait` resolves when it is set. */
export class Flag {
  #isSet;
  #waiters = new Set();

  constructor(isSet = false) {
    this.#isSet = isSet;
  }

  get isSet() {
    return this.#isSet;
  }

  set() {
    this.#isSet = true;
    for (const resolve of this.#waiters) resolve();
    this.#waiters.clear();
  }

  clear() {
    this.#isSet = false;
  }

  /** At most so long. Tells whether it is set now. */
  async wait(ms = Infinity) {
    if (this.#isSet) return true;
    let waiter;
    let timer;
    await new Promise((resolve) => {
      waiter = resolve;
      this.#waiters.add(resolve);
      if (Number.isFinite(ms)) timer = setTimeout(resolve, Math.min(ms, MOST_TIMER_MS));
    });
    clearTimeout(timer);
    this.#waiters.delete(waiter);
    return this.#isSet;
  }
}
