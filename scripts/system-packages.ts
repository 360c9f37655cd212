import { spawnSync } from "node:child_process";
import { accessSync, constants } from "node:fs";
import { delimiter, resolve } from "node:path";
import { createInterface } from "node:readline/promises";

/** A program of the system that the tests run for real. */
interface SystemProgram {
  /** Its name, or where a library of another language lies. */
  readonly program: string;
  /** The package of Debian and Ubuntu that has it. */
  readonly package: string;
  readonly why: string;
}

export const systemPrograms: readonly SystemProgram[] = [
  { program: "perl", package: "perl-base", why: "the launcher and the shim above every command" },
  {
    program: "python3",
    package: "python3",
    why: "live Python, and the example jobs periodogram, checksum, sweep and broken",
  },
  { program: "curl", package: "curl", why: "talking to the server as a UWS client with curl alone" },
  { program: "git", package: "git", why: "installing and starting a fresh clone, as a user does" },
  { program: "unshare", package: "util-linux", why: "a small disk of a test's own, which it fills" },
  { program: "mount", package: "mount", why: "the same small disk" },
  { program: "script", package: "bsdutils", why: "a terminal of a test's own, for what people type" },
  { program: "openssl", package: "openssl", why: "a certificate of a test's own, for TLS" },
  { program: "xmllint", package: "libxml2-utils", why: "checking documents and plots that are XML" },
  { program: "sshd", package: "openssh-server", why: "an sshd of a test's own, for commands on nodes" },
  { program: "ssh", package: "openssh-client", why: "reaching it as a user does" },
  { program: "useradd", package: "passwd", why: "the user whom it lets in" },
  { program: "rsync", package: "rsync", why: "copying to and from nodes" },
  { program: "chromium", package: "chromium", why: "looking at the page as people do" },
  { program: "nodeset", package: "clustershell", why: "asking ClusterShell what our node sets must answer" },
];

/** The applications that only the tests in test/apps need. */
export const appPrograms: readonly SystemProgram[] = [
  { program: "blender", package: "blender", why: "rendering frames in a live Blender" },
  { program: "stilts", package: "stilts", why: "linting UWS, and asking it as TOPCAT does" },
  {
    program: "/usr/lib/python3/dist-packages/pyvo",
    package: "python3-pyvo",
    why: "asking UWS as Python's astronomers do",
  },
];

/**
 * Makes sure that every program of the system that a test needs is there: says what is missing and why, and installs
 * it with apt-get where it may.
 *
 * @param yes the answer to "install?" without asking
 * @returns whether all are there now
 */
export async function haveSystemPrograms(programs: readonly SystemProgram[], yes: boolean): Promise<boolean> {
  const missing = programs.filter((each) => !isOnPath(each.program));
  if (missing.length === 0) return true;
  for (const each of missing) {
    console.error(`The tests need ${each.program} (Debian package ${each.package}): ${each.why}`);
  }
  const commands = installCommands(missing.map((each) => each.package));
  if (!isOnPath("apt-get")) {
    console.error("Install what is missing with this system's package manager, then run npm test again");
    return false;
  }
  const shown = commands.map((command) => command.join(" ")).join(" && ");
  if (!yes && !(await agrees(`Install with "${shown}"?`))) {
    console.error(`Install what is missing, then run npm test again (or npm test -- --yes):\n  ${shown}`);
    return false;
  }
  return commands.every(runs) && stillMissing(missing).length === 0;
}

function isOnPath(program: string): boolean {
  // Where some systems keep sshd and useradd, and have it in root's path alone.
  const folders = [...(process.env["PATH"] ?? "").split(delimiter), "/usr/sbin"];
  return folders.some((folder) => folder !== "" && isExecutable(resolve(folder, program)));
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

function installCommands(packages: readonly string[]): readonly (readonly string[])[] {
  const asRoot = process.getuid?.() === 0 ? [] : ["sudo"];
  return [
    [...asRoot, "apt-get", "update"],
    [...asRoot, "apt-get", "install", "-y", "--no-install-recommends", ...packages],
  ];
}

async function agrees(question: string): Promise<boolean> {
  if (!process.stdin.isTTY || !process.stderr.isTTY) return false;
  const lines = createInterface({ input: process.stdin, output: process.stderr });
  const answer = await lines.question(`${question} [Y/n] `);
  lines.close();
  return /^(y|yes|)$/i.test(answer.trim());
}

function runs([program = "", ...rest]: readonly string[]): boolean {
  const environment = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  const { status, error } = spawnSync(program, rest, { stdio: "inherit", env: environment });
  if (status !== 0)
    console.error(`Cannot run "${program} ${rest.join(" ")}": ${error?.message ?? `exit ${status}`}`);
  return status === 0;
}

function stillMissing(programs: readonly SystemProgram[]): readonly SystemProgram[] {
  const missing = programs.filter((each) => !isOnPath(each.program));
  for (const each of missing)
    console.error(`Cannot find "${each.program}": ${each.package} is installed and lacks it`);
  return missing;
}
