// Conflicts, events, hosts, chains, the inbox and the audit log: lists that the mesh has.
import { h, show } from '/ui/dom.js';
import { listPage } from '/ui/parts/list_page.js';
import { agentLink } from '/ui/parts/table.js';
import { orderPanel } from '/ui/parts/order.js';
import { ms, number, plain, share, span } from '/ui/format.js';
import { quoted } from '/ui/commands.js';
import { live } from '/ui/live.js';

/** Orders about one row: a panel above the list. */
function withOrders(tell = null) {
  let propose = null;
  const above = ({ again }) => {
    const panel = orderPanel({ onResult: again });
    propose = panel.propose;
    const more = h('div', {});
    return {
      root: h('div', { class: 'order' }, more, panel.root),
      tell: (result) => tell?.(more, result),
    };
  };
  return {
    above,
    button: (title, line) =>
      h('button', { class: 'plain', type: 'button', onclick: () => propose(line()) }, title),
  };
}

const conflictOrders = withOrders();
export const conflicts = listPage({
  name: 'conflicts',
  title: 'Conflicts',
  command: 'conflicts',
  example: 'state = open and type = DATA',
  empty: 'No conflicts: nobody has contradicted anybody.',
  text: 'A conflict is information, not a failure: an agent answered -1. It is closed with a note.',
  above: conflictOrders.above,
  columns: () => [
    { name: 'at', title: 'when', cell: (row) => plain(row.at) },
    { name: 'agent', cell: (row) => agentLink(row.agent) },
    { name: 'type' },
    { name: 'state' },
    { name: 'expected' },
    { name: 'received' },
    { name: 'with', title: 'is with' },
    {
      name: 'id',
      title: 'order',
      cell: (row) =>
        row.state === 'open' || row.state === 'overdue'
          ? conflictOrders.button(
              'Resolve …',
              () => `resolve ${row.id} ${quoted('seen on the dashboard')}`,
            )
          : row.id,
    },
  ],
});

export const events = listPage({
  name: 'events',
  title: 'Events',
  command: 'events',
  example: 'class = AGENT and count > 1',
  every: 1,
  empty: 'Nothing has failed so far.',
  columns: () => [
    { name: 'at', title: 'when', cell: (row) => plain(row.at) },
    { name: 'class' },
    { name: 'where', cell: (row) => agentLink(row.where) },
    { name: 'host' },
    { name: 'count', number: true, cell: (row) => number(row.count) },
    { name: 'seen' },
    { name: 'done' },
  ],
});

function warnings(root, result) {
  const all = [...(result.warnings ?? []), result.waits_for ?? ''].filter(Boolean);
  show(
    root,
    all.map((one) => h('p', { class: 'problem' }, one)),
  );
}
const hostOrders = withOrders(warnings);
export const hosts = listPage({
  name: 'hosts',
  title: 'Hosts',
  command: 'nodes',
  whole: true,
  example: 'state != up',
  every: 1,
  empty: 'This mesh runs in one process: there are no other hosts.',
  above: hostOrders.above,
  columns: () => [
    { name: 'name' },
    { name: 'state' },
    { name: 'cause' },
    {
      name: 'sectors',
      cell: (row) =>
        Array.isArray(row.sectors)
          ? `${number(row.sectors.length)}: ${plain(row.sectors)}`
          : plain(row.sectors),
    },
    { name: 'pending', cell: (row) => plain(row.pending) },
    { name: 'heard_ms', title: 'heard', number: true, cell: (row) => ms(row.heard_ms) },
    {
      name: 'round_trip_ms',
      title: 'round trip',
      number: true,
      cell: (row) => ms(row.round_trip_ms),
    },
    { name: 'since_s', title: 'since', number: true, cell: (row) => span(row.since_s) },
    { name: 'version' },
    {
      name: 'order',
      cell: (row) =>
        row.state === 'draining'
          ? hostOrders.button('Let it come back …', () => `node join ${row.name}`)
          : hostOrders.button('Drain …', () => `node drain ${row.name}`),
    },
  ],
});

const chainOrders = withOrders();
export const chains = listPage({
  name: 'chains',
  title: 'Chains',
  command: 'chain list',
  whole: true,
  example: 'phase = running',
  every: 1,
  empty: 'No chain has been run: mesh chain run FILE begins one.',
  above: chainOrders.above,
  columns: () => [
    {
      name: 'id',
      cell: (row) =>
        h('a', { class: 'id', href: `/#/chain/${encodeURIComponent(row.id)}` }, row.id),
    },
    { name: 'phase' },
    { name: 'tasks', number: true },
    { name: 'verified', number: true },
    { name: 'assumed', number: true },
    { name: 'running', number: true },
    { name: 'failed', number: true },
    { name: 'flushed', number: true },
    { name: 'took_ms', title: 'took', number: true, cell: (row) => ms(row.took_ms) },
    {
      name: 'wasted_share',
      title: 'wasted',
      number: true,
      cell: (row) => share(row.wasted_share),
    },
    {
      name: 'order',
      cell: (row) =>
        ['running', 'waiting'].includes(row.phase)
          ? chainOrders.button('Pause …', () => `chain pause ${row.id}`)
          : row.phase === 'paused'
            ? chainOrders.button('Resume …', () => `chain resume ${row.id}`)
            : '',
    },
  ],
});

const inboxOrders = withOrders();
function answers(row) {
  const text = h('input', { type: 'text', 'aria-label': `Answer to message ${row.id}` });
  return h(
    'div',
    { class: 'controls' },
    text,
    inboxOrders.button('Ready …', () => `inbox answer ${row.id} ready ${quoted(text.value)}`),
    inboxOrders.button(
      'Conflict …',
      () => `inbox answer ${row.id} conflict ${quoted(text.value)}`,
    ),
  );
}
export const inbox = listPage({
  name: 'inbox',
  title: 'Inbox',
  command: 'inbox',
  example: 'state = open',
  every: 10,
  empty: 'No message waits for a person.',
  above: inboxOrders.above,
  columns: () => [
    { name: 'id', title: 'message', number: true },
    { name: 'person' },
    { name: 'payload', title: 'text' },
    { name: 'state' },
    { name: 'ready_by', title: 'ready by' },
    { name: 'expires' },
    { name: 'from' },
    {
      name: 'answer',
      title: 'answer',
      cell: (row) => ((row.state ?? 'open') === 'open' ? answers(row) : ''),
    },
  ],
});

export const audit = listPage({
  name: 'audit',
  title: 'Audit',
  command: 'audit',
  example: 'what = refused and who = anna',
  every: 10,
  empty: 'Nobody has signed in, and nothing was changed so far.',
  text: 'Sign-ins, refusals and commands that change the mesh. The newest stand first.',
  columns: () => [
    { name: 'number', number: true, cell: (row) => number(row.number) },
    { name: 'at', title: 'when', cell: (row) => plain(row.at) },
    { name: 'what' },
    { name: 'who' },
    { name: 'from' },
    { name: 'text' },
    { name: 'exit_code', title: 'exit code', number: true },
  ],
});
