/** A line after the lines above it, and who has said it there. */
export interface TraceNode {
  readonly line: Uint8Array;
  readonly keys: string[];
  readonly next: Map<string, TraceNode>;
}

/** Outputs as a tree of lines: what begins alike is there once. All of it is held in memory. */
export class TraceTree {
  readonly #root: TraceNode = { line: new Uint8Array(), keys: [], next: new Map() };
  /** Where each key is, and what it has said of its next line. */
  readonly #places = new Map<string, Place>();

  /** Adds to what a key has said, in any pieces. */
  add(key: string, bytes: Uint8Array): void {
    const place = this.#places.get(key) ?? { node: this.#root, begun: [] };
    this.#places.set(key, place);
    let start = 0;
    for (let end = bytes.indexOf(LF); end !== -1; end = bytes.indexOf(LF, start)) {
      place.begun.push(bytes.subarray(start, end));
      endLine(key, place);
      start = end + 1;
    }
    if (start < bytes.length) place.begun.push(Buffer.from(bytes.subarray(start)));
  }

  /** The first lines, once nothing more comes. */
  finish(): Iterable<TraceNode> {
    for (const [key, place] of this.#places) if (place.begun.length > 0) endLine(key, place);
    return this.#root.next.values();
  }
}

interface Place {
  node: TraceNode;
  begun: Uint8Array[];
}

const LF = 10;

function endLine(key: string, place: Place): void {
  const line = Buffer.concat(place.begun);
  const text = line.toString("latin1");
  let next = place.node.next.get(text);
  if (next === undefined) {
    next = { line, keys: [], next: new Map() };
    place.node.next.set(text, next);
  }
  next.keys.push(key);
  place.node = next;
  place.begun = [];
}
