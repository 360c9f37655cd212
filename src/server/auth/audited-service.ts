import { RunyardError } from "../../core/mod.ts";
import type { Job } from "../../job/mod.ts";
import type { JobService, ScheduleDetail } from "../../run/mod.ts";

/** Tells of an action: the job that it concerns, and how it came out. */
export type NoteAction = (action: string, job: string | null, outcome: string) => void;

/** What each method is called where it changes something; null where it only reads. */
const actions: Readonly<Record<Exclude<keyof JobService, "holds" | "schedules" | "types">, string | null>> = {
  create: "create",
  run: "run",
  abort: "abort",
  suspend: "suspend",
  resume: "resume",
  retry: "retry",
  remove: "delete",
  setParameters: "set parameters",
  setExecutionDuration: "set execution duration",
  setDestruction: "set destruction",
  setPriority: "set priority",
  setInstances: "set instances",
  appendItems: "append items",
  setRunId: "set run id",
  backup: "backup",
  requestStop: "stop",
  receiveFile: null,
  checkRoom: null,
  dropFiles: null,
  quote: null,
  job: null,
  jobs: null,
  items: null,
  attempts: null,
  usage: null,
  results: null,
  resultFile: null,
  whyWaiting: null,
  wait: null,
  events: null,
  lastEvent: null,
  firstEvent: null,
  output: null,
  follow: null,
  status: null,
};

/**
 * The service, with a note of whatever is changed through it or was refused.
 *
 * @param isChange whether the request is for a change: UWS looks at the job first, and is refused already there
 */
export function auditedService(service: JobService, note: NoteAction, isChange: boolean): JobService {
  const holds: JobService["holds"] = {
    names: () => service.holds.names(),
    hold: (type) => noted(`hold type ${type}`, null, () => service.holds.hold(type)),
    release: (type) => noted(`release type ${type}`, null, () => service.holds.release(type)),
  };
  const { schedules } = service;
  const onSchedule = (verb: "pause" | "resume", id: string): Promise<ScheduleDetail> =>
    noted(`${verb} schedule ${id}`, null, () => schedules[verb](id));
  const auditedSchedules: JobService["schedules"] = {
    list: () => schedules.list(),
    one: (id) => schedules.one(id),
    pause: (id) => onSchedule("pause", id),
    resume: (id) => onSchedule("resume", id),
    execute: (id) => noted(`execute schedule ${id}`, null, () => schedules.execute(id)),
  };
  return new Proxy(service, {
    get(target, key) {
      if (key === "holds") return holds;
      if (key === "schedules") return auditedSchedules;
      const member: unknown = Reflect.get(target, key, target);
      if (typeof member !== "function") return member;
      const action = Object.hasOwn(actions, key) ? actions[key as keyof typeof actions] : null;
      const call = (...given: readonly unknown[]): unknown => Reflect.apply(member, target, given);
      if (key === "job" && isChange) return lookedAt;
      if (action === null) return call;
      return (...given: readonly unknown[]) => {
        const job = action !== "backup" && typeof given[0] === "string" ? given[0] : null;
        return noted(action, job, async () => call(...given));
      };
    },
  });

  async function lookedAt(id: string): Promise<Job> {
    try {
      return await service.job(id);
    } catch (error) {
      if (error instanceof RunyardError && isRefusal(error)) note("change", id, error.code);
      throw error;
    }
  }

  async function noted<T>(action: string, job: string | null, act: () => Promise<T>): Promise<T> {
    try {
      const result = await act();
      note(action, job ?? idOf(result), "done");
      return result;
    } catch (error) {
      note(action, job, error instanceof RunyardError ? error.code : "internal");
      throw error;
    }
  }
}

function isRefusal({ code }: RunyardError): boolean {
  return code === "forbidden" || code === "not-authenticated";
}

function idOf(result: unknown): string | null {
  return typeof result === "object" && result !== null && "id" in result && typeof result.id === "string"
    ? result.id
    : null;
}
