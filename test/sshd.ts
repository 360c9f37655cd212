import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { connect } from "node:net";
import { userInfo } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { type Identity, identify, isAlive, signal } from "../src/process/identity.ts";
import { lookNow } from "../src/process/look.ts";
import { lastingPort } from "./lasting-port.ts";

/** An sshd of a test's own, which all of 127.0.0.1 to 127.0.0.200 reach. The key of 127.0.0.201 is not known. */
export interface TestSshd extends AsyncDisposable {
  readonly port: number;
  /** Who is logged in, and where that user's files are. */
  readonly user: string;
  readonly home: string;
  /** A folder for what a test makes; it is removed at the end. */
  readonly folder: string;
  /** For `ssh -F`: the port, the user, the key and the known host keys. */
  readonly config: string;
  /** How many connections were let in so far. */
  logins(): number;
}

/** The one key exchange, so that everybody who is measured pays for the same. */
const KEY_EXCHANGE = "curve25519-sha256";

/**
 * Starts an sshd with keys of its own on a free port. Root gives it a user of its own, whom nobody else can log in as;
 * without root it lets in who runs it.
 *
 * @param more further lines of sshd_config
 */
export async function startSshd(more: readonly string[] = []): Promise<TestSshd> {
  // Not in TMPDIR: the name of a socket may be 107 bytes long.
  const folder = mkdtempSync("/tmp/runyard-sshd-");
  chmodSync(folder, 0o755);
  const account = makeAccount(folder);
  for (const name of ["host", "key"])
    must("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-C", "", "-f", join(folder, name)]);
  const port = await lastingPort("0.0.0.0");
  writeConfiguration(folder, port, account.user, more);
  const server = spawn("/usr/sbin/sshd", ["-D", "-e", "-f", join(folder, "sshd_config")], {
    // A file, so that it goes on where the test waits for a program that it runs.
    stdio: ["ignore", "ignore", openSync(join(folder, "log"), "a")],
  });
  const log = (): string => readFileSync(join(folder, "log"), "utf8");
  await answers(port, () => {
    if (server.exitCode !== null) throw new Error(`sshd has ended: ${log()}`);
  });
  return {
    port,
    folder,
    user: account.user,
    home: account.home,
    config: join(folder, "ssh_config"),
    logins: () => log().split("Accepted publickey").length - 1,
    async [Symbol.asyncDispose]() {
      await end(server);
      await account.remove();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

interface Account {
  readonly user: string;
  readonly home: string;
  remove(): Promise<void>;
}

function makeAccount(folder: string): Account {
  if (process.getuid?.() !== 0)
    return { user: userInfo().username, home: userInfo().homedir, remove: () => Promise.resolve() };
  mkdirSync("/run/sshd", { recursive: true, mode: 0o755 });
  const user = `ry${process.pid}${folder.slice(-6).toLowerCase()}`;
  const home = join(folder, "home");
  must("useradd", ["--create-home", "--home-dir", home, "--shell", "/bin/sh", "--password", "*", user]);
  return {
    user,
    home,
    async remove() {
      // What a node's command has detached.
      await kill(runningAs(statSync(home).uid));
      must("userdel", ["--force", user]);
    },
  };
}

function writeConfiguration(folder: string, port: number, user: string, more: readonly string[]): void {
  const path = (name: string): string => join(folder, name);
  const write = (name: string, lines: readonly string[]): void =>
    writeFileSync(path(name), lines.map((line) => `${line}\n`).join(""));
  write("sshd_config", [
    `Port ${port}`,
    "ListenAddress 0.0.0.0",
    `HostKey ${path("host")}`,
    `AuthorizedKeysFile ${path("key.pub")}`,
    "PidFile none",
    "PasswordAuthentication no",
    `AllowUsers ${user}`,
    "StrictModes no",
    "UseDNS no",
    "UsePAM no",
    "MaxStartups 1000",
    "PrintMotd no",
    `KexAlgorithms ${KEY_EXCHANGE}`,
    "Subsystem sftp internal-sftp",
    ...more,
  ]);
  write("ssh_config", [
    `Port ${port}`,
    `User ${user}`,
    `IdentityFile ${path("key")}`,
    "IdentitiesOnly yes",
    `UserKnownHostsFile ${path("known_hosts")}`,
    "GlobalKnownHostsFile /dev/null",
    `KexAlgorithms ${KEY_EXCHANGE}`,
  ]);
  const hostKey = readFileSync(path("host.pub"), "utf8").trim();
  write("known_hosts", [`[127.0.0.*]:${port},![127.0.0.201]:${port} ${hostKey}`]);
}

/** @throws {Error} where `check` does */
async function answers(port: number, check: () => void): Promise<void> {
  for (;;) {
    check();
    const socket = connect(port, "127.0.0.1");
    const isThere = await new Promise((resolve) => {
      socket.once("connect", () => resolve(true)).once("error", () => resolve(false));
    });
    socket.destroy();
    if (isThere === true) return;
    await sleep(10);
  }
}

/** The server, and whom it serves: their connections end with it, and so do those who share them. */
async function end(server: ChildProcess): Promise<void> {
  const identity = identify(server.pid ?? 0);
  const below = identity === null ? [] : lookNow().below(identity);
  const exited = once(server, "exit");
  server.kill("SIGKILL");
  await exited;
  await kill(below);
}

async function kill(all: readonly Identity[]): Promise<void> {
  for (const each of all) signal(each, "SIGKILL");
  while (all.some(isAlive)) await sleep(5);
}

function runningAs(uid: number): readonly Identity[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name) && statSync(`/proc/${name}`, { throwIfNoEntry: false })?.uid === uid)
    .flatMap((name) => identify(Number(name)) ?? []);
}

function must(program: string, words: readonly string[]): void {
  const { status, stderr, error } = spawnSync(program, words, { encoding: "utf8" });
  if (status !== 0)
    throw new Error(`Cannot run "${program} ${words.join(" ")}": ${error?.message ?? stderr}`);
}
