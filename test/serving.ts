import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { AuthSettings } from "../src/config/mod.ts";
import type { Log } from "../src/core/mod.ts";
import { resolveJobType } from "../src/job/mod.ts";
import { type OwnerLimits, Supervisor, runners } from "../src/run/mod.ts";
import { type RunningServer, startServer } from "../src/server/mod.ts";

/** A real server on a real supervisor, in this process; its agent is a process of its own. */
export interface Serving {
  readonly url: string;
  readonly folder: string;
  readonly service: Supervisor;
  readonly server: RunningServer;
  /** What the server logged. */
  readonly logged: readonly string[];
  /** Ends the server, every job, the agent, and removes the folder. */
  close(): Promise<void>;
}

/** How it is started. */
export interface ServingOptions {
  /** Job types by name, as they are written in runyard.yaml. */
  readonly jobs: Readonly<Record<string, unknown>>;
  readonly uploadLimitBytes?: number;
  readonly publicUrl?: string;
  readonly uploads?: { readonly hosts: readonly string[]; readonly timeoutMs?: number };
  /** Who may use it; whoever reaches it unless told. */
  readonly auth?: AuthSettings;
  readonly tls?: { readonly cert: string; readonly key: string };
  readonly ownerLimits?: OwnerLimits;
  /** `127.0.0.1` unless told. */
  readonly host?: string;
  /** The data folder; one beside the configuration unless told. */
  readonly dataFolder?: string;
}

/** Starts a server for a file of tests. */
export async function startServing(options: ServingOptions): Promise<Serving> {
  const folder = await mkdtemp(join(tmpdir(), "runyard-serving-"));
  const { log, lines } = listLog();
  const place = { folder, file: join(folder, "runyard.yaml"), runners: [...runners.values()] };
  const types = Object.entries(options.jobs).map(
    ([name, raw]) => [name, resolveJobType(name, raw, place)] as const,
  );
  const uploadLimitBytes = options.uploadLimitBytes ?? 10_000_000;
  const data = options.dataFolder ?? join(folder, "data");
  const service = await Supervisor.start({
    dataFolder: data,
    types: new Map(types),
    concurrent: 8,
    ...(options.ownerLimits === undefined ? {} : { ownerLimits: options.ownerLimits }),
    uploadLimitBytes,
    version: "0.0.0-test",
    log,
    durable: false,
  });
  const publicUrl = options.publicUrl === undefined ? {} : { publicUrl: options.publicUrl };
  const close = async (): Promise<void> => {
    await service.requestStop({ abort: true });
    const { agents } = await service.status();
    await service.close();
    await Promise.all(agents.map(({ pid }) => waitUntilGone(pid)));
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  };
  const starting = startServer({
    service,
    host: options.host ?? "127.0.0.1",
    port: 0,
    auth: options.auth ?? null,
    tls: options.tls ?? null,
    auditFile: join(data, "audit.log"),
    uploadLimitBytes,
    log,
    ...(options.uploads === undefined ? {} : { uploads: options.uploads }),
    ...publicUrl,
  });
  const server = await starting.catch(async (error: unknown) => {
    await close();
    throw error;
  });
  return { url: server.url, server, folder, service, logged: lines, close: () => server.close().then(close) };
}

function listLog(): { readonly log: Log; readonly lines: string[] } {
  const lines: string[] = [];
  const add = (message: string): void => void lines.push(message);
  return { log: { info: add, warn: add, error: add }, lines };
}

async function waitUntilGone(pid: number | null): Promise<void> {
  if (pid === null) return;
  for (const until = Date.now() + 60_000; Date.now() < until; ) {
    try {
      process.kill(pid, 0);
    } catch {
      return;
    }
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  throw new Error(`The agent, process ${pid}, has not ended`);
}
