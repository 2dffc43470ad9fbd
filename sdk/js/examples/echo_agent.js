// The echo agent of the conformance suite: tests/agent_link/README.md has its contract.
//
//     echo_agent.js [--signed] FILE..

import { setTimeout as wait } from 'node:timers/promises';

import { Agent, Conflict, Failed, Host } from '../src/index.js';

async function work(job) {
  if (!job.isText) return Buffer.from(job.data).toString('hex');
  const [word, ...rest] = job.text.split(' ');
  if (word === 'conflict') throw new Conflict('a', 'b');
  if (word === 'fail') throw new Failed('asked to fail');
  if (word === 'slow') await wait(Number(rest[0]), null, { signal: job.signal });
  if (word === 'progress') {
    job.progress(0.5, 'half');
    await wait(100); // a client says no progress of what is answered already
  }
  if (word === 'post') job.post(rest[0], rest.slice(1).join(' '));
  return job.text.toUpperCase();
}

const given = process.argv.slice(2);
const signedDeliveries = given.includes('--signed');
const agents = given.filter((word) => word !== '--signed')
  .map((file) => new Agent(file, { signedDeliveries }).handle(work));
await new Host(agents, { stopWithinMs: 5000 }).run();
