import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { plainSession } from "./plain-session.ts";

let folder = "";
before(() => {
  folder = mkdtempSync(join(tmpdir(), "runyard-plain-"));
});
after(() => rmSync(folder, { recursive: true }));

test("plainSession() lets options pass that are about the connection alone", () => {
  const pass = [[], ["-4"], ["-p", "22"], ["-p22"], ["-oPort=22", "-o", "User root"], ["-oForwardX11=no"]];
  for (const options of pass) assert.notEqual(plainSession("ssh", ["-F", "none", ...options]), null);
  for (const options of [
    ["-A"],
    ["-t"],
    ["-v"],
    ["-L", "1:localhost:2"],
    ["-oSetEnv=A=b"],
    ["-oSendEnv=A"],
    ["-oForwardAgent=yes"],
    ["-oRemoteCommand=true"],
    ["-oNeverHeardOf=1"],
    ["-p"],
    ["-F", "none"],
    ["somewhere"],
  ])
    assert.equal(plainSession("ssh", ["-F", "none", ...options]), null, options.join(" "));
  assert.equal(plainSession("ssh", ["-F", "relative"]), null);
});

test("plainSession() is null for a program in ssh's place", () => {
  const path = process.env["PATH"];
  assert.equal(plainSession("/bin/sh", ["-F", "none"]), null);
  writeFileSync(join(folder, "ssh"), "#!/bin/sh\n", { mode: 0o755 });
  process.env["PATH"] = `${folder}:${path}`;
  try {
    assert.equal(plainSession("ssh", ["-F", "none"]), null);
  } finally {
    process.env["PATH"] = path;
  }
});

test("plainSession() reads the configuration as ssh does", () => {
  const file = join(folder, "config");
  mkdirSync(join(folder, "more"), { recursive: true });
  const read = (text: string): readonly string[] | null => {
    writeFileSync(file, text);
    return plainSession("ssh", ["-F", file])?.sendEnv ?? null;
  };
  writeFileSync(join(folder, "more", "a.conf"), "SendEnv A B_*\n");
  for (const [text, sent] of [
    ["# nothing\n\n", []],
    ["Host a b*\n  HostName=c\n  Port 22\nHost *\n  sendenv LANG LC_*\n", ["LANG", "LC_*"]],
    ["Match final all\n  SendEnv X\n", ["X"]],
    ["Match host a user b\n  Port 7\n", []],
    [`Include ${folder}/more/*.conf\nUser me\n`, ["A", "B_*"]],
    [`Host a\nInclude ${folder}/more/*.conf\n`, null],
    ["Host a\n  SendEnv A\n", null],
    ["SendEnv -A\n", null],
    ["SetEnv A=b\n", null],
    ["Match exec true\n  Port 7\n", null],
    ["HostName ${A}\n", null],
    ["NeverHeardOf yes\n", null],
    ['"Port" 7\n', null],
    ["RequestTTY force\n", null],
  ] as const)
    assert.deepEqual(read(text), sent, text);
});

test("plainSession() tells a configuration from what it was", () => {
  const file = join(folder, "changing");
  const hashes = new Set<string | undefined>();
  const look = (): unknown => hashes.add(plainSession("ssh", ["-F", file])?.hash);
  writeFileSync(file, `Include ${folder}/later/*.conf\n`);
  mkdirSync(join(folder, "later"));
  look();
  look();
  assert.equal(hashes.size, 1);
  writeFileSync(join(folder, "later", "a.conf"), "Port 1\n");
  look();
  writeFileSync(join(folder, "later", "a.conf"), "Port 2\n");
  look();
  writeFileSync(file, "Port 2\n");
  look();
  assert.deepEqual([hashes.size, hashes.has(undefined)], [4, false]);
});
