// The same function where a `fetch` handler is deployed: Workers, Deno, Bun.
export default {
  async fetch(request) {
    const job = await request.json();
    return Response.json({ state: 1, value: job.text.toUpperCase() });
  },
};
