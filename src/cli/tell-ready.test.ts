import assert from "node:assert/strict";
import { mkdtempDisposable, readFile, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { test } from "node:test";
import { tellReady } from "./tell-ready.ts";

/** What the log of a server says, started with such an environment. */
async function warnings(environment: Readonly<Record<string, string>>): Promise<readonly string[]> {
  const usual = { ...process.env };
  const said: string[] = [];
  Object.assign(process.env, environment);
  try {
    const ignore = (): void => {};
    await tellReady({ info: ignore, error: ignore, warn: (message) => said.push(message) });
  } finally {
    for (const name of Object.keys(environment)) {
      if (usual[name] === undefined) delete process.env[name];
      else process.env[name] = usual[name];
    }
  }
  return said;
}

test("tellReady() has systemd told where its unit waits for that, and says where it can't be", async () => {
  await using place = await mkdtempDisposable(join(tmpdir(), "runyard-ready-"));
  const told = join(place.path, "told");
  const path = `${place.path}${delimiter}${process.env["PATH"] ?? ""}`;
  const notify = async (status: number): Promise<void> =>
    writeFile(
      join(place.path, "systemd-notify"),
      `#!/bin/sh\necho "$NOTIFY_SOCKET $*" >> ${told}\nexit ${status}\n`,
      { mode: 0o755 },
    );
  await notify(0);
  assert.deepEqual(await warnings({ PATH: path }), []);
  assert.deepEqual(await warnings({ PATH: path, NOTIFY_SOCKET: "/run/notify" }), []);
  await notify(3);
  assert.deepEqual(await warnings({ PATH: path, NOTIFY_SOCKET: "@other" }), [
    "cannot tell systemd that the server is ready: systemd-notify ended with exit status 3",
  ]);
  assert.deepEqual(await warnings({ PATH: place.path + "/none", NOTIFY_SOCKET: "@other" }), [
    "cannot tell systemd that the server is ready: the program systemd-notify could not be started (ENOENT)",
  ]);
  assert.equal(await readFile(told, "utf8"), "/run/notify --ready\n@other --ready\n");
});
