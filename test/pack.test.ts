import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { after, before, test } from "node:test";
import { type Run, outsideEnvironment, runOutside } from "./npm.ts";

const ROOT = join(import.meta.dirname, "..");

/** What the test reads of a package's manifest. */
interface Manifest {
  readonly version: string;
  readonly bin: Readonly<Record<string, string>>;
  readonly exports: Readonly<Record<string, string | { readonly types: string; readonly default: string }>>;
  readonly [key: string]: unknown;
}

const CONFIGURATION = `import { defineConfig } from "runyard/jobs";

export default defineConfig({
  jobs: {
    say: { command: ["echo", "said by a command"] },
    call: { function: () => console.log("said by a function") },
  },
});
`;

let folder = "";
let packed: readonly string[] = [];
before(() => {
  folder = mkdtempSync(join(tmpdir(), "runyard-pack-"));
  must(runOutside(ROOT, ["npm", "run", "build"]));
  const pack = must(runOutside(ROOT, ["npm", "pack", "--json", "--pack-destination", folder, "./dist"]));
  const [tarball] = JSON.parse(pack.stdout) as [{ filename: string; files: { path: string }[] }];
  packed = tarball.files.map(({ path }) => path);
  writeFileSync(join(folder, "package.json"), '{ "private": true, "type": "module" }\n');
  const install = [
    "npm",
    "install",
    "--prefer-offline",
    "--no-audit",
    "--no-fund",
    join(folder, tarball.filename),
  ];
  must(runOutside(folder, install, { npm_config_engine_strict: "false" }));
});
after(() => rmSync(folder, { recursive: true, force: true }));

test("the package holds JavaScript, types and the shim, and no test, fixture or TypeScript source", () => {
  const programs = ["shim.pl", "fanout.pl", "system.pl"].map((name) => `src/process/${name}`);
  assert.ok(
    programs.every((path) => packed.includes(path)) && packed.includes("src/cli/main.js"),
    packed.join("\n"),
  );
  assert.ok(["LICENSE", "README.md", "CHANGELOG.md", "package.json"].every((path) => packed.includes(path)));
  const unwanted = packed.filter((path) => /test|fixture|conformance|(?<!\.d)\.ts$/.test(path));
  assert.deepEqual(unwanted, []);
});

test("the package's manifest names files that are there, and nothing that only the checkout needs", () => {
  const manifest = readManifest();
  const entries = Object.values(manifest.exports).flatMap((entry) =>
    typeof entry === "string" ? entry : Object.values(entry),
  );
  for (const path of [...entries, ...Object.values(manifest.bin)]) {
    assert.ok(existsSync(join(folder, "node_modules", "runyard", path)), path);
  }
  assert.deepEqual(
    ["devDependencies", "optionalDependencies", "scripts", "private"].filter((key) => key in manifest),
    [],
  );
  assert.deepEqual(
    manifest["dependencies"],
    (readJson(join(ROOT, "package.json")) as Manifest)["dependencies"],
  );
});

test("the installed command line says its version and writes a configuration", () => {
  const program = join("node_modules", ".bin", "runyard");
  const version = must(runInstalled([program, "--version"]));
  assert.equal(version.stdout, `${readManifest().version}\n`);
  must(runInstalled([program, "init"]));
  assert.match(readFileSync(join(folder, "runyard.yaml"), "utf8"), /^jobs:$/m);
});

test("the installed nodeset folds names, and resolves groups to sets of the same kind", () => {
  const program = join("node_modules", ".bin", "runyard");
  const nodeset = (...words: string[]): string => must(runInstalled([program, "nodeset", ...words])).stdout;
  writeFileSync(join(folder, "groups.conf"), "[Main]\ndefault: own\n[own]\nmap: echo n[1-3]\n");
  assert.equal(nodeset("-f", "n1", "n2"), "n[1-2]\n");
  assert.equal(nodeset("--groupsconf", "groups.conf", "-f", "@any", "n4", "-x", "n2"), "n[1,3-4]\n");
  assert.equal(nodeset("--version"), `${readManifest().version}\n`);
});

test("the installed server runs a command and a function", async () => {
  writeFileSync(join(folder, "runyard.config.ts"), CONFIGURATION);
  const program = join(folder, "node_modules", ".bin", "runyard");
  const server = spawn(program, ["serve", "--config", "runyard.config.ts", "--port", "0"], {
    cwd: folder,
    env: installedEnvironment(),
    stdio: ["ignore", "pipe", "inherit"],
  });
  const exited = once(server, "exit");
  try {
    const url = await firstAddress(server);
    const run = (...words: string[]): Run => must(runInstalled([program, "--server", url, ...words]));
    assert.match(run("submit", "say", "--wait", "--follow").stdout, /^said by a command$/m);
    assert.match(run("submit", "call", "--wait", "--follow").stdout, /^said by a function$/m);
    run("stop", "--abort");
  } finally {
    server.kill("SIGTERM");
    await exited;
  }
});

test("every entry point can be imported", () => {
  const names = Object.keys(readManifest().exports).filter((path) => path !== "./package.json");
  assert.ok(names.length >= 3);
  for (const name of names.map((path) => path.replace(".", "runyard"))) {
    const script = `import * as all from "${name}"; console.log(Object.keys(all).length > 0);`;
    assert.equal(
      must(runInstalled([process.execPath, "--input-type=module", "--eval", script])).stdout,
      "true\n",
      name,
    );
  }
});

test("the types say what is wrong with a configuration", () => {
  mkdirSync(join(folder, "typed"));
  symlinkSync(join(ROOT, "node_modules", "@types"), join(folder, "typed", "types"));
  const source = `import { defineConfig } from "runyard/jobs";
import { startServer } from "runyard/server";
import { registerUws } from "runyard/uws";

defineConfig({ jobs: { greet: { function: ({ item, parameters }) => [item.name.length, parameters["name"]] } } });
// @ts-expect-error a job type is not a number
defineConfig({ jobs: { greet: 5 } });
// @ts-expect-error there is no such parameter of the context
defineConfig({ jobs: { greet: { function: ({ nothing }) => nothing } } });
// @ts-expect-error a port is a number
void startServer({ port: "8210" });
export const register: (app: never, context: never) => void = registerUws;
`;
  writeFileSync(join(folder, "typed", "runyard.config.ts"), source);
  const tsc = join(ROOT, "node_modules", "typescript", "bin", "tsc");
  const options = [
    "--noEmit",
    "--strict",
    "--module",
    "nodenext",
    "--target",
    "es2024",
    "--typeRoots",
    "types",
    "--types",
    "node",
  ];
  const argv = [process.execPath, tsc, "--ignoreConfig", "--skipLibCheck", ...options, "runyard.config.ts"];
  must(runOutside(join(folder, "typed"), argv));
});

async function firstAddress(server: ChildProcess): Promise<string> {
  let text = "";
  for await (const piece of server.stdout ?? []) {
    text += String(piece);
    const [address] = /http:\/\/\S+:\d+/.exec(text) ?? [];
    if (address !== undefined) return address;
  }
  throw new Error(`The server did not start: ${text}`);
}

function runInstalled(argv: readonly string[]): Run {
  return runOutside(folder, argv, installedEnvironment());
}

/** With the user's own Node first, as new as the package asks for. */
function installedEnvironment(): NodeJS.ProcessEnv {
  const environment = outsideEnvironment();
  return { ...environment, PATH: `${dirname(process.execPath)}:${environment["PATH"]}` };
}

function must(run: Run): Run {
  assert.equal(run.status, 0, `${run.stdout}${run.stderr}`);
  return run;
}

function readManifest(): Manifest {
  return readJson(join(folder, "node_modules", "runyard", "package.json")) as Manifest;
}

function readJson(path: string): unknown {
  return JSON.parse(readFileSync(path, "utf8"));
}
