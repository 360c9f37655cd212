import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, test } from "node:test";
import { flatten } from "../scripts/flatten.ts";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "runyard-flatten-"));
  write({ "package.json": '{ "type": "module" }' });
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function write(files: Readonly<Record<string, string>>): void {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
}

async function load(path: string): Promise<Record<string, unknown>> {
  return (await import(join(folder, path))) as Record<string, unknown>;
}

test("flatten() keeps what a module exports, and one class for all who import it", async () => {
  write({
    "set/mod.js": `export { Thing as Item, make } from "./thing.js";\nexport { depth } from "./deep/depth.js";\n`,
    "set/thing.js": `import { depth as howDeep } from "./deep/depth.js";
import {
    base,
} from "../base.js";
const secret = 1;
export class Thing {
    value = base + howDeep + secret;
}
export function make() {
    return new Thing();
}
export async function late() {
    return (await import("./deep/late.js")).isThing(make());
}
`,
    "set/deep/depth.js": `import { sep } from "node:path";\nconst secret = 10;\nexport const depth = secret * sep.length;\nexport {};\n`,
    "set/deep/late.js": `import { Thing } from "../thing.js";\nexport function isThing(x) {\n    return x instanceof Thing;\n}\n`,
    "base.js": `export const base = 100;\n`,
  });
  flatten(join(folder, "set", "mod.js"));
  const { Item, make, depth } = (await load("set/mod.js")) as {
    Item: new () => object;
    make: () => { value: number };
    depth: number;
  };
  assert.equal(make().value, 111);
  assert.equal(depth, 10);
  const { Thing, late } = (await load("set/thing.js")) as { Thing: unknown; late: () => Promise<boolean> };
  assert.equal(Thing, Item);
  assert.equal(await late(), true);
});

test("flatten() refuses what it would change the meaning of", () => {
  const lines = [
    'export * from "./other.js";',
    "export default 1;",
    "export let count = 0;",
    'import all from "./other.js";',
    "await Promise.resolve();",
  ];
  for (const line of lines) {
    write({ "mod.js": `${line}\n`, "other.js": "export const one = 1;\n" });
    assert.throws(
      () => flatten(join(folder, "mod.js")),
      /^Error: Cannot flatten ".+mod\.js": it has the line "/,
      line,
    );
  }
  write({
    "mod.js": 'export { here } from "./deep/here.js";\n',
    "deep/here.js": "export const here = import.meta.url;\n",
  });
  assert.throws(() => flatten(join(folder, "mod.js")), /it speaks of its own place$/);
});
