import assert from "node:assert/strict";
import { chmod, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { after, before, test } from "node:test";
import { checkUnit } from "./check-unit.ts";

/** Stands for systemd's program: it says of a unit what the unit's name asks for, and what it was asked. */
const SYSTEMCTL = `#!/bin/sh
for last; do :; done
case $last in
  *gone*) echo "Failed to connect to bus" >&2; exit 1;;
  *usual*) mode=control-group policy=stop;;
  *frail*) mode=process policy=stop;;
  *) mode=process policy=continue;;
esac
test "$1" = --user && mode=none
echo "KillMode=$mode"
echo "OOMPolicy=$policy"
`;

const usualPath = process.env["PATH"] ?? "";
let folder: string;
before(async () => {
  folder = await mkdtemp(join(tmpdir(), "runyard-unit-"));
  await writeFile(join(folder, "systemctl"), SYSTEMCTL);
  await chmod(join(folder, "systemctl"), 0o755);
  process.env["PATH"] = `${folder}${delimiter}${usualPath}`;
});
after(async () => {
  process.env["PATH"] = usualPath;
  await rm(folder, { recursive: true });
});

async function found(groups: string): Promise<string | null> {
  await writeFile(join(folder, "cgroup"), groups);
  const finding = await checkUnit(join(folder, "cgroup"));
  return finding === null ? null : `${finding.state}: ${finding.detail}; ${finding.remedy ?? "-"}`;
}

test("checkUnit() says which unit would end the jobs of its server, and how to mend it", async () => {
  assert.equal(
    await found("0::/system.slice/usual.service\n"),
    "lacks: all jobs end when the server is stopped or started anew: usual.service has KillMode=control-group; " +
      "write KillMode=process under [Service] of usual.service",
  );
  assert.equal(
    await found("0::/system.slice/frail.service\n"),
    "lacks: a job that runs out of memory stops the server: frail.service has OOMPolicy=stop; " +
      "write OOMPolicy=continue under [Service] of frail.service",
  );
});

test("checkUnit() finds nothing to mend in a unit that lets jobs live, of the machine or of a user", async () => {
  const good = "good: jobs outlive the server: runyard.service has KillMode";
  const older =
    "9:name=systemd:/system.slice/runyard.service\n4:memory:/system.slice/runyard.service\n0::/\n";
  assert.equal(await found(older), `${good}=process; -`);
  const ofUser = "0::/user.slice/user-1000.slice/user@1000.service/app.slice/runyard.service\n";
  assert.equal(await found(ofUser), `${good}=none; -`);
});

test("checkUnit() is null where there is no service, or systemd can't be asked", async () => {
  assert.equal(await found("0::/user.slice/user-1000.slice/session-3.scope\n"), null);
  assert.equal(await found("0::/\n"), null);
  assert.equal(await found("0::/system.slice/gone.service\n"), null);
  assert.equal(await checkUnit(join(folder, "nothing")), null);
});
