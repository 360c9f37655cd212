import { readFile } from "node:fs/promises";
import { programOutput } from "./program-output.ts";

/** A service of systemd, with what decides about processes that its main process has started. */
export interface ServiceUnit {
  readonly name: string;
  /** `control-group` unless the unit says otherwise: all of them end with the main process (systemd.kill(5)). */
  readonly killMode: string;
  /** `stop` unless the unit or the manager says otherwise: one that runs out of memory ends all (systemd.service(5)). */
  readonly oomPolicy: string;
}

/**
 * The service of systemd that a process belongs to; null where it is in none, or systemd can't be asked.
 *
 * @param groupFile what the kernel says of its control groups: `/proc/PID/cgroup`
 */
export async function serviceUnit(groupFile: string): Promise<ServiceUnit | null> {
  const groups = await readFile(groupFile, "utf8").catch(() => "");
  const path = groupOfService(groups);
  const name = path?.split("/").at(-1);
  if (path === undefined || name === undefined) return null;
  const whose = path.includes("/user@") ? ["--user"] : [];
  const said = await programOutput([
    "systemctl",
    ...whose,
    ...["show", "--property=KillMode", "--property=OOMPolicy", name],
  ]).catch(() => "");
  const [killMode, oomPolicy] = ["KillMode", "OOMPolicy"].map(
    (key) => new RegExp(`^${key}=(.+)$`, "m").exec(said)?.[1],
  );
  return killMode === undefined || oomPolicy === undefined ? null : { name, killMode, oomPolicy };
}

/** The control group of a service: in the one hierarchy, or in systemd's own among the older ones (cgroups(7)). */
function groupOfService(groups: string): string | undefined {
  return /^(?:0:|\d+:name=systemd):(.+\.service)$/m.exec(groups)?.[1];
}
