import type { ServerResponse } from "node:http";
import type { FastifyReply, FastifyRequest } from "fastify";
import type { AuthSettings } from "../../config/mod.ts";
import { type Clock, RunyardError, formatInstant } from "../../core/mod.ts";
import type { JobService } from "../../run/mod.ts";
import type { AuditEntryView } from "../api.ts";
import { pageFilePath, pagePaths } from "../page/page-paths.ts";
import type { AuditLog } from "./audit-log.ts";
import { type NoteAction, auditedService } from "./audited-service.ts";
import { Authenticator, plainAddress } from "./authenticator.ts";
import type { Caller } from "./caller.ts";
import { isLoginChanged } from "./is-login-changed.ts";
import { type ForeignJobs, ownedService } from "./owned-service.ts";

/** What a front door works with. */
export interface FrontDoorParts {
  readonly service: JobService;
  /** Null: whoever comes in may do everything. */
  readonly auth: AuthSettings | null;
  /** Null: nothing is written down. */
  readonly audit: AuditLog | null;
  readonly clock: Clock;
}

/**
 * What nobody needs a name for: whether the server is there, what VOSI 1.1 §2 wants to be open, and the files of the
 * page, which asks for the login.
 */
const openRoutes: ReadonlySet<string> = new Set([
  "/healthz",
  "/services/:type/availability",
  "/services/:type/capabilities",
  ...pagePaths,
  pageFilePath,
]);

/** Lets requests in: finds out who asks, and gives each its own view of the service. */
export class FrontDoor {
  readonly #parts: FrontDoorParts;
  readonly #callers = new WeakMap<FastifyRequest, Caller>();
  readonly #names = new WeakMap<ServerResponse, string | null>();
  #auth: AuthSettings | null;
  #authenticator: Authenticator | null;

  constructor(parts: FrontDoorParts) {
    this.#parts = parts;
    this.#auth = parts.auth;
    this.#authenticator = authenticatorOf(parts.auth, parts.clock);
  }

  /** Whether nobody gets far without a login. */
  get wantsLogin(): boolean {
    return this.#auth?.anonymous === "none";
  }

  /**
   * From now on others may come in. Failures that were counted are forgotten.
   *
   * @returns whether an answer that is under way goes to somebody whose login has changed
   */
  reload(auth: AuthSettings | null): (reply: ServerResponse) => boolean {
    const before = this.#auth;
    this.#auth = auth;
    this.#authenticator = authenticatorOf(auth, this.#parts.clock);
    return (reply) => isLoginChanged(before, auth, this.#names.get(reply) ?? null);
  }

  /** @throws {RunyardError} `not-authenticated`, `too-many` after too many failures */
  async admit(request: FastifyRequest, reply: FastifyReply): Promise<void> {
    const address = plainAddress(request.socket.remoteAddress ?? "");
    const caller = await this.#callerOf(request, reply, address);
    this.#callers.set(request, caller);
    this.#names.set(reply.raw, caller.name);
  }

  /** The service as this request may use it. @throws {TypeError} for one that was not admitted */
  serviceFor(request: FastifyRequest, foreign: ForeignJobs): JobService {
    const caller = this.#admitted(request);
    const { service, audit, clock } = this.#parts;
    const note: NoteAction = (action, job, outcome) =>
      audit?.note({ ...whoAndWhen(caller, clock), action, job, outcome });
    const isChange = request.method !== "GET" && request.method !== "HEAD";
    return auditedService(ownedService(service, caller, foreign), note, isChange);
  }

  /** The newest entries of the audit log, for admins. @throws {RunyardError} `forbidden` */
  async readAudit(request: FastifyRequest, limit: number): Promise<readonly AuditEntryView[]> {
    if (this.#admitted(request).role === "admin") return (await this.#parts.audit?.read(limit)) ?? [];
    throw new RunyardError("forbidden", "Cannot show the audit log: only an admin may see it");
  }

  #admitted(request: FastifyRequest): Caller {
    const caller = this.#callers.get(request);
    if (caller === undefined) throw new TypeError("The request was not admitted");
    return caller;
  }

  async #callerOf(request: FastifyRequest, reply: FastifyReply, address: string): Promise<Caller> {
    if (this.#authenticator === null) return { name: null, role: "admin", address };
    const login = await this.#authenticator.login({ headers: request.headers, address });
    switch (login.kind) {
      case "known":
        return login.caller;
      case "nobody":
        return this.#nobody(request, address);
      case "later":
        void reply.header("retry-after", login.seconds);
        throw new RunyardError(
          "too-many",
          `Cannot log in now: too many logins have failed; try again in ${login.seconds} s`,
        );
      case "refused":
        this.#noteRefusal(address);
        throw new RunyardError(
          "not-authenticated",
          "Cannot log in: there is no such token, or no such name with this password",
        );
    }
  }

  #nobody(request: FastifyRequest, address: string): Caller {
    const isOpen = openRoutes.has(request.routeOptions.url ?? "");
    if (isOpen || this.#auth?.anonymous === "user") return { name: null, role: "user", address };
    throw new RunyardError(
      "not-authenticated",
      "Cannot answer without knowing who asks: send a token, or a name and a password",
    );
  }

  /** The name is not noted: people type passwords where a name is wanted. */
  #noteRefusal(address: string): void {
    const { audit, clock } = this.#parts;
    const nobody = { name: null, address };
    audit?.note({ ...whoAndWhen(nobody, clock), action: "log in", job: null, outcome: "not-authenticated" });
  }
}

function authenticatorOf(auth: AuthSettings | null, clock: Clock): Authenticator | null {
  return auth === null ? null : new Authenticator(auth, clock);
}

function whoAndWhen(
  { name, address }: Pick<Caller, "name" | "address">,
  clock: Clock,
): { readonly at: string; readonly caller: string | null; readonly address: string } {
  return { at: formatInstant(clock.now()), caller: name, address };
}
