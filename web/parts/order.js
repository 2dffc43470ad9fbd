// A command that changes something: shown as it will run, tried first, then run.
import { h, show } from '/ui/dom.js';
import { run } from '/ui/commands.js';
import { number } from '/ui/format.js';

/** The reach of a trial run, in a sentence. */
function reach(result) {
  if (!result) return 'The mesh has said nothing about its reach.';
  const whom =
    typeof result.agents === 'number'
      ? ` It reaches ${number(result.agents)} agents` +
        (result.clusters ? ` in ${number(result.clusters)} clusters.` : '.')
      : '';
  const out = Object.entries(result.not_asked ?? {})
    .map(([why, many]) => `${number(many)} not asked: ${why}.`)
    .join(' ');
  const mode = result.mode_says ? ` The mode says: ${result.mode_says}.` : '';
  return `${result.would ?? 'It would run.'}${whom} ${out}${mode}`;
}

/**
 * A panel for one command. `propose(line)` shows it with its reach, to be changed and run.
 * `onResult` is told its result. `propose('')` empties the panel.
 */
export function orderPanel({ onResult = null } = {}) {
  const body = h('div', { class: 'order', 'aria-live': 'polite' });
  let newest = 0;

  async function propose(line) {
    const mine = ++newest;
    if (!line) return show(body);
    const says = h('p', { class: 'reach' }, 'asking for its reach …');
    const go = h('button', { class: 'main', type: 'button', disabled: true }, 'Run it');
    const no = h(
      'button',
      { class: 'plain', type: 'button', onclick: () => propose('') },
      'Leave it',
    );
    const command = h('input', {
      class: 'command',
      type: 'text',
      'aria-label': 'Command',
      value: line,
      spellcheck: 'false',
      autocomplete: 'off',
      oninput: () => {
        go.disabled = true;
      },
      onchange: () => propose(command.value.trim()),
    });
    show(body, command, says, h('div', { class: 'controls' }, go, no));
    try {
      const { result, text, code } = await run(`${line} --dry-run`);
      if (mine !== newest) return;
      says.textContent =
        code === 0 ? reach(result) : text || result?.error?.detail || 'It cannot run.';
      if (code !== 0) says.classList.add('problem');
      go.disabled = code === 2;
      go.addEventListener('click', () => execute(line, mine));
      go.focus({ preventScroll: true });
    } catch (problem) {
      says.textContent = String(problem.message);
      says.classList.add('problem');
    }
  }

  async function execute(line, mine) {
    const output = h('pre', { tabindex: 0, 'aria-label': 'Output' });
    const cancel = new AbortController();
    const says = h('p', { class: 'soft' }, 'running …');
    const stop = h(
      'button',
      { class: 'plain', type: 'button', onclick: () => cancel.abort() },
      'Cancel',
    );
    show(body, h('code', { class: 'command' }, `mesh ${line}`), says, stop);
    try {
      const done = await run(line, { text: true, signal: cancel.signal });
      if (mine !== newest) return;
      says.textContent = done.code === 0 ? 'done' : `ended with exit code ${done.code}`;
      says.className = done.code === 0 ? 'good' : 'problem';
      output.textContent = done.text || JSON.stringify(done.result, null, 2);
      stop.remove();
      body.append(output);
      onResult?.(done);
    } catch (problem) {
      says.textContent = cancel.signal.aborted ? 'cancelled' : String(problem.message);
      says.className = 'problem';
      stop.remove();
    }
  }

  return { root: body, propose };
}
