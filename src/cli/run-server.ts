import { type Configuration, loadConfiguration } from "../config/mod.ts";
import { type Log, messageOf, streamLog, systemClock, systemTimer } from "../core/mod.ts";
import type { JobType } from "../job/mod.ts";
import { Notifier, recordLate, subjectOfSchedule, subjectOfType } from "../notify/mod.ts";
import { Supervisor, dataFolder, runners, secretReader } from "../run/mod.ts";
import { type LateTeller, Scheduler } from "../schedule/mod.ts";
import { type RunningServer, checkAddress, checkHost, describeReach, startServer } from "../server/mod.ts";
import { checkUnit } from "./doctor/check-unit.ts";
import { liveJobsText } from "./live-jobs-text.ts";
import type { Output } from "./output.ts";
import { onStopSignals } from "./stop-signals.ts";
import { tellReady } from "./tell-ready.ts";
import { readVersion } from "./version.ts";

/** What the command line says about a server; the rest is the configuration's. */
export interface ServerChoice {
  readonly config?: string;
  readonly host?: string;
  readonly port?: number;
}

/** Runs a server until a signal or a client ends it. */
export async function runServer(output: Output, choice: ServerChoice): Promise<void> {
  // A reload that comes before there is anything to reload must not end us.
  process.on("SIGHUP", ignore);
  const configuration = await load(choice.config);
  // Before anything is started that would have to end again.
  checkHost(choice.host ?? configuration.server.host, configuration.auth);
  const stop = Promise.withResolvers<void>();
  const log = serverLog();
  let running: RunningServer | undefined;
  let notifier: Notifier | undefined;
  const inForce = { configuration };
  const late: LateTeller = {
    record: (firing, tx) => recordLate(firing, tx, { mail: () => inForce.configuration.mail }),
    recorded: () => notifier?.wake(),
  };
  const parts = { log, onStopRequest: stop.resolve, late };
  const { supervisor, scheduler } = await startSupervisor(configuration, choice, parts);
  const reload = (): void =>
    void reloadConfiguration(configuration, { supervisor, scheduler, running, inForce }, output);
  const stopListening = onStopSignals(["SIGINT", "SIGTERM"], () => stop.resolve(), endAtOnce);
  process.on("SIGHUP", reload);
  process.off("SIGHUP", ignore);
  try {
    const server = await listen(configuration, choice, supervisor, log);
    running = server;
    notifier = await startNotifier(inForce, supervisor, server, log);
    const { tls, publicUrl } = configuration.server;
    const reach = { auth: configuration.auth, hasTls: tls !== null, publicUrl };
    output.show({ url: server.url, pid: process.pid }, () => output.line(describeReach(server.url, reach)));
    void tellReady(log);
    void warnOfUnit(log);
    await stop.promise;
    await end(server, supervisor, output);
  } finally {
    await notifier?.close();
    await supervisor.close();
    process.off("SIGHUP", reload);
    stopListening();
  }
}

function ignore(): void {}

function load(path: string | undefined): Promise<Configuration> {
  return loadConfiguration(path, { runners: runners.values() });
}

async function startSupervisor(
  configuration: Configuration,
  choice: ServerChoice,
  {
    log,
    onStopRequest,
    late,
  }: { readonly log: Log; readonly onStopRequest: () => void; readonly late: LateTeller },
): Promise<{ readonly supervisor: Supervisor; readonly scheduler: Scheduler | undefined }> {
  const { schedules, isSerial, server } = configuration;
  warnOfDeprecated(configuration, log);
  let scheduler: Scheduler | undefined;
  const supervisor = await Supervisor.start({
    types: allTypes(configuration),
    concurrent: configuration.concurrent,
    ownerLimits: configuration.ownerLimits,
    dataFolder: configuration.store,
    uploadLimitBytes: configuration.server.uploadLimitBytes,
    version: readVersion(),
    log,
    onStopRequest,
    // A schedule's job would be started before the address turns out to be another program's.
    prepare: () => checkAddress(choice.host ?? server.host, choice.port ?? server.port),
    schedules: (desk) => {
      const parts = { desk, clock: systemClock, timer: systemTimer, log, late };
      const prepare = (): Promise<unknown> => Notifier.prepare(desk.store);
      return (scheduler = new Scheduler({ ...parts, schedules, isSerial, prepare }));
    },
  });
  return { supervisor, scheduler };
}

/** The types that anybody may submit, and the work of schedules. */
function allTypes({ types, schedules }: Configuration): ReadonlyMap<string, JobType> {
  return new Map([...types, ...schedules.map(({ type }) => [type.name, type] as const)]);
}

function warnOfDeprecated({ schedules }: Configuration, log: Log): void {
  for (const { id, deprecated } of schedules)
    if (deprecated !== null) log.warn(`schedule "${id}" is deprecated: ${deprecated}`);
}

/** What a wrong unit costs is seen at the next upgrade, when all jobs are gone. */
async function warnOfUnit(log: Log): Promise<void> {
  const finding = await checkUnit("/proc/self/cgroup");
  if (finding?.state === "lacks") log.warn(`${finding.detail}; ${finding.remedy}`);
}

function listen(
  { server, auth, store }: Configuration,
  choice: ServerChoice,
  service: Supervisor,
  log: Log,
): Promise<RunningServer> {
  return startServer({
    service,
    host: choice.host ?? server.host,
    port: choice.port ?? server.port,
    uploadLimitBytes: server.uploadLimitBytes,
    uploads: { hosts: server.uploadHosts, timeoutMs: server.uploadTimeoutMs },
    ...(server.publicUrl === null ? {} : { publicUrl: server.publicUrl }),
    auth,
    tls: server.tls,
    auditFile: dataFolder(store).audit,
    log,
  });
}

/** @param inForce has the configuration that counts now: a reload puts another one there */
function startNotifier(
  inForce: { readonly configuration: Configuration },
  supervisor: Supervisor,
  server: RunningServer,
  log: Log,
): Promise<Notifier> {
  const { server: settings, store } = inForce.configuration;
  return Notifier.start({
    store: supervisor.store,
    service: supervisor,
    findSubject: subjectOfSchedule(
      () => inForce.configuration.schedules,
      subjectOfType(() => supervisor.types),
    ),
    mail: () => inForce.configuration.mail,
    secretsOf: secretReader(dataFolder(store)),
    url: () => settings.publicUrl ?? server.url,
    log,
  });
}

/** What goes well is told by the answers; standard error is for what does not. */
function serverLog(): Log {
  const log = streamLog("server");
  return process.env["RUNYARD_DEBUG"] === "1" ? log : { ...log, info: () => {} };
}

/** What a reload reaches. */
interface Reloaded {
  readonly supervisor: Supervisor;
  readonly scheduler: Scheduler | undefined;
  readonly running: RunningServer | undefined;
  readonly inForce: { configuration: Configuration };
}

async function reloadConfiguration(
  old: Configuration,
  { supervisor, scheduler, running, inForce }: Reloaded,
  output: Output,
): Promise<void> {
  try {
    const configuration = await load(old.file);
    // First what may refuse: where it does, nothing of the new one counts.
    await running?.reload({ auth: configuration.auth, tls: configuration.server.tls });
    supervisor.reload({ ...configuration, types: allTypes(configuration) });
    inForce.configuration = configuration;
    await scheduler?.reload(configuration.schedules, configuration.isSerial);
    const isMoved =
      configuration.store !== old.store ||
      JSON.stringify(configuration.server) !== JSON.stringify(old.server);
    const restart = isMoved ? "; what it says of the server and the store counts from the next start" : "";
    output.note(`Read "${configuration.file}" again${restart}`);
  } catch (error) {
    for (const line of messageOf(error).split("\n")) output.note(line);
    output.note("The configuration stays as it was");
  }
}

async function end(server: RunningServer, supervisor: Supervisor, output: Output): Promise<void> {
  await server.close();
  const { counts } = await supervisor.status();
  const executing = counts.filter(({ phase }) => phase === "EXECUTING");
  output.note(`The server has ended${liveJobsText(executing.reduce((sum, { jobs }) => sum + jobs, 0))}`);
}

function endAtOnce(signal: NodeJS.Signals): void {
  process.exit(signal === "SIGINT" ? 130 : 143);
}
