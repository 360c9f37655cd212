import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import {
  cpSync,
  globSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { after, before, describe, test } from "node:test";
import { layers } from "../scripts/layers.ts";
import { commands } from "../src/cli/command-table.ts";

const ROOT = join(import.meta.dirname, "..");

describe("The house is in order", () => {
  for (const script of ["format", "lint", "types", "dead-code"]) {
    test(`npm run ${script} finds nothing`, () => {
      const { status, stdout, stderr } = spawnSync("npm", ["run", "--silent", script], {
        cwd: ROOT,
        encoding: "utf8",
      });
      assert.equal(status, 0, `${stdout}${stderr}`);
    });
  }
});

describe("The lint refuses what it is there to refuse, and says why", () => {
  let folder = "";
  before(() => {
    folder = mkdtempSync(join(tmpdir(), "runyard-house-"));
    for (const file of ["oxlint.config.ts", "tsconfig.json", "package.json", "scripts/layers.ts"]) {
      cpSync(join(ROOT, file), join(folder, file));
    }
    symlinkSync(join(ROOT, "node_modules"), join(folder, "node_modules"));
  });
  after(() => rmSync(folder, { recursive: true }));

  const planted: readonly (readonly [
    name: string,
    files: Readonly<Record<string, string>>,
    complaint: RegExp,
  ])[] = [
    [
      "a layer that imports a later one",
      {
        "src/store/a.ts": 'export { b } from "../server/mod.ts";',
        "src/server/mod.ts": "export const b: number = 1;",
      },
      /The layer store imports only the layers before it in scripts\/layers\.ts/,
    ],
    [
      "a later layer's type, from a folder of a layer",
      {
        "src/job/deep/a.ts": 'import type { B } from "../../run/mod.ts";\nexport type A = B[];',
        "src/run/mod.ts": "export type B = 1;",
      },
      /The layer job imports only the layers before it/,
    ],
    [
      "a later layer that is loaded while the program runs",
      {
        "src/core/a.ts":
          'export async function a(): Promise<unknown> {\n  return import("../cli/mod.ts");\n}',
        "src/cli/mod.ts": "export const b: number = 1;",
      },
      /The layer core imports only the layers before it/,
    ],
    [
      "another layer's file past its mod.ts",
      { "src/run/a.ts": 'export { b } from "../job/b.ts";', "src/job/b.ts": "export const b: number = 1;" },
      /The layer run imports another layer through its mod\.ts alone/,
    ],
    [
      "a circle of types",
      {
        "src/core/a.ts": 'import type { B } from "./b.ts";\nexport type A = B | 1;',
        "src/core/b.ts": 'import type { A } from "./a.ts";\nexport type B = A[];',
      },
      /Dependency cycle detected/,
    ],
    [
      "node:child_process outside process",
      { "src/run/a.ts": 'import { spawn } from "node:child_process";\n\nspawn("true");' },
      /Only src\/process starts processes/,
    ],
    [
      "node:sqlite outside its adapter",
      { "src/store/sqlite/a.ts": 'export { DatabaseSync } from "node:sqlite";' },
      /Only the adapter in src\/store\/sqlite knows node:sqlite/,
    ],
    [
      "a promise that nobody waits for",
      { "src/core/a.ts": "export async function a(): Promise<void> {\n  a();\n  await a();\n}" },
      /Promises must be awaited/,
    ],
  ];
  for (const [name, files, complaint] of planted) {
    test(name, () => {
      plant(folder, files);
      const { status, output } = lint(folder);
      rmSync(join(folder, "src"), { recursive: true });
      assert.equal(status, 1, output);
      assert.match(output, complaint);
    });
  }

  test("and nothing else: what is allowed passes", () => {
    plant(folder, {
      "src/job/mod.ts": "export const job: number = 1;",
      "src/process/mod.ts":
        'import { spawn } from "node:child_process";\n\nexport const start: typeof spawn = spawn;',
      "src/store/sqlite/database.ts":
        'export { DatabaseSync } from "node:sqlite";\nexport { job } from "../../job/mod.ts";',
      "src/server/api.ts": "export type View = 1;",
      "src/cli/commands/a.ts":
        'import type { View } from "../../server/api.ts";\n\nexport type Views = View[];',
      "src/run/a.test.ts": 'import { spawn } from "node:child_process";\n\nspawn("true");',
    });
    const { status, output } = lint(folder);
    assert.equal(status, 0, output);
  });
});

describe("What is written down agrees with what is there", () => {
  test("scripts/layers.ts names every folder under src/", () => {
    const names = new Set(layers.map(({ name }) => name));
    const folders = globSync("src/*/", { cwd: ROOT }).map((path) => path.split("/")[1] ?? "");
    assert.deepEqual(
      folders.filter((folder) => !names.has(folder)),
      [],
    );
  });

  test("ARCHITECTURE.md has the layers of scripts/layers.ts, in their order", () => {
    const [, section = ""] = /^## Layers\n(.*?)^## /ms.exec(read("ARCHITECTURE.md")) ?? [];
    const rows = [...section.matchAll(/^\| `(\w+)` \| (.+?) \|/gm)].map(([, name, holds]) => ({
      name,
      holds,
    }));
    assert.deepEqual(rows, layers);
  });

  test("README.md shows only commands that exist, and CONTRIBUTING.md only scripts that do", () => {
    const shown = [...read("README.md").matchAll(/\brunyard(?:\.js)? ([a-z][a-z-]+)/g)].map(
      ([, name]) => name ?? "",
    );
    assert.ok(shown.length > 0);
    assert.deepEqual(
      shown.filter((name) => name !== "help" && !Object.hasOwn(commands, name)),
      [],
    );
    const { scripts } = manifest();
    const documents = `${read("README.md")}${read("CONTRIBUTING.md")}`;
    const used = [...documents.matchAll(/npm run ([a-z:-]+)/g)].map(([, name]) => name ?? "");
    assert.deepEqual(
      used.filter((name) => !Object.hasOwn(scripts, name)),
      [],
    );
  });

  test("README.md names every entry point that package.json exports, and each is there", () => {
    const entries = Object.keys(manifest().exports).map((path) => path.replace(".", "runyard"));
    const named = [...new Set(read("README.md").match(/(?<=`)runyard\/\w+(?=`)/g))];
    assert.deepEqual(named.toSorted(), entries.toSorted());
    for (const path of Object.values(manifest().exports)) read(path);
  });

  test("links between the documents lead to files that exist", () => {
    for (const document of globSync(["*.md", "docs/**/*.md", "examples/**/*.md", "web/*.md"], {
      cwd: ROOT,
    })) {
      for (const [, target = ""] of read(document).matchAll(/\]\((?!https?:|#)([^)#]+)/g)) {
        assert.ok(
          globSync(join(dirname(document), target), { cwd: ROOT }).length === 1,
          `${document}: ${target}`,
        );
      }
    }
  });

  test(".ci/run calls exactly the test command of README.md", () => {
    const lines = read(".ci/run").trim().split("\n").slice(1);
    assert.deepEqual(lines, ["set -e", 'cd "$(dirname "$0")/.."', "npm ci && npm test"]);
    assert.match(read("README.md"), /^npm ci && npm test$/m);
  });
});

function read(path: string): string {
  return readFileSync(join(ROOT, path), "utf8");
}

function manifest(): { readonly scripts: Record<string, string>; readonly exports: Record<string, string> } {
  return JSON.parse(read("package.json")) as ReturnType<typeof manifest>;
}

function plant(folder: string, files: Readonly<Record<string, string>>): void {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), `${text}\n`);
  }
}

function lint(folder: string): { readonly status: number | null; readonly output: string } {
  const oxlint = join(ROOT, "node_modules", ".bin", "oxlint");
  const { status, stdout, stderr } = spawnSync(oxlint, ["--type-aware", "--deny-warnings", "src"], {
    cwd: folder,
    encoding: "utf8",
    env: { ...process.env, PATH: `${dirname(process.execPath)}:${process.env["PATH"]}` },
  });
  return { status, output: `${stdout}${stderr}` };
}
