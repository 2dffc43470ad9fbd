// An A2A agent of the tests that nobody of this project wrote: the protocol's own SDK. What it
// is asked says what it does. Each message and cancellation is a line in the ledger.
//
//     node agent.mjs LEDGER
import { appendFileSync } from "node:fs";
import { createServer } from "node:http";

import { AgentCard, Role, TaskState } from "@a2a-js/sdk";
import {
  AgentEvent,
  DefaultRequestHandler,
  InMemoryTaskStore,
  JsonRpcTransportHandler,
  ServerCallContext,
} from "@a2a-js/sdk/server";

const ledger = (line) => appendFileSync(process.argv[2], line + "\n");
const text = (value) => ({ content: { $case: "text", value }, mediaType: "text/plain" });
const said = (value) => ({
  messageId: `said-${value}`,
  role: Role.ROLE_AGENT,
  parts: [text(value)],
});

class Executor {
  waiting = new Map();

  async execute(context, bus) {
    const { taskId, contextId, userMessage } = context;
    const [what, ...words] = userMessage.parts[0].content.value.split(" ");
    ledger(`${userMessage.messageId} ${what}`);
    const task = (state, message) => ({
      id: taskId,
      contextId,
      status: { state, message, timestamp: new Date().toISOString() },
      artifacts: [],
      history: [],
    });
    const status = (state, message) =>
      bus.publish(AgentEvent.statusUpdate({ taskId, contextId, status: task(state, message).status }));
    if (what === "message") {
      bus.publish(AgentEvent.message(said(words.join(" "))));
      return bus.finished();
    }
    bus.publish(AgentEvent.task(task(TaskState.TASK_STATE_SUBMITTED)));
    status(TaskState.TASK_STATE_WORKING);
    if (what === "wait") {
      await new Promise((resolve) => this.waiting.set(taskId, resolve));
      ledger(`canceled ${userMessage.messageId}`);
      status(TaskState.TASK_STATE_CANCELED);
    } else if (what === "fail") {
      status(TaskState.TASK_STATE_FAILED, said("no such row"));
    } else if (what === "reject") {
      status(TaskState.TASK_STATE_REJECTED, said("not my work"));
    } else if (what === "input") {
      status(TaskState.TASK_STATE_INPUT_REQUIRED, said("which row?"));
    } else {
      await new Promise((resolve) => setTimeout(resolve, 300));
      bus.publish(
        AgentEvent.artifactUpdate({
          taskId,
          contextId,
          artifact: { artifactId: "a", parts: [text(words.join(" ").toUpperCase())] },
          append: false,
          lastChunk: true,
        }),
      );
      status(TaskState.TASK_STATE_COMPLETED);
    }
    bus.finished();
  }

  async cancelTask(taskId) {
    this.waiting.get(taskId)?.();
  }
}

const server = createServer(async (request, response) => {
  const answer = (body) => {
    response.setHeader("content-type", "application/json");
    response.end(JSON.stringify(body));
  };
  if (request.url === "/.well-known/agent-card.json") return answer(AgentCard.toJSON(card));
  let body = "";
  for await (const piece of request) body += piece;
  const version = request.headers["a2a-version"];
  if (process.env.TRACE) console.error(version, body);
  const told = await rpc.handle(body, new ServerCallContext({ requestedVersion: version }));
  if (process.env.TRACE) console.error(JSON.stringify(told));
  answer(told);
});
await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
const url = `http://127.0.0.1:${server.address().port}`;
const card = AgentCard.fromJSON({
  name: "shouter",
  description: "shouts what it is told",
  version: "1.0.0",
  supportedInterfaces: [{ url: `${url}/rpc`, protocolBinding: "JSONRPC", protocolVersion: "1.0" }],
  capabilities: { streaming: false },
  defaultInputModes: ["text/plain"],
  defaultOutputModes: ["text/plain"],
  skills: [{ id: "shout", name: "shout", description: "shouts", tags: [] }],
});
const rpc = new JsonRpcTransportHandler(
  new DefaultRequestHandler(card, new InMemoryTaskStore(), new Executor()),
);
console.log(url);
