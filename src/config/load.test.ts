import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { availableParallelism, tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { runners } from "../../test/config/mistakes-in.ts";
import { type CommandEntry, expandCommand } from "../job/mod.ts";
import type { Configuration } from "./configuration.ts";
import { loadConfiguration } from "./load.ts";
import { template } from "./template.ts";

let folder = "";
before(async () => {
  folder = await mkdtemp(join(tmpdir(), "runyard-"));
});
after(() => rm(folder, { recursive: true }));

/** Loads a file with this text, in a folder of its own. */
async function load(name: string, text: string): Promise<Configuration> {
  const own = await mkdtemp(join(folder, "case-"));
  await writeFile(join(own, name), text);
  return loadConfiguration(undefined, { runners, folder: own });
}

test("loadConfiguration() fills in what the file leaves out", async () => {
  const { file, folder: own, ...settings } = await load("runyard.yaml", "jobs: {}\n");
  assert.equal(file, join(own, "runyard.yaml"));
  assert.deepEqual(settings, {
    server: {
      ...{ host: "127.0.0.1", port: 8210, uploadLimitBytes: 1_000_000_000, publicUrl: null },
      ...{ uploadHosts: [], uploadTimeoutMs: 60_000, tls: null },
    },
    auth: null,
    mail: null,
    ownerLimits: { every: { running: null, queued: null, storedBytes: null }, owners: new Map() },
    store: join(own, "data"),
    concurrent: availableParallelism(),
    types: new Map(),
    schedules: [],
    isSerial: false,
  });
});

test("loadConfiguration() reads every setting, paths relative to the file", async () => {
  const text = `
server:
  { host: "::1", port: 0, upload_limit: 5MB, public_url: "https://jobs.example.org/x/",
    upload_hosts: ["*.example.org", 10.0.0.0/8], upload_timeout: 5s }
store: ../elsewhere
concurrent: 3
jobs:
  demo: { command: [echo], working_folder: work, parameters: { table: { type: file, default: runyard.yaml } } }
`;
  const configuration = await load("runyard.yaml", text);
  const { server, store, concurrent, types } = configuration;
  const publicUrl = "https://jobs.example.org/x";
  const uploads = {
    uploadLimitBytes: 5_000_000,
    uploadHosts: ["*.example.org", "10.0.0.0/8"],
    uploadTimeoutMs: 5000,
  };
  assert.deepEqual(server, { host: "::1", port: 0, ...uploads, publicUrl, tls: null });
  assert.equal(store, join(configuration.folder, "../elsewhere"));
  assert.equal(concurrent, 3);
  const type = types.get("demo");
  assert.equal(type?.workingFolder, join(configuration.folder, "work"));
  assert.equal(type?.parameters["table"]?.default, configuration.file);
  assert.equal(type?.file, configuration.file);
});

test("loadConfiguration() keeps what stands in lists as it is written", async () => {
  const text = `
jobs:
  demo:
    command: [sleep, 5, 1.10, true, [-n, 007]]
    agenda: [001, 1e3, no, 0x10]
    environment: { set: { THREADS: 04, VERSION: 1.10, ON: true } }
    parameters:
      mode: { type: choice, choices: [1.0, 2.50], default: "2.50" }
      sizes: { type: integer, multiple: true, default: [1, 2] }
  set: { command: [echo], instances: 2 }
`;
  const { types } = await load("runyard.yml", text);
  const type = types.get("demo");
  assert.deepEqual(type?.settings, { command: ["sleep", "5", "1.10", "true", ["-n", "007"]] });
  assert.deepEqual(type.agenda, { kind: "list", items: ["001", "1e3", "no", "0x10"] });
  assert.deepEqual(type.environment.set, { THREADS: "04", VERSION: "1.10", ON: "true" });
  assert.deepEqual(type.parameters["mode"]?.choices, ["1.0", "2.50"]);
  assert.deepEqual(type.parameters["sizes"]?.default, [1, 2]);
  assert.equal(types.get("set")?.instances, 2);
});

test("loadConfiguration() unfolds merge keys, what is written beside them first", async () => {
  const text = `
jobs:
  a: &common { command: [echo], priority: 5, limits: { duration: 1m } }
  b: { <<: *common, priority: 7 }
`;
  const { types } = await load("runyard.yaml", text);
  assert.equal(types.get("b")?.priority, 7);
  assert.equal(types.get("b")?.limits.durationMs, 60_000);
});

test("loadConfiguration() looks for the YAML before the module, and takes what it is given", async () => {
  const own = await mkdtemp(join(folder, "both-"));
  await writeFile(join(own, "runyard.config.ts"), "export default { concurrent: 2 };\n");
  assert.equal((await loadConfiguration(undefined, { runners, folder: own })).concurrent, 2);
  await writeFile(join(own, "runyard.yaml"), "concurrent: 1\n");
  assert.equal((await loadConfiguration(undefined, { runners, folder: own })).concurrent, 1);
  assert.equal((await loadConfiguration("runyard.config.ts", { runners, folder: own })).concurrent, 2);
});

test("loadConfiguration() says where it looked, and why a path is no configuration", async () => {
  const own = await mkdtemp(join(folder, "none-"));
  const none = `Cannot find a configuration in "${own}": there is no runyard.yaml, runyard.yml, runyard.config.ts ("runyard init" writes one to start from)`;
  await assert.rejects(loadConfiguration(undefined, { runners, folder: own }), {
    code: "bad-configuration",
    message: none,
  });
  const missing = 'Cannot read the configuration "x.yaml": there is no such file';
  await assert.rejects(loadConfiguration("x.yaml", { runners, folder: own }), {
    code: "bad-configuration",
    message: missing,
  });
  await mkdir(join(own, "runyard.yaml"));
  const noFile = 'Cannot read the configuration "runyard.yaml": it is not a file';
  await assert.rejects(loadConfiguration(undefined, { runners, folder: own }), { message: noFile });
  await writeFile(join(own, "table.csv"), "x".repeat(10_000_001));
  const large =
    'Cannot read the configuration "table.csv": it is larger than 10 MB, and a configuration never is';
  await assert.rejects(loadConfiguration("table.csv", { runners, folder: own }), { message: large });
});

const define = fileURLToPath(new URL("define.ts", import.meta.url));

test("loadConfiguration() takes functions from a module, and reads it anew each time", async () => {
  const own = await mkdtemp(join(folder, "module-"));
  const write = (greeting: string): Promise<void> =>
    writeFile(
      join(own, "runyard.config.ts"),
      `import { defineConfig } from ${JSON.stringify(define)};
const greeting: string = ${JSON.stringify(greeting)};
export default defineConfig({
  server: { port: 0 },
  jobs: {
    greet: {
      function: ({ parameters }) => greeting + String(parameters["name"]),
      parameters: { name: { type: "string", default: "world" } },
    },
  },
});
`,
    );
  for (const greeting of ["Hello, ", "Good day, "]) {
    await write(greeting);
    const { types } = await loadConfiguration(undefined, { runners, folder: own });
    const type = types.get("greet");
    assert.equal(type?.runner, "function");
    const { function: call } = type.settings as { function: (context: unknown) => unknown };
    assert.equal(call({ parameters: { name: "Ada" } }), `${greeting}Ada`);
  }
});

const wrongModules: readonly (readonly [string, string])[] = [
  ["export const x = 1;\n", ": expected a default export: export default defineConfig({ … })"],
  ["export default null;\n", ': the file is empty ("runyard init" writes one to start from)'],
  ["\n\nthrow new Error('no\\nway');\n", ":3:7: cannot be loaded: no"],
  ['export default { jobs: { a: { function: "f" } } };\n', ": jobs.a.function: expected a function"],
  [
    "export default { jobs: { a: { comand: ['x'], limits: { duration: {} } } } };\n",
    ": jobs.a.limits.duration: expected a duration like 10m, found a mapping\n" +
      'FILE: jobs.a.comand: unknown key; did you mean "command"?',
  ],
];

for (const [text, message] of wrongModules) {
  test(`loadConfiguration() tells what is wrong with a module that says ${JSON.stringify(text)}`, async () => {
    await assert.rejects(load("runyard.config.ts", text), (error: Error & { code?: string }) => {
      assert.equal(error.code, "bad-configuration");
      assert.equal(error.message.replaceAll(/^.*?runyard\.config\.ts/gm, "FILE"), `FILE${message}`);
      return true;
    });
  });
}

test("loadConfiguration() tells the line of a module that can't be parsed", async () => {
  await assert.rejects(load("runyard.config.ts", "const a = 1;\nexport default {{ };\n"), (error: Error) => {
    assert.match(error.message, /runyard\.config\.ts:2:\d+: cannot be loaded: [^\n]+$/);
    return true;
  });
});

test("template is a configuration that loads, and its commands run", async () => {
  const { types, server } = await load("runyard.yaml", template);
  assert.equal(server.port, 8210);
  assert.deepEqual([...types.keys()], ["hello", "count", "save"]);
  const results = await mkdtemp(join(folder, "results-"));
  const run = async (name: string, values: Readonly<Record<string, string>>): Promise<string> => {
    const settings = types.get(name)?.settings as { readonly command: readonly CommandEntry[] } | undefined;
    const [program = "", ...argv] = expandCommand(
      settings?.command ?? [],
      (placeholder) => values[placeholder],
    );
    return (await promisify(execFile)(program, argv)).stdout;
  };
  assert.equal(await run("hello", { name: "Ada" }), "Hello, Ada!\n");
  await run("save", { text: "$HOME `id`", results });
  const kept = join(results, "text.txt");
  assert.equal(await readFile(kept, "utf8"), "$HOME `id`\n");
  assert.match(await run("count", { item: kept }), /^11 /);
});
