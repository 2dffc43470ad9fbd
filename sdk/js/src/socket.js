// A WebSocket with promises. Works with that of browsers and with that of ws.

import { LinkLost } from './errors.js';

const CLOSE_MS = 2000;

/**
 * Resolves when the socket is open.
 *
 * @param {object} options `whyNot(error)` makes a line for people; `signal` gives it up
 */
export function socketOf(web, { timeoutMs, signal, whyNot = (error) => error.message }) {
  const waiting = [];
  const messages = [];
  let ended = null;
  let isOpen = false;

  return new Promise((resolve, reject) => {
    let closed;
    const isClosed = new Promise((done) => { closed = done; });
    const giveUp = (why) => {
      end(why);
      // ws reports what it gives up as an error, which is known here.
      if (web.terminate) web.terminate();
      else web.close();
    };
    const timer = setTimeout(
      () => giveUp('nobody answers; look at the address, and at the network'), timeoutMs);
    const onStop = () => { if (!isOpen) giveUp('it was stopped'); };
    signal?.addEventListener('abort', onStop);

    function settle() {
      clearTimeout(timer);
      signal?.removeEventListener('abort', onStop);
    }

    function end(why) {
      ended ??= why instanceof Error ? why : new LinkLost(why);
      settle();
      reject(ended);
      for (const { reject: fail } of waiting.splice(0)) fail(ended);
    }

    web.binaryType = 'arraybuffer';
    web.onopen = () => {
      isOpen = true;
      settle();
      resolve(socket);
    };
    web.onmessage = ({ data }) => {
      if (waiting.length > 0) waiting.shift().resolve(data);
      else messages.push(data);
    };
    web.onerror = (event) => end(whyNot(event.error ?? event));
    web.onclose = ({ code, reason }) => {
      end(reason ? `${code}: ${reason}` : `the connection was closed (${code})`);
      closed();
    };

    const socket = {
      end,
      receive() {
        if (messages.length > 0) return Promise.resolve(messages.shift());
        if (ended) return Promise.reject(ended);
        return new Promise((got, fail) => { waiting.push({ resolve: got, reject: fail }); });
      },
      async send(text) {
        if (ended) throw ended;
        web.send(text);
        await drained(web, () => ended);
        if (ended) throw ended;
      },
      async close() {
        if (web.readyState < 2) web.close(1000);
        const late = setTimeout(() => (web.terminate ? web.terminate() : closed()), CLOSE_MS);
        await isClosed;
        clearTimeout(late);
      },
    };
  });
}

const MOST_BUFFERED = 1 << 20;

/** A mesh that reads slowly slows this side down, instead of filling its memory. */
async function drained(web, ended) {
  while (web.bufferedAmount > MOST_BUFFERED && !ended())
    await new Promise((resolve) => { setTimeout(resolve, 20); });
}
