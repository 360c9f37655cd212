import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { chmodSync, existsSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { afterEach, beforeEach, test } from "node:test";

const RUNNER = join(import.meta.dirname, "..", "scripts", "test.ts");

/** Stands for the packager of a machine: it notes what it is asked, and what it installs is there afterwards. */
const APT_GET = `#!/bin/sh
echo "$*" >> "$PACKAGES/asked"
if [ "$1" = install ]; then echo '#!/bin/sh' > "$PACKAGES/xmllint"; /bin/chmod +x "$PACKAGES/xmllint"; fi
`;

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "runyard-packages-"));
  for (const program of [
    "perl",
    "python3",
    "curl",
    "git",
    "unshare",
    "mount",
    "script",
    "nodeset",
    "sshd",
    "ssh",
    "useradd",
    "rsync",
    "openssl",
    "chromium",
  ])
    writeProgram(program, "#!/bin/sh\n");
  writeProgram("sudo", '#!/bin/sh\nexec "$@"\n');
  symlinkSync(process.execPath, join(folder, "node"));
});
afterEach(() => rmSync(folder, { recursive: true }));

test("npm test names what is missing and why, and fails, where there is no apt-get", () => {
  const { status, stderr } = run({ CI: "true" });
  assert.equal(status, 1);
  assert.match(stderr, /^The tests need xmllint \(Debian package libxml2-utils\): checking documents/m);
  assert.match(stderr, /this system's package manager/);
});

test("npm test fails with the command to run where nobody can be asked", () => {
  writeProgram("apt-get", APT_GET);
  const { status, stderr } = run({});
  assert.equal(status, 1);
  assert.match(
    stderr,
    /^ {2}(sudo )?apt-get update && (sudo )?apt-get install -y --no-install-recommends libxml2-utils$/m,
  );
  assert.equal(existsSync(join(folder, "asked")), false);
});

for (const [name, environment, words] of [
  ["CI=true", { CI: "true" }, []],
  ["--yes", {}, ["--yes"]],
] as const) {
  test(`npm test installs what is missing with ${name}, and goes on`, () => {
    writeProgram("apt-get", APT_GET);
    const { status, stderr } = run(environment, "no-such-test", ...words);
    assert.match(stderr, /Cannot test "no-such-test": no test's path contains it\n$/);
    assert.equal(status, 2);
    assert.equal(existsSync(join(folder, "xmllint")), true);
  });
}

test("npm test runs the tests whose path is given, and ends with what the runner says", () => {
  writeProgram("xmllint", "#!/bin/sh\n");
  const { status, stdout } = run({}, "cli/table");
  assert.equal(status, 0, stdout);
  assert.match(stdout, /^ℹ tests [1-9]\d*$/m);
  assert.match(stdout, /ℹ fail 0\n.*ℹ skipped 0\n.*ℹ duration_ms [\d.]+\n*$/s);
});

function run(
  environment: Readonly<Record<string, string>>,
  ...words: string[]
): { readonly status: number | null; readonly stdout: string; readonly stderr: string } {
  return spawnSync(process.execPath, [RUNNER, ...words], {
    encoding: "utf8",
    input: "",
    env: { PATH: [folder].join(delimiter), PACKAGES: folder, ...environment },
  });
}

function writeProgram(name: string, text: string): void {
  writeFileSync(join(folder, name), text);
  chmodSync(join(folder, name), 0o755);
}
