import { type Job, type ScheduleState, isEnd } from "../job/mod.ts";
import type { StoreReader } from "../store/mod.ts";

type Reader = Pick<StoreReader, "job" | "attempts" | "items" | "firingOf">;

/** Whether a job has ended and nothing of it runs any more. */
export async function isOver(reader: Reader, id: string): Promise<boolean> {
  const job = await reader.job(id);
  if (job === undefined) return true;
  if (!job.deleted && !isEnd(job.phase)) return false;
  return (await reader.attempts(id)).every(({ phase }) => phase === "ended");
}

/** A schedule's state with its guard lifted where its last job is over, and with how that ended. */
export async function settledState(reader: Reader, state: ScheduleState): Promise<ScheduleState> {
  const { lastJob } = state;
  if (!state.isOpen || lastJob === null) return state;
  if (!(await isOver(reader, lastJob))) return state;
  const job = await reader.job(lastJob);
  if (job === undefined) return { ...state, isOpen: false };
  return {
    ...state,
    isOpen: false,
    lastPhase: job.phase,
    failures: failuresAfter(job, state.failures),
    properties: { ...state.properties, ...(await propertiesOf(reader, lastJob)) },
  };
}

/** Who ends a job by hand says nothing of its work; an execution duration that was reached does. */
function failuresAfter({ phase, error }: Job, before: number): number {
  if (phase === "COMPLETED") return 0;
  return phase === "ERROR" || error !== null ? before + 1 : before;
}

async function propertiesOf(reader: Reader, job: string): Promise<ScheduleState["properties"]> {
  const [item] = await reader.items(job, { limit: 1 });
  return item?.resultPackage?.properties ?? {};
}
