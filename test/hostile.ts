import * as fc from "fast-check";

const nasty = fc.oneof(
  fc.constantFrom(
    "0",
    "1",
    "0.5",
    "2",
    "10",
    "ABORT",
    "RUN",
    "some",
    "true",
    "2030-01-01T00:00:00Z",
    "COMPLETED",
    "text",
  ),
  fc.constantFrom(
    "",
    "0",
    "-1",
    "1e999",
    "9".repeat(400),
    "NaN",
    "null",
    "{}",
    "[]",
    "..",
    "../../etc/passwd",
    "%00",
    "\u0000",
  ),
  fc.constantFrom(
    "true",
    "PENDING",
    "RUN",
    "ABORT",
    "DELETE",
    "2026-01-01T00:00:00Z",
    "-271821-04-20T00:00:00Z",
    "💥",
    "a,b",
  ),
  fc.constantFrom(
    "frame[1-99999999]",
    "x[",
    "file,param:f",
    "file,http://127.0.0.1:1/x",
    "<!DOCTYPE x>",
    "' OR 1=1 --",
    "__proto__",
  ),
  fc.string({ unit: "binary", maxLength: 40 }),
);
const names = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.constantFrom(
      "PHASE",
      "WAIT",
      "LAST",
      "AFTER",
      "RUNID",
      "ACTION",
      "UPLOAD",
      "DESTRUCTION",
      "EXECUTIONDURATION",
      "MAXREC",
      "RESPONSEFORMAT",
      "VERSION",
    ),
  },
  {
    weight: 6,
    arbitrary: fc.constantFrom(
      "s",
      "text",
      "file",
      "many",
      "type",
      "phase",
      "owner",
      "limit",
      "cursor",
      "before",
      "after",
      "offset",
      "length",
      "item",
      "wait",
      "kinds",
      "output",
      "follow",
      "run",
      "parameters.s",
      "parameters.file",
      "constructor",
    ),
  },
  { weight: 1, arbitrary: nasty },
);
const pairs = fc.array(fc.tuple(names, nasty), { maxLength: 5 });

/** What may stand where a path has a name. */
const part = fc.oneof(
  { weight: 1, arbitrary: nasty.map((text) => encodeURIComponent(text.toWellFormed())) },
  { weight: 1, arbitrary: fc.constantFrom("%", "%ff", "%2e%2e%2f", "..", "a".repeat(5000), "%00") },
);

/** `TYPE` and `JOB` are ones that exist, most often; `*` is anything. */
const routes = [
  "GET /jobs",
  "GET,DELETE,POST /jobs/JOB",
  "GET,POST /services/TYPE/async",
  "GET,POST,DELETE /services/TYPE/async/JOB",
  "GET,POST /services/TYPE/async/JOB/phase",
  "GET,POST /services/TYPE/async/JOB/parameters",
  "GET,PUT,POST /services/TYPE/async/JOB/parameters/s",
  "GET,PUT /services/TYPE/async/JOB/parameters/*",
  "GET /services/TYPE/async/JOB/results/*",
  "GET,HEAD /services/TYPE/async/JOB/results/r.txt",
  "GET /services/TYPE/async/JOB/error",
  "GET,POST /services/TYPE/async/JOB/destruction",
  "GET,POST /services/TYPE/async/JOB/executionduration",
  "GET /services/TYPE/async/JOB/quote",
  "GET,POST /services/TYPE/sync",
  "GET /services/TYPE/capabilities",
  "GET /services/TYPE/availability",
  "GET /api/v1/types/TYPE",
  "POST /api/v1/types/TYPE/release",
  "GET,POST /api/v1/jobs",
  "GET,PATCH,DELETE /api/v1/jobs/JOB",
  "POST /api/v1/jobs/JOB/run",
  "POST /api/v1/jobs/JOB/abort",
  "POST /api/v1/jobs/JOB/retry",
  "POST /api/v1/jobs/JOB/suspend",
  "GET,POST /api/v1/jobs/JOB/items",
  "GET /api/v1/jobs/JOB/attempts",
  "GET,HEAD /api/v1/jobs/JOB/output/stdout",
  "GET /api/v1/jobs/JOB/output/*",
  "GET /api/v1/jobs/JOB/results",
  "GET,HEAD /api/v1/jobs/JOB/results/r.txt",
  "GET /api/v1/jobs/JOB/results.zip",
  "GET /api/v1/jobs/JOB/files/file/*",
  "GET /api/v1/jobs/JOB/events",
  "GET /api/v1/events",
  "GET,POST /*",
].flatMap((line) => {
  const [methods = "", path = ""] = line.split(" ");
  return methods.split(",").map((method) => ({ method, path }));
});

/** A request as its bytes say it; `JOB` in its path stands for a job's id. */
export interface Sent {
  readonly method: string;
  readonly path: string;
  readonly headers: readonly (readonly [string, string])[];
  readonly body: Buffer;
}

const methodOrNull = fc.oneof(
  { weight: 12, arbitrary: fc.constant(null) },
  {
    weight: 1,
    arbitrary: fc.constantFrom("GET", "POST", "PUT", "DELETE", "PATCH", "HEAD", "OPTIONS", "BREW"),
  },
);
const nameOrNull = fc.oneof({ weight: 12, arbitrary: fc.constant(null) }, { weight: 1, arbitrary: part });
const target = fc
  .tuple(
    fc.constantFrom(...routes),
    methodOrNull,
    fc.array(nameOrNull, { minLength: 3, maxLength: 3 }),
    part,
    pairs,
  )
  .map(([route, otherMethod, parts, any, query]) => {
    let next = 0;
    const path = route.path
      .replaceAll(
        /TYPE|JOB/g,
        (name) => (next === 2 ? null : parts[next++]) ?? (name === "TYPE" ? "some" : name),
      )
      .replace("*", any);
    const text = new URLSearchParams(wellFormed(query)).toString();
    return { method: otherMethod ?? route.method, path: query.length === 0 ? path : `${path}?${text}` };
  });

const form = pairs.map((fields) => ({
  type: "application/x-www-form-urlencoded",
  body: Buffer.from(new URLSearchParams(wellFormed(fields)).toString()),
}));
const json = fc
  .oneof(
    fc.json(),
    pairs.map((fields) => JSON.stringify({ type: "some", ...Object.fromEntries(fields) })),
  )
  .map((text) => ({
    type: "application/json",
    body: Buffer.from(text),
  }));
const multipart = fc
  .array(fc.tuple(names, nasty, fc.boolean(), fc.uint8Array({ maxLength: 200 })), { maxLength: 4 })
  .map((fields) => ({
    type: "multipart/form-data; boundary=edge",
    body: Buffer.concat([
      ...fields.map(([name, value, isFile, bytes]) =>
        Buffer.concat([
          Buffer.from(
            `--edge\r\nContent-Disposition: form-data; name="${name}"${isFile ? `; filename="${value}"` : ""}\r\n\r\n`,
          ),
          Buffer.from(isFile ? bytes : Buffer.from(value)),
          Buffer.from("\r\n"),
        ]),
      ),
      Buffer.from("--edge--\r\n"),
    ]),
  }));
const garbage = fc
  .tuple(
    fc.constantFrom(
      "text/xml",
      "multipart/form-data",
      "multipart/form-data; boundary=",
      "application/json",
      "a/b",
      "",
    ),
    fc.uint8Array({ maxLength: 300 }),
  )
  .map(([type, bytes]) => ({ type, body: Buffer.from(bytes) }));

const header = fc.tuple(
  fc.constantFrom(
    "accept",
    "range",
    "if-none-match",
    "if-range",
    "last-event-id",
    "idempotency-key",
    "content-encoding",
    "x-forwarded-for",
    "cookie",
    "te",
  ),
  fc.oneof(
    fc.constantFrom(
      "text/html;q=nonsense",
      "bytes=0-",
      "bytes=5-1",
      "bytes=-99999999999",
      "*",
      "gzip",
      "bytes=0-1,3-4",
    ),
    fc.string({ unit: "grapheme-ascii", maxLength: 60 }),
  ),
);
/** Those that most often end a request before anything else is read. */
const harsh = fc.constantFrom(
  ["origin", "http://elsewhere.example"],
  ["authorization", "Basic !!!"],
  ["authorization", "Bearer "],
  ["expect", "x"],
  ["host", "elsewhere.example"],
) as fc.Arbitrary<[string, string]>;

/** Requests for every route, with what nobody should send. */
export const hostileRequests: fc.Arbitrary<Sent> = fc
  .tuple(
    target,
    fc.array(header, { maxLength: 2 }),
    fc.array(harsh, { maxLength: 20 }),
    fc.oneof(form, json, multipart, garbage),
  )
  .map(([{ method: verb, path }, headers, ends, { type, body }]) => {
    const hasBody = verb !== "GET" && verb !== "HEAD";
    return {
      method: verb,
      path,
      headers: [
        ...headers,
        ...(ends.length === 20 ? ends.slice(0, 1) : []),
        ...(hasBody ? [["content-type", type] as const] : []),
      ],
      body: hasBody ? body : Buffer.alloc(0),
    };
  });

function wellFormed(fields: readonly (readonly [string, string])[]): [string, string][] {
  return fields.map(([name, value]) => [name.toWellFormed(), value.toWellFormed()]);
}
