// Elements, made without markup: whatever a text says, it is shown as text.

/** h('p', {class: 'soft', onclick: f}, 'text', child): an element. */
export function h(name, attributes = {}, ...children) {
  return fill(document.createElement(name), attributes, children);
}

/** The same for SVG. */
export function s(name, attributes = {}, ...children) {
  return fill(
    document.createElementNS('http://www.w3.org/2000/svg', name),
    attributes,
    children,
  );
}

function fill(element, attributes, children) {
  for (const [key, value] of Object.entries(attributes)) {
    if (value === undefined || value === null || value === false) continue;
    if (key.startsWith('on')) element.addEventListener(key.slice(2), value);
    else element.setAttribute(key, value === true ? '' : String(value));
  }
  element.append(
    ...children
      .flat()
      .filter((one) => one !== null && one !== undefined)
      .map((one) => (one instanceof Node ? one : String(one))),
  );
  return element;
}

/** Sets a text only when it differs, so that a screen reader is not disturbed. */
export function say(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

/** Shows `children` in place of what is there. */
export function show(element, ...children) {
  element.replaceChildren(
    ...children.flat().filter((one) => one !== null && one !== undefined),
  );
}

/** The same for what is shown anew again and again: focus and scroll stay where they are. */
export function renew(root, ...children) {
  const places = 'a[href], button, input, select, [tabindex]';
  const at = [...root.querySelectorAll(places)].indexOf(document.activeElement);
  const lefts = [...root.querySelectorAll('.scroll')].map((one) => one.scrollLeft);
  show(root, ...children);
  root.querySelectorAll('.scroll').forEach((one, i) => {
    one.scrollLeft = lefts[i] ?? 0;
  });
  if (at >= 0) root.querySelectorAll(places)[at]?.focus({ preventScroll: true });
}

/** The colour of a custom property, as the system's theme has it now. */
export function colour(name) {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
}
