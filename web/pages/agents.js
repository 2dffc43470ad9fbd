// All agents, as the command of that name lists them.
import { listPage } from '/ui/parts/list_page.js';
import { agentLink } from '/ui/parts/table.js';
import { ms, number, share, plain } from '/ui/format.js';

export const agents = listPage({
  name: 'agents',
  title: 'Agents',
  command: 'agents',
  example: 'latency_ms > 200 and class = D',
  every: 5,
  empty: 'No agent fits the filter.',
  columns: () => [
    { name: 'id', cell: (row) => agentLink(row.id) },
    { name: 'class' },
    { name: 'state' },
    { name: 'score', number: true, cell: (row) => number(row.score) },
    { name: 'latency_ms', title: 'latency', number: true, cell: (row) => ms(row.latency_ms) },
    {
      name: 'processing_ms',
      title: 'processing',
      number: true,
      cell: (row) => ms(row.processing_ms),
    },
    { name: 'queue', number: true, cell: (row) => number(row.queue) },
    { name: 'drift', number: true, cell: (row) => number(row.drift) },
    { name: 'reliability', number: true, cell: (row) => share(row.reliability) },
    { name: 'flags', cell: (row) => plain(row.flags) },
  ],
});
