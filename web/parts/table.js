// A table of rows as the mesh has sent them.
import { h } from '/ui/dom.js';
import { plain } from '/ui/format.js';

/**
 * `columns`: [{name, title, number, cell: row => text or element}]. `sort` is the column's name,
 * behind a minus when it falls; `onSort` is told the next one.
 */
export function table(caption, columns, rows, { sort = '', onSort = null } = {}) {
  const headings = columns.map((column) => {
    const own = sort.replace(/^-/, '') === column.name;
    const order = own ? (sort.startsWith('-') ? 'descending' : 'ascending') : null;
    const arrow = own ? (sort.startsWith('-') ? ' ↓' : ' ↑') : '';
    const title = (column.title ?? column.name.replaceAll('_', ' ')) + arrow;
    const next = own && !sort.startsWith('-') ? `-${column.name}` : column.name;
    return h(
      'th',
      { scope: 'col', class: column.number ? 'number' : null, 'aria-sort': order },
      onSort ? h('button', { type: 'button', onclick: () => onSort(next) }, title) : title,
    );
  });
  return h(
    'div',
    { class: 'scroll', tabindex: 0, role: 'region', 'aria-label': caption },
    h(
      'table',
      { 'aria-label': caption },
      h('thead', {}, h('tr', {}, headings)),
      h(
        'tbody',
        {},
        rows.map((row) =>
          h(
            'tr',
            {},
            columns.map((column) =>
              h(
                'td',
                { class: column.number ? 'number' : null, 'data-column': column.name },
                column.cell ? column.cell(row) : plain(row[column.name]),
              ),
            ),
          ),
        ),
      ),
    ),
  );
}

/** A link to an agent's page, when it is the id of one. */
export function agentLink(id) {
  return /^s\d\d\.c\d\d\.a\d\d$/.test(id ?? '')
    ? h('a', { class: 'id', href: `/#/agent/${id}` }, id)
    : h('span', { class: 'id' }, id ?? '–');
}
