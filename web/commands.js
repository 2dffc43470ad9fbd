// Commands run at the mesh as they do on its command line: POST /v1/commands.

import { mark, toSignIn, touchKey } from '/ui/session.js';

/**
 * Runs a command. Answers with {result, text, code, problems}; `problems` are those of a line
 * that was not understood. `onLine` is told each line as it comes. `signal` cancels.
 * A command that needs the security key has it touched, and is sent again.
 */
export async function run(script, options = {}) {
  // One line: an address of this page, or a text of an agent, is never a second command.
  if (/[\r\n]/.test(script)) throw new Error('a command has one line');
  const first = await send(script, options);
  if (first.result?.error?.code !== 'key_needed') return first;
  await touchKey();
  return send(script, options);
}

async function send(script, { text = false, onLine = null, signal = null } = {}) {
  const body = { script, name: 'dashboard' };
  if (text) body.text = { format: 'table', columns: 100, unicode: true };
  const answer = await fetch('/v1/commands', {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', ...mark() },
    body: JSON.stringify(body),
    signal,
  });
  if (answer.status === 422) {
    const { problems } = await answer.json();
    return {
      result: null,
      text: problems.map((one) => one.text).join('\n'),
      code: 2,
      problems,
    };
  }
  if (answer.status === 401) toSignIn();
  if (!answer.ok) {
    const refused = await answer.json().catch(() => ({}));
    throw new Error(refused.error?.detail ?? `the mesh answers with status ${answer.status}`);
  }
  const all = { result: null, text: '', code: null, problems: [] };
  for await (const line of linesOf(answer.body)) {
    if (line.result) all.result = line.result;
    if (typeof line.text === 'string') all.text += line.text;
    if (typeof line.remark === 'string') all.text += `${line.remark}\n`;
    if (line.end) all.code = line.end.exit_code;
    onLine?.(line);
  }
  if (all.code === null) throw new Error('the connection broke off: the outcome is not known');
  return all;
}

/** The result of a command that only looks; throws what is wrong with it. */
export async function look(script, signal = null) {
  const { result, text } = await run(script, { signal });
  if (!result) throw new Error(text || 'there is no result');
  if (result.error)
    throw Object.assign(new Error(`${result.error.detail}. ${result.error.remedy ?? ''}`), {
      code: result.error.code,
    });
  return result;
}

async function* linesOf(stream) {
  const reader = stream.pipeThrough(new TextDecoderStream()).getReader();
  let rest = '';
  for (;;) {
    const { value, done } = await reader.read();
    if (done) break;
    const lines = (rest + value).split('\n');
    rest = lines.pop();
    for (const line of lines) if (line) yield JSON.parse(line);
  }
  if (rest) yield JSON.parse(rest);
}

/** A text as one word of the command line. */
export function quoted(text) {
  return `"${String(text).replace(/[\\"]/g, (one) => `\\${one}`)}"`;
}
