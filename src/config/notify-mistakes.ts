import type { JobType, Mistake, NotifyRules } from "../job/mod.ts";
import type { Schedule } from "../schedule/mod.ts";
import type { WrittenMail } from "./mail-settings.ts";

/** Job types that want somebody to be told, where nobody could be. */
export function notifyMistakes(types: readonly JobType[], mail: WrittenMail | undefined): readonly Mistake[] {
  return types.flatMap(({ name, notify }) => rulesMistakes(["jobs", name], notify, mail));
}

/** Schedules that want somebody to be told, where nobody could be. */
export function scheduleNotifyMistakes(
  schedules: readonly Schedule[],
  mail: WrittenMail | undefined,
): readonly Mistake[] {
  return schedules.flatMap(({ id, notify, type }) =>
    notify === type.notify && type.schedule === null ? [] : rulesMistakes(["schedules", id], notify, mail),
  );
}

function rulesMistakes(
  path: readonly [string, string],
  notify: NotifyRules | null,
  mail: WrittenMail | undefined,
): readonly Mistake[] {
  if (notify === null) return [];
  const wrong = (message: string, ...key: string[]): readonly Mistake[] => [
    { path: [...path, "notify", ...key], message, about: "value" },
  ];
  if (mail === undefined && (notify.to?.length ?? 0) > 0)
    return wrong("there is no mail: at the top of the file, which says how mail is sent", "to");
  const to = notify.to ?? mail?.to ?? [];
  return to.length + notify.webhook.length > 0
    ? []
    : wrong("nobody would be told: name them in to or webhook, or in mail: at the top of the file");
}
