// A client of A2A that nobody of this project wrote, the protocol's own SDK, for a mesh. Prints
// a line of JSON for each step.
//
//     node client.mjs URL
import { Role, Task } from "@a2a-js/sdk";
import { ClientFactory } from "@a2a-js/sdk/client";

const say = (step, what) => console.log(JSON.stringify({ step, ...what }));
const message = (messageId, content) => ({
  messageId,
  role: Role.ROLE_USER,
  parts: [{ content, mediaType: content.$case === "text" ? "text/plain" : "application/json" }],
});
const data = (value) => ({ $case: "data", value });

const client = await new ClientFactory().createFromUrl(process.argv[2]);
const card = await client.getAgentCard();
say("card", { name: card.name, skills: card.skills.map((skill) => skill.id) });

const send = async (id, content, returnImmediately = false) =>
  Task.toJSON(
    await client.sendMessage({
      message: message(id, content),
      configuration: { returnImmediately },
    }),
  );
const gather = data({ skill: "gather", scope: "s00", minimum: 0.1 });
const first = await send("m1", gather);
say("gather", first);
say("again", await send("m1", gather));
say("text", await send("m2", { $case: "text", value: "count to three" }));
const chain = data({
  skill: "chain",
  plan: { name: "two", tasks: [{ name: "one", needs: [], payload: "x", next: ["two"] }, { name: "two", payload: "y" }] },
});
say("chain", await send("m3", chain));
say("get", Task.toJSON(await client.getTask({ id: first.id })));

const open = await send("m4", data({ skill: "gather", scope: "s01", window_ms: 600000 }), true);
say("open", open);
say("cancel", Task.toJSON(await client.cancelTask({ id: open.id })));
for (const wrong of [
  () => send("m5", data({ skill: "freeze" })),
  () => client.getTask({ id: "nosuch" }),
  () => client.cancelTask({ id: first.id }),
]) {
  try {
    say("refused", { told: await wrong() });
  } catch (error) {
    say("refused", { error: error.constructor.name, message: error.message });
  }
}
