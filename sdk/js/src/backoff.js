// Decisions about time: when to dial again, and how fast to speak. Pure; times in ms.

/** 0.5 s, then twice that each time, to 30 s at most, each varied at random by half. */
export class Backoff {
  #first;
  #most;
  #vary;
  #next;

  constructor({ firstMs = 500, mostMs = 30_000, vary = Math.random } = {}) {
    this.#first = this.#next = firstMs;
    this.#most = mostMs;
    this.#vary = vary;
  }

  reset() {
    this.#next = this.#first;
  }

  /**
   * The time to wait now. Many agents get the same `notBeforeMs` at once, so it is varied
   * upwards as well.
   */
  waitMs(notBeforeMs = 0) {
    const wait = this.#next * (0.5 + this.#vary());
    this.#next = Math.min(2 * this.#next, this.#most);
    if (notBeforeMs <= 0) return wait;
    const late = Math.min(notBeforeMs / 2, this.#most) * this.#vary();
    return Math.max(wait, notBeforeMs + late);
  }
}

/**
 * Keeps below what a link allows in a second, and lets one second's worth through at once.
 * A message counts as one, and each thing that it says as one.
 */
export class Pace {
  #perS;
  #most;
  #batch;
  #credit;
  #at;

  constructor(perS, now) {
    this.#perS = perS;
    this.#most = this.#credit = Math.max(2, perS);
    this.#batch = Math.max(2, perS / 20);
    this.#at = now;
  }

  /** The time until a message may go; 50 ms' worth go together when it has to wait. */
  waitMs(now) {
    if (this.#perS <= 0) return 0;
    this.#earn(now);
    if (this.#credit > 2 - 1e-6) return 0;
    return ((this.#batch - this.#credit) / this.#perS) * 1000;
  }

  /** So many things a message may say now; one at least. */
  things() {
    return this.#perS > 0 ? Math.max(1, Math.floor(this.#credit) - 1) : Infinity;
  }

  spend(things, now) {
    this.#earn(now);
    this.#credit -= 1 + things;
  }

  #earn(now) {
    const passed = Math.max(0, now - this.#at);
    this.#credit = Math.min(this.#most, this.#credit + (passed * this.#perS) / 1000);
    this.#at = now;
  }
}
