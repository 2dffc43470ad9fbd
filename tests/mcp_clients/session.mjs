// A client of MCP in a mesh: it looks, gathers, proposes, waits until a person has decided
// elsewhere, and sees the outcome. Prints a line of JSON for each step.
//
//     node session.mjs CLIENT TRANSPORT ADDRESS...
//
// CLIENT: `sdk` (initialize) or `client` (the stateless revision). TRANSPORT: `http` with a URL,
// or `stdio` with the words of a command.
import { createInterface } from "node:readline";

const [kind, transport, ...address] = process.argv.slice(2);
const parts =
  kind === "sdk"
    ? {
        ...(await import("@modelcontextprotocol/sdk/client/index.js")),
        ...(await import("@modelcontextprotocol/sdk/client/stdio.js")),
        ...(await import("@modelcontextprotocol/sdk/client/streamableHttp.js")),
      }
    : {
        ...(await import("@modelcontextprotocol/client")),
        ...(await import("@modelcontextprotocol/client/stdio")),
      };

const say = (step) => console.log(JSON.stringify(step));
const heard = createInterface({ input: process.stdin })[Symbol.asyncIterator]();

const client = new parts.Client(
  { name: "mesh-test", version: "1.0.0" },
  kind === "sdk" ? {} : { versionNegotiation: { mode: { pin: "2026-07-28" } } },
);
await client.connect(
  transport === "http"
    ? new parts.StreamableHTTPClientTransport(new URL(address[0]))
    : new parts.StdioClientTransport({ command: address[0], args: address.slice(1) }),
);

async function call(name, args = {}) {
  const result = await client.callTool({ name, arguments: args });
  return { failed: result.isError === true, ...result.structuredContent };
}

const { tools } = await client.listTools();
say({ step: "tools", names: tools.map((tool) => tool.name), server: client.getServerVersion() });
const { resources } = await client.listResources();
const read = await client.readResource({ uri: "mesh://docs/commands" });
say({ step: "resources", count: resources.length, text: read.contents[0].text.slice(0, 10) });

say({ step: "status", ...(await call("status")) });
const ids = [];
for (let page = { next_cursor: undefined }; ; ) {
  const cursor = page.next_cursor ? { cursor: page.next_cursor } : {};
  page = await call("find_agents", { limit: 7, ...cursor });
  ids.push(...page.rows.map((row) => row.id));
  if (!page.next_cursor) break;
}
say({ step: "agents", ids });

if (tools.some((tool) => tool.name === "propose")) {
  say({ step: "gather", ...(await call("gather", { minimum: 0.5 })) });
  say({ step: "proposed", ...(await call("propose", { commands: ["freeze s01"], why: "a test" })) });
  const { value } = await heard.next(); // a person has decided
  say({ step: "outcome", ...(await call("proposals", { number: Number(value) })) });
}
await client.close();
say({ step: "end" });
process.exit(0);
