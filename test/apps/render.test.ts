import assert from "node:assert/strict";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { PNG } from "pngjs";
import { parse } from "yaml";
import { CommandDispatcher, blender } from "../../src/interpreter/mod.ts";
import type { Job } from "../../src/job/mod.ts";
import type { ItemView } from "../../src/server/api.ts";
import { ourProcesses } from "../our-processes.ts";
import { outputOf, submit, until, waitForEnd } from "../run-job.ts";
import { type Serving, startServing } from "../serving.ts";

const EXAMPLES = join(import.meta.dirname, "..", "..", "examples");
const FRAMES = Array.from({ length: 10 }, (_, index) => `frame${index + 1}`);

let folder = "";
let serving: Serving;
before(async () => {
  folder = mkdtempSync(join(tmpdir(), "runyard-render-"));
  for (const name of ["calm", "rough"]) mkdirSync(join(folder, name));
  const scene = await savedScene();
  const given = exampleType();
  const jobs = {
    calm: { ...exampleType(), setup: [...exampleType().setup, noteStart("calm")] },
    rough: { ...exampleType(), setup: [...exampleType().setup, armed("rough")] },
    given: { ...given, parameters: { ...given.parameters, scene: { type: "file", default: scene } } },
  };
  serving = await startServing({ jobs });
});
after(async () => {
  await serving.close();
  rmSync(folder, { recursive: true });
});

test("examples/render renders ten frames in one Blender", async () => {
  const job = await ended((await submit(serving.service, "calm")).id);
  assert.deepEqual(await triesOf(job), Object.fromEntries(FRAMES.map((name) => [name, 1])));
  await assertTenFrames(job);
  assert.equal(notes("calm", "starts").length, 1);
});

test("examples/render completes all ten frames where Blender is killed at one and crashes at another", async () => {
  const { id } = await submit(serving.service, "rough");
  await until("frame 3 is under way", () => notes("rough", "hung").length === 1, 120_000);
  const pid = Number(notes("rough", "hung")[0]);
  const ours = ourProcesses(join(serving.folder, "data")).find((process) => process.pid === pid);
  assert.equal(ours?.role, "command");
  process.kill(pid, "SIGKILL");

  const job = await ended(id);
  const once = Object.fromEntries(FRAMES.map((name) => [name, 1]));
  assert.deepEqual(await triesOf(job), { ...once, frame3: 2, frame6: 2 });
  await assertTenFrames(job);
  assert.equal(notes("rough", "starts").length, 3);
  assert.deepEqual((await completedIn(job)).toSorted(), FRAMES.toSorted());
});

test("examples/render opens a .blend file, and what its engine says of a missing screen fails nothing", async () => {
  const parameters = { frames: "frame[007]", engine: "BLENDER_WORKBENCH", width: "64", height: "36" };
  const job = await ended((await submit(serving.service, "given", parameters)).id);
  assert.match(await outputOf(serving.service, job.id, "stderr", 0), /^EGL Error \(0x/m);
  const { result, outputs } = (await itemsOf(job))[0] ?? assert.fail("there is no item");
  assert.equal((result as { readonly scene: string }).scene, "Studio");
  assert.match(outputs[0] ?? "", /\/0007\.png$/);
  const [{ width, height } = assert.fail("there is no picture")] = await picturesOf(job);
  assert.deepEqual([width, height], [64, 36]);
});

/** What of an example's job type is written here anew. */
interface ExampleType {
  readonly setup: readonly string[];
  readonly parameters: Readonly<Record<string, unknown>>;
}

function exampleType(): ExampleType {
  const text = readFileSync(join(EXAMPLES, "runyard.yaml"), "utf8");
  const { render } = (
    parse(text) as {
      readonly jobs: { readonly render: ExampleType & { readonly environment: { readonly set: object } } };
    }
  ).jobs;
  // Blender leaves what it knows of a crash in a folder for temporary files: in ours.
  const environment = { set: { ...render.environment.set, TMPDIR: folder } };
  return { ...render, environment, working_folder: join(EXAMPLES, "render") } as ExampleType;
}

function noteStart(name: string): string {
  return `${mishaps}; mishaps.note(${blender.literal(join(folder, name))}, "starts")`;
}

function armed(name: string): string {
  return `${mishaps}; mishaps.arm(${blender.literal(join(folder, name))})`;
}

const mishaps = `sys.path.append(${blender.literal(import.meta.dirname)}); import mishaps`;

/** The lines of a file that mishaps.py writes. */
function notes(name: string, file: string): readonly string[] {
  const path = join(folder, name, file);
  return existsSync(path) ? readFileSync(path, "utf8").trim().split("\n") : [];
}

/** Blender's own first scene, under another name. */
async function savedScene(): Promise<string> {
  const path = join(folder, "studio.blend");
  await using dispatcher = new CommandDispatcher({ language: blender });
  await dispatcher.startChild();
  const { failure } = await dispatcher.run(
    `import bpy; bpy.context.scene.name = "Studio"; bpy.ops.wm.save_as_mainfile(filepath=${blender.literal(path)})`,
  );
  assert.equal(failure, null);
  return path;
}

async function ended(id: string): Promise<Job> {
  const job = await waitForEnd(serving.service, id, 120_000);
  assert.equal(job.phase, "COMPLETED", job.error?.message);
  return job;
}

async function itemsOf({ id }: Job): Promise<readonly ItemView[]> {
  const answer = await fetch(`${serving.url}/api/v1/jobs/${id}/items`);
  return ((await answer.json()) as { readonly items: readonly ItemView[] }).items;
}

async function triesOf(job: Job): Promise<Readonly<Record<string, number>>> {
  const items = await itemsOf(job);
  assert.ok(items.every(({ phase, progress }) => phase === "complete" && progress === 1));
  return Object.fromEntries(items.map(({ name, tries }) => [name, tries]));
}

/** The names of the items, each as often as it was recorded as complete. */
async function completedIn({ id }: Job): Promise<readonly string[]> {
  const names: string[] = [];
  const signal = AbortSignal.timeout(60_000);
  for await (const { change } of serving.service.events({ after: 0, job: id, signal })) {
    if (change.kind === "item" && change.to === "complete") names.push(change.name);
    if (change.kind === "phase" && change.to === "COMPLETED") break;
  }
  return names;
}

async function assertTenFrames(job: Job): Promise<void> {
  const results = await serving.service.results(job.id);
  assert.deepEqual(
    results.map(({ id }) => id),
    FRAMES.map((name, index) => `${name}/${String(index + 1).padStart(4, "0")}.png`),
  );
  for (const { width, height, data } of await picturesOf(job)) {
    assert.deepEqual([width, height], [160, 90]);
    assert.ok(new Set(data).size > 20, "A picture is of hardly more than one colour");
  }
  assert.equal(new Set(results.map(({ sha256 }) => sha256)).size, 10);
}

async function picturesOf({ id }: Job): Promise<readonly PNG[]> {
  const results = await serving.service.results(id);
  const files = await Promise.all(results.map((result) => serving.service.resultFile(id, result.id)));
  return files.map(({ path }) => PNG.sync.read(readFileSync(path)));
}
