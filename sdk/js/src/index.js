// Agents for a MESH-30K mesh, over the agent link.

import { Agent as CoreAgent } from './agent.js';
import { nodePlatform } from './node.js';

export { Host } from './host.js';
export { BadFile, Conflict, Failed, LinkLost, MeshAgentError, Refused } from './errors.js';
export { nodePlatform };

/** One agent of a mesh, from the path of an invite or of credentials. */
export class Agent extends CoreAgent {
  constructor(source, options = {}) {
    super(source, { platform: options.platform ?? nodePlatform(), ...options });
  }
}
