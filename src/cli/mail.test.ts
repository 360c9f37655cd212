import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { after, before, test } from "node:test";
import { startMailServer } from "../../test/mail-server.ts";
import { TestServer, runRunyard } from "../../test/runyard.ts";

let folder = "";
before(async () => {
  folder = await mkdtemp(join(tmpdir(), "runyard-mail-test-"));
});
after(() => rm(folder, { recursive: true }));

async function mailTest(configuration: string, ...args: readonly string[]): ReturnType<typeof runRunyard> {
  await writeFile(join(folder, "runyard.yaml"), configuration);
  return runRunyard(["mail", "test", ...args], { cwd: folder });
}

test("mail test sends a mail, and says in one sentence what happened", async () => {
  await using server = await startMailServer({ refuses: ["gone@example.org"] });
  const configuration = `mail: { to: ops@example.org, smtp: "${server.url}" }\n`;
  const sent = await mailTest(configuration);
  assert.deepEqual(sent, {
    status: 0,
    stdout: `Sent a mail to ops@example.org through ${server.url}\n`,
    stderr: "",
  });
  assert.equal(server.mails[0]?.subject, `[${hostname()}] A test of mail`);
  const refused = await mailTest(configuration, "--to", "gone@example.org");
  assert.equal(refused.status, 1);
  assert.match(
    refused.stdout,
    /^Cannot send a mail to gone@example\.org through .*: 550 No such user here\n$/,
  );
  assert.equal((await mailTest(configuration, "--to", "nobody")).status, 2);
  const none = await mailTest("jobs: {}\n");
  assert.equal(none.status, 7);
  assert.match(none.stderr, /Cannot send a mail: ".*runyard\.yaml" has no mail: that says how/);
});

test("serve tells of a failure by the mail settings of a configuration that it has read again", async () => {
  await using mail = await startMailServer();
  await using server = await TestServer.start("broken: { title: Broken ☃, command: [false] }");
  const { port } = new URL(server.url);
  await writeFile(
    join(server.folder, "runyard.yaml"),
    `server: { host: 127.0.0.1, port: ${port} }
store: ./data
mail: { to: ops@example.org, smtp: "${mail.url}" }
jobs:
  broken: { title: Broken ☃, command: ["false"], notify: true }
`,
  );
  const { stderr } = server.process;
  assert.ok(stderr !== null);
  const lines = createInterface(stderr);
  server.process.kill("SIGHUP");
  for await (const line of lines) if (/^Read ".*" again/.test(line)) break;
  await server.runyard(["submit", "broken", "--wait"]);
  const [first] = await mail.received(1);
  assert.equal(first?.subject, `[${hostname()}] Broken ☃ failed`);
  assert.ok(first.text.includes(`${server.url}/job/`), first.text);
});
