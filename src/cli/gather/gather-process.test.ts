import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { runRunyard } from "../../../test/runyard.ts";

const program = fileURLToPath(new URL("../../../bin/runyard.js", import.meta.url));

test("runyard gather reads its standard input and ends with its exit code", async () => {
  const gather = spawn(process.execPath, [program, "--json", "gather", "-b"]);
  gather.stdin.end("n1:a\nn2:a\n");
  const [written] = (await once(gather.stdout, "data")) as [Buffer];
  assert.equal(written.toString(), '{"nodes":"n[1-2]","count":2,"output":"a\\n"}\n');
  assert.deepEqual(await once(gather, "close"), [0, null]);
});

test("runyard gather ends in silence where nobody reads what it shows", async () => {
  const gather = spawn(process.execPath, [program, "gather", "-L"]);
  const errors: Buffer[] = [];
  gather.stderr.on("data", (chunk: Buffer) => errors.push(chunk));
  gather.stdout.destroy();
  gather.stdin.end("n1:some text\n".repeat(100_000));
  assert.deepEqual(await once(gather, "close"), [0, null]);
  assert.equal(Buffer.concat(errors).toString(), "");
});

test("runyard help gather says what runyard gather --help says", async () => {
  const [one, other] = await Promise.all([runRunyard(["help", "gather"]), runRunyard(["gather", "--help"])]);
  assert.deepEqual(one, other);
  assert.equal((await runRunyard(["gather", "--version"])).status, 0);
});
