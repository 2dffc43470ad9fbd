// Everything that may go wrong, and what handlers throw to answer otherwise than READY.

/** The base of the package's own errors. */
export class MeshAgentError extends Error {
  constructor(message, options) {
    super(message, options);
    this.name = new.target.name;
  }
}

/** An invite or credentials cannot be read or kept. The text names file and remedy. */
export class BadFile extends MeshAgentError {}

/** A link ended, or could not be made. The host dials again. */
export class LinkLost extends MeshAgentError {}

/** A message is not as the schema says. */
export class WireError extends MeshAgentError {}

/** The mesh refuses an agent, and asking again would not help. */
export class Refused extends MeshAgentError {
  constructor(agent, code, detail, remedy) {
    super(refusalLine(agent, code, detail, remedy));
    Object.assign(this, { agent, code, detail, remedy });
  }
}

/** Thrown by a handler: the work could not be done, and why. */
export class Failed extends MeshAgentError {}

/** Thrown by a handler: the job contradicts what the agent knows. */
export class Conflict extends MeshAgentError {
  constructor(expected, received, evidence = {}) {
    super(`expected ${expected}, received ${received}`);
    Object.assign(this, { expected: String(expected), received: String(received), evidence });
  }
}

/** One line for people: the agent, the code, what was seen, what helps. */
export function refusalLine(agent, code, detail, remedy) {
  const line = `${agent || 'the link'}: the mesh refuses it: ${code}`;
  return line + (detail ? `: ${detail}` : '') + (remedy ? `; ${remedy}` : '');
}
