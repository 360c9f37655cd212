import { access, readFile, stat, statfs } from "node:fs/promises";
import { formatSize, messageOf, systemCode } from "../../core/mod.ts";
import type { Finding } from "./finding.ts";

/** Less than this, and results or the store's own growth may soon find no room. */
const LITTLE_BYTES = 1_000_000_000;

/** The Node that runs this. */
export function checkNode(): Finding {
  return { name: "node", state: "good", detail: `${process.versions.node}, ${process.execPath}` };
}

/** Whether processes can be told apart and found: by /proc, which the sweep after each job reads. */
export async function checkProc(): Promise<Finding> {
  try {
    await Promise.all(
      ["/proc/self/stat", "/proc/self/environ", "/proc/sys/kernel/random/boot_id"].map((path) =>
        readFile(path),
      ),
    );
    return { name: "/proc", state: "good", detail: "readable" };
  } catch (error) {
    return {
      name: "/proc",
      state: "lacks",
      detail: `not readable, so what a job leaves behind can't be found: ${messageOf(error)}`,
      remedy: "run on Linux with /proc mounted",
    };
  }
}

/** Whether the machine is a container: work then ends with its first process. */
export async function checkContainer(): Promise<Finding> {
  const isContainer =
    (await exists("/.dockerenv")) || (await exists("/run/.containerenv")) || (await hasContainerInit());
  if (!isContainer) return { name: "container", state: "good", detail: "none: jobs outlive the server" };
  return {
    name: "container",
    state: "note",
    detail:
      "inside one: jobs outlive the server, but all of them end when the container's first process does",
    remedy: "let an init be the first process (docker run --init), and start the server under it",
  };
}

/** Who may read a data folder, and how much room it has. */
export async function checkDataFolder(path: string): Promise<Finding> {
  const name = "data folder";
  try {
    const { mode } = await stat(path);
    const { bavail, bsize } = await statfs(path);
    const room = `${formatSize(bavail * bsize)} free`;
    if ((mode & 0o077) !== 0) {
      const detail = `${path}: others may look into it (mode ${(mode & 0o777).toString(8)}), ${room}`;
      return { name, state: "lacks", detail, remedy: `chmod 700 ${path}` };
    }
    const state = bavail * bsize < LITTLE_BYTES ? "note" : "good";
    return { name, state, detail: `${path}: for its owner alone, ${room}` };
  } catch (error) {
    if (systemCode(error) === "ENOENT")
      return { name, state: "good", detail: `${path}: made when the server starts` };
    return { name, state: "lacks", detail: `${path}: ${messageOf(error)}` };
  }
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}

/** The runtimes that leave no file say it in the environment of the first process, or by its control group. */
async function hasContainerInit(): Promise<boolean> {
  const [environment, groups] = await Promise.all(
    ["/proc/1/environ", "/proc/1/cgroup"].map((path) => readFile(path, "latin1").catch(() => "")),
  );
  return /(^|\0)container=/.test(environment ?? "") || /docker|kubepods|containerd|lxc/.test(groups ?? "");
}
