/** Agents for a MESH-30K mesh, over the agent link. */

export interface Job {
  /** The name of the agent that it is for. */
  readonly agent: string;
  readonly id: string;
  /** observe, orient, decide, act, record or sync. */
  readonly verb: string;
  /** The payload as a text; what is not UTF-8 in it is replaced. */
  readonly text: string;
  /** The payload as bytes. */
  readonly data: Uint8Array;
  /** Whether the payload is a text. */
  readonly isText: boolean;
  /** More than 1: this work may have been begun before. */
  readonly attempt: number;
  readonly source: string;
  readonly correlation: string;
  readonly causation: string;
  readonly lamport: bigint;
  readonly payloadWeight: number;
  readonly queueDepth: number;
  /** Until nobody waits for the answer; infinite when the mesh set no end. */
  readonly timeLeftMs: number;
  /** Nobody wants the answer any more. */
  readonly withdrawn: boolean;
  /** Aborts when nobody wants the answer any more; for fetch and the like. */
  readonly signal: AbortSignal;
  /** Tells the mesh how much is done, from 0 to 1. Of several, the latest is said. */
  progress(share: number, note?: string): void;
  /** Adds a message to another agent, which goes out with the answer. */
  post(to: string, text: string): void;
}

/**
 * A text is the answer READY; anything else becomes JSON. Conflict and Failed are the other
 * answers, and so is every error: a failure.
 */
export type Handler = (job: Job) => unknown | Promise<unknown>;

export interface AgentOptions {
  /** The mesh signs what it delivers, and what it did not sign is not worked on. */
  signedDeliveries?: boolean;
  /** So many of its jobs run at once; 16. */
  concurrency?: number;
  /** Files, sockets and keys; that of Node.js or of the browser. */
  platform?: Platform;
}

export class Agent {
  /** In Node.js the path of an invite or of credentials; in a browser their contents. */
  constructor(source: string | URL | object, options?: AgentOptions);
  /** Its name, once its file was read. */
  readonly name: string;
  /** Its place in the mesh, such as s07.c04.a12, once it was welcomed. */
  readonly place: string;
  readonly agentClass: string;
  readonly capabilities: readonly string[];
  /** What all agents of the mesh work from. */
  readonly context: string;
  readonly contextHash: string;
  readonly frozen: boolean;
  /** Sets the handler. */
  handle(handler: Handler): this;
  /** Works until SIGTERM or SIGINT. The exit code is 1 when the mesh refuses the agent. */
  run(): Promise<void>;
  /** As `run`, without signals and exit codes. Rejects with Refused. */
  serve(): Promise<void>;
}

export interface HostOptions {
  /** So long what runs may take when the host is stopped; 10 s. */
  stopWithinMs?: number;
  /** The mesh may send no larger message; 16 MiB. Browsers have no such limit. */
  mostMessageBytes?: number;
}

/**
 * Several agents of the same mesh. They share links: one for each of the mesh's hosts that has
 * clusters of theirs.
 */
export class Host {
  constructor(agents: Agent[], options?: HostOptions);
  run(): Promise<void>;
  serve(): Promise<void>;
  /** Takes no new work, ends what runs, and leaves; called again, it leaves at once. */
  stop(): void;
}

/** What the package needs of its surroundings; made by nodePlatform or browserPlatform. */
export interface Platform {
  readonly log: (line: string) => void;
}

/** `WebSocket` is a class like that of the package ws, instead of it. */
export function nodePlatform(options?: { WebSocket?: unknown }): Platform;

/** In browsers only. */
export function browserPlatform(options?: {
  WebSocket?: unknown;
  subtle?: unknown;
  storage?: { getItem(key: string): string | null; setItem(key: string, value: string): void };
  log?: (line: string) => void;
}): Platform;

/** The base of the package's own errors. */
export class MeshAgentError extends Error {}
/** An invite or credentials cannot be read or kept. */
export class BadFile extends MeshAgentError {}
/** A link ended, or could not be made. */
export class LinkLost extends MeshAgentError {}
/** Thrown by a handler: the work could not be done, and why. */
export class Failed extends MeshAgentError {}

/** The mesh refuses an agent, and asking again would not help. */
export class Refused extends MeshAgentError {
  readonly agent: string;
  readonly code: string;
  readonly detail: string;
  readonly remedy: string;
}

/** Thrown by a handler: the job contradicts what the agent knows. */
export class Conflict extends MeshAgentError {
  constructor(expected: string, received: string, evidence?: {
    /** DATA_CONTRADICTION when empty. */
    conflictType?: string;
    depth?: number;
    affectedAgents?: number;
    neededCapabilities?: string[];
  });
  readonly expected: string;
  readonly received: string;
}
