// An agent that answers in capitals: shout.js FILE
import { Agent } from 'mesh-agent';

const agent = new Agent(process.argv[2]);
agent.handle(async (job) => job.text.toUpperCase());
await agent.run();
