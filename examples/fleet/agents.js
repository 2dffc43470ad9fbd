// Agents of the fleet in JavaScript, so many on each link:
//
//     agents.js LIST LEDGER AGENTS-A-LINK
//
// A line of LIST is an invite, and the agent's usual time for a job in ms. It adds a line to
// LEDGER for each job: the payload, the agent, the moments of its arrival and of READY.

import { createWriteStream, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';

import { Agent, Host } from '../../sdk/js/src/index.js';

/** Standard deviation, of the usual time. */
const JITTER = 0.02;

/** Mean 0, standard deviation 1. */
const normal = () => Math.sqrt(-2 * Math.log(1 - Math.random()))
  * Math.cos(2 * Math.PI * Math.random());

const [listFile, ledgerFile, aLink] = process.argv.slice(2);
const ledger = createWriteStream(ledgerFile, { flags: 'a' });

const agents = readFileSync(listFile, 'utf8').trim().split('\n').map((line) => {
  const [file, usualMs] = line.split(' ');
  const [name] = basename(file).split('.');
  return new Agent(file).handle(async (job) => {
    const came = performance.timeOrigin + performance.now();
    const takesMs = Number(usualMs) * Math.max(0.5, 1 + JITTER * normal());
    await wait(takesMs, null, { signal: job.signal }); // stands for a computation
    const ready = performance.timeOrigin + performance.now();
    ledger.write(`${job.text} ${name} ${came.toFixed(3)} ${ready.toFixed(3)}\n`);
    return 'done';
  });
});

const hosts = [];
for (let i = 0; i < agents.length; i += Number(aLink))
  hosts.push(new Host(agents.slice(i, i + Number(aLink))));
for (const signal of ['SIGTERM', 'SIGINT'])
  process.on(signal, () => hosts.forEach((host) => host.stop()));
await Promise.all(hosts.map((host) => host.serve()));
