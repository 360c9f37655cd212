import type { TaskInfo } from "../../task/mod.ts";
import type { RunSettings } from "./settings.ts";

/**
 * What the settings are to a task. A path of several words, `sshpass -f file ssh`, is its first word and arguments before
 * all others.
 */
export function sharedSettings(
  settings: RunSettings,
): readonly (readonly [name: keyof TaskInfo, value: TaskInfo[keyof TaskInfo]])[] {
  const [sshPath = "ssh", ...sshFirst] = settings.sshPath;
  const [scpPath = "scp", ...scpFirst] = settings.scpPath;
  return [
    ["fanout", settings.fanout],
    ["connectTimeout", settings.connectTimeout],
    ["commandTimeout", settings.commandTimeout],
    ["sshUser", settings.sshUser],
    ["sshPath", sshPath],
    ["sshOptions", [...sshFirst, ...settings.sshOptions]],
    ["scpPath", scpPath],
    ["scpOptions", [...scpFirst, ...settings.scpOptions]],
  ];
}
