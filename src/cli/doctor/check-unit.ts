import type { Finding } from "./finding.ts";
import { serviceUnit } from "./service-unit.ts";

/**
 * Whether systemd would end the jobs of a server with it; null where the server is none of its services.
 *
 * @param groupFile what the kernel says of the server's control groups: `/proc/PID/cgroup`
 */
export async function checkUnit(groupFile: string): Promise<Finding | null> {
  const unit = await serviceUnit(groupFile);
  if (unit === null) return null;
  const { name: service, killMode, oomPolicy } = unit;
  const name = "systemd";
  if (killMode !== "process" && killMode !== "none")
    return {
      ...{ name, state: "lacks", remedy: `write KillMode=process under [Service] of ${service}` },
      detail: `all jobs end when the server is stopped or started anew: ${service} has KillMode=${killMode}`,
    };
  if (oomPolicy !== "continue")
    return {
      ...{ name, state: "lacks", remedy: `write OOMPolicy=continue under [Service] of ${service}` },
      detail: `a job that runs out of memory stops the server: ${service} has OOMPolicy=${oomPolicy}`,
    };
  return { name, state: "good", detail: `jobs outlive the server: ${service} has KillMode=${killMode}` };
}
