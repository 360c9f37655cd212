import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { once } from "node:events";
import { mkdir, mkdtemp, readFile, readdir, rm, symlink, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import type { ResultView } from "../server/api.ts";
import { Client } from "./client.ts";
import { downloadResult } from "./download-result.ts";

const content = "a result\n";
const sha256 = createHash("sha256").update(content).digest("hex");

/** A server that hands out one content under every name, and folders to write into. */
async function withDownload(
  use: (download: (id: string, sum?: string) => Promise<string>, folder: string) => Promise<void>,
): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "runyard-download-"));
  const server = createServer((_request, response) => response.end(content)).listen(0, "127.0.0.1");
  await once(server, "listening");
  const client = new Client(new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`));
  const result = {
    item: 0,
    size: content.length,
    mediaType: "text/plain",
    href: "",
  } satisfies Partial<ResultView>;
  try {
    await use(
      (id, sum = sha256) =>
        downloadResult(client, "1".repeat(26), { ...result, id, sha256: sum }, join(folder, "out")),
      folder,
    );
  } finally {
    server.closeAllConnections();
    server.close();
    await rm(folder, { recursive: true });
  }
}

test("downloadResult() makes folders of the parts of an id, and takes the place of an older file", async () => {
  await withDownload(async (download, folder) => {
    const path = await download("plots/2026/a b.svg");
    assert.equal(path, join(folder, "out", "plots", "2026", "a b.svg"));
    assert.equal(await readFile(path, "utf8"), content);
    await writeFile(path, "older");
    await download("plots/2026/a b.svg");
    assert.equal(await readFile(path, "utf8"), content);
  });
});

test("downloadResult() refuses ids that lead out of the folder", async () => {
  await withDownload(async (download, folder) => {
    for (const id of ["../x", "a/../../x", "/etc/x", "a//x", ".", "..", "", "a/", "a\0b", "..\\x"]) {
      await assert.rejects(download(id), /^Error: Cannot write the result/, id);
    }
    assert.deepEqual(await readdir(folder), []);
  });
});

test("downloadResult() follows no link out of the folder, and replaces one in a file's place", async () => {
  await withDownload(async (download, folder) => {
    await mkdir(join(folder, "out"));
    await mkdir(join(folder, "elsewhere"));
    await writeFile(join(folder, "precious"), "mine");
    await symlink(join(folder, "elsewhere"), join(folder, "out", "dir"));
    await symlink(join(folder, "precious"), join(folder, "out", "file"));
    await assert.rejects(download("dir/x"), /leads out of/);
    await download("file");
    assert.deepEqual(await readdir(join(folder, "elsewhere")), []);
    assert.equal(await readFile(join(folder, "precious"), "utf8"), "mine");
    assert.equal(await readFile(join(folder, "out", "file"), "utf8"), content);
  });
});

test("downloadResult() keeps nothing of a file whose SHA-256 is another", async () => {
  await withDownload(async (download, folder) => {
    await assert.rejects(download("x", "0".repeat(64)), /its SHA-256 is/);
    assert.deepEqual(await readdir(join(folder, "out")), []);
  });
});
