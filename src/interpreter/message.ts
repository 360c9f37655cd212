/** The version of the protocol that we speak. An interpreter's end says in its hello which one it speaks. */
export const PROTOCOL = 1;

/** What an interpreter's end says first. */
export interface Hello {
  readonly kind: "hello";
  readonly protocol: number;
  readonly language: string;
  readonly version: string;
  readonly pid: number;
  readonly token: string;
}

/** What is known of a failure inside a command. */
export interface RaisedError {
  /** The type of what was raised, in its language's words: `ValueError`. */
  readonly type: string;
  readonly message: string;
  /** As the language prints it, with the lines of the command. */
  readonly trace: string;
  readonly frames: readonly { readonly file: string; readonly line: number; readonly in: string }[];
}

/** A command has ended, and all that it wrote has left the interpreter. */
export interface Done {
  readonly kind: "done";
  readonly id: number;
  /** As JSON: see `decodeValue`. */
  readonly value: unknown;
  readonly error: RaisedError | null;
  readonly durationMs: number;
}

/** What an interpreter's end may say. */
export type Message =
  | Hello
  | Done
  /** From 0 to 1; what user code says by itself on the channel may be anything. */
  | { readonly kind: "progress"; readonly id: number; readonly fraction: number }
  | { readonly kind: "output"; readonly id: number; readonly path: string };

/** Whether it is a progress that can be told. */
export function isFraction(fraction: number): boolean {
  return fraction >= 0 && fraction <= 1;
}

/** What we say to it. The source of a command goes beside its message, as bytes. */
export type Order =
  /** With `valueAs`, the value is for people: a language that has a notation of its own tells it as text. */
  | { readonly kind: "run"; readonly id: number; readonly valueAs?: "text" }
  /** End the command that runs, and live on. */
  | { readonly kind: "interrupt" }
  | { readonly kind: "close"; readonly status: number };

/** Reads a message; undefined where it is none of ours: user code may find the channel and write to it. */
export function readMessage(json: unknown): Message | undefined {
  if (typeof json !== "object" || json === null || !("kind" in json)) return undefined;
  const shape = shapes[String(json.kind)];
  const fields = json as Readonly<Record<string, unknown>>;
  const isWhole =
    shape !== undefined && Object.entries(shape).every(([name, type]) => typeof fields[name] === type);
  return isWhole && isError(fields["error"]) ? (json as Message) : undefined;
}

const shapes: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  hello: { protocol: "number", language: "string", version: "string", pid: "number", token: "string" },
  done: { id: "number", durationMs: "number" },
  progress: { id: "number", fraction: "number" },
  output: { id: "number", path: "string" },
};

function isError(json: unknown): boolean {
  if (json === undefined || json === null) return true;
  const { type, message, trace, frames } = json as Readonly<Record<string, unknown>>;
  return [type, message, trace].every((field) => typeof field === "string") && Array.isArray(frames);
}
