// A page of a list: the same command as on the command line, filtered, sorted and cut there.
import { h, renew, say, show } from '/ui/dom.js';
import { look, quoted } from '/ui/commands.js';
import { live } from '/ui/live.js';
import { number, span } from '/ui/format.js';
import { table } from '/ui/parts/table.js';

const step = 100;

/**
 * `command`: of the list. `columns(rows)`: as table() takes them. `example`: a filter.
 * `every`: seconds after which it is asked again. `whole`: it has no limit. `above`: more elements, told each result.
 */
export function listPage({
  name,
  title,
  command,
  columns,
  example,
  every = 5,
  above = null,
  empty = 'Nothing here.',
  hidden = false,
  text = null,
  whole = false,
}) {
  function mount(root) {
    const state = { sort: '', limit: step, filter: '', asking: null, at: 0, told: null, answers: 0 };
    const filter = h('input', {
      type: 'text',
      class: 'wide',
      name: 'filter',
      placeholder: example,
      autocomplete: 'off',
      spellcheck: 'false',
    });
    const said = h('p', { class: 'soft small' });
    const line = h('code', {});
    const wrong = h('p', { class: 'problem', role: 'alert', hidden: true });
    const body = h('div', { class: 'live' });
    const more = h(
      'button',
      {
        class: 'plain',
        type: 'button',
        hidden: true,
        onclick: () => {
          state.limit += step;
          ask();
        },
      },
      'Show more',
    );
    const top = above?.({ again: () => ask() });

    const words = () =>
      [
        command,
        state.filter ? `--filter ${quoted(state.filter)}` : '',
        state.sort ? `--sort ${state.sort}` : '',
        whole ? '' : `--limit ${state.limit}`,
      ]
        .filter(Boolean)
        .join(' ');

    async function ask() {
      state.asking?.abort();
      const mine = new AbortController();
      state.asking = mine;
      say(line, `mesh ${words()}`);
      try {
        const result = await look(words(), mine.signal);
        if (mine !== state.asking) return;
        state.asking = null;
        state.at = performance.now();
        const same = JSON.stringify([result.rows, state.sort]) === state.text;
        state.told = result;
        state.text = JSON.stringify([result.rows, state.sort]);
        wrong.hidden = true;
        root.dataset.asked = Math.round(state.at);
        root.dataset.shown = result.shown ?? result.rows.length;
        if (!same) draw();
        root.dataset.answers = ++state.answers;
        tick();
      } catch (problem) {
        if (mine.signal.aborted) return;
        state.asking = null;
        state.at = performance.now();
        const none = ['unsupported', 'unknown_target'].includes(problem.code); // of a mesh without such
        wrong.hidden = none;
        say(wrong, problem.message);
        if (none)
          show(body, h('p', { class: 'empty' }, `${empty} The mesh says: ${problem.message}`));
      }
    }

    function draw() {
      const { rows, shown = rows.length, of = rows.length } = state.told;
      renew(
        body,
        rows.length
          ? table(title, columns(rows), rows, {
              sort: state.sort,
              onSort: (next) => {
                state.sort = next;
                ask();
              },
            })
          : h('p', { class: 'empty' }, empty),
      );
      more.hidden = shown >= of;
      say(more, `Show ${number(Math.min(step, of - shown))} more`);
      top?.tell?.(state.told);
    }

    function tick() {
      if (!state.told) return;
      const { rows, shown = rows.length, of = rows.length } = state.told;
      const age = (performance.now() - state.at) / 1000;
      say(said, `${number(shown)} of ${number(of)} shown, ${span(age)} old`);
      const writes =
        body.contains(document.activeElement) && document.activeElement.tagName === 'INPUT';
      if (age > every && !writes && !state.asking && !document.hidden && live.state === 'live')
        ask();
    }

    root.append(
      h('div', { class: 'head' }, h('h1', {}, title), said),
      text ? h('p', { class: 'soft' }, text) : '',
      top?.root ?? '',
      h(
        'form',
        {
          class: 'line',
          onsubmit: (event) => {
            event.preventDefault();
            state.filter = filter.value.trim();
            state.limit = step;
            ask();
          },
        },
        h('label', {}, 'Filter', filter),
        h('button', { class: 'plain', type: 'submit' }, 'Apply'),
      ),
      wrong,
      h('section', { class: 'panel' }, body),
      h('div', { class: 'controls' }, more, h('span', { class: 'soft small' }, line)),
    );
    ask();
    const off = live.on('tick', tick);
    return () => {
      off();
      state.asking?.abort();
      top?.end?.();
    };
  }
  return { name, title, mount, hidden };
}
