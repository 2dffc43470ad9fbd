// The bytes that are signed: docs/reference/agent-link.md, "Signatures".

import { concat, fourBytes, utf8 } from './bytes.js';

/** The length of a part in 4 bytes, then the part. */
export function lp(part) {
  const bytes = typeof part === 'string' ? utf8(part) : part;
  return concat(fourBytes(bytes.length), bytes);
}

export const helloBytes = (nonce, binding, bindingData, agent, linkKey) =>
  concat(utf8('mesh.agent.v1 hello\0'), nonce, lp(binding), lp(bindingData), lp(agent),
    lp(linkKey));

export const rotateBytes = (nonce, agent, newKey) =>
  concat(utf8('mesh.agent.v1 rotate\0'), nonce, lp(agent), lp(newKey));

export const deliverBytes = (nonce, agent, id, verb, payload) =>
  concat(utf8('mesh.agent.v1 deliver\0'), nonce, lp(agent), lp(id), lp(verb), lp(payload));

/** What the digest of an answer is over. */
export const answerBytes = (answer) =>
  concat(...[answer.agent, answer.id, String(answer.state), answer.value, answer.expected,
    answer.received, answer.failure, ...evidenceOf(answer.more ?? {})].map(lp));

/** Posts and the evidence of a conflict, when there are any. */
function evidenceOf(more) {
  const { conflictType = '', depth = 0, affectedAgents = 0 } = more;
  const { neededCapabilities = [], post = [] } = more;
  if (!conflictType && !depth && !affectedAgents && !neededCapabilities.length && !post.length)
    return [];
  return [conflictType, String(depth), String(affectedAgents),
    String(neededCapabilities.length), ...neededCapabilities,
    String(post.length), ...post.flatMap(({ to = '', text = '' }) => [to, text])];
}

export const answersBytes = (nonce, number, digests) =>
  concat(utf8('mesh.agent.v1 answers\0'), nonce, fourBytes(number), ...digests);
