// One figure with its name and what it is held against.
import { h, say } from '/ui/dom.js';

/** A list of figures; `set(name, value, note, tone)` changes one. */
export function figures(names) {
  const places = new Map();
  const root = h(
    'dl',
    { class: 'figures live', 'data-many': Object.keys(names).length },
    Object.entries(names).map(([key, title]) => {
      const value = h('dd', { class: 'value', 'data-figure': key }, '–');
      const note = h('dd', { class: 'note' });
      places.set(key, { value, note });
      return h('div', { class: 'figure' }, h('dt', {}, title), value, note);
    }),
  );
  const set = (key, value, note = '', tone = '') => {
    const place = places.get(key);
    say(place.value, value);
    say(place.note, note);
    place.value.className = `value ${tone}`.trim();
  };
  return { root, set };
}
