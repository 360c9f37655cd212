import type { JobView } from "../../../../src/server/api.ts";

/** The same job for a shell: with the command line, and with curl alone. */
export interface CommandTexts {
  readonly runyard: string;
  readonly curl: string;
}

/** How somebody would make a job like this one. Files are named as they were sent; a secret is left to be filled in. */
export function commandTexts(job: JobView, origin: string, hasLogin: boolean): CommandTexts {
  const values = Object.entries(job.parameters).flatMap(([name, value]) =>
    [value].flat().map((one: unknown) => ({ name, ...given(one) })),
  );
  return { runyard: runyardText(job, values, origin), curl: curlText(job, values, origin, hasLogin) };
}

interface Value {
  readonly name: string;
  readonly text: string;
  readonly isFile: boolean;
}

function given(value: unknown): Pick<Value, "text" | "isFile"> {
  if (value === null) return { text: "…", isFile: false };
  if (typeof value === "object" && "file" in value) return { text: String(value.file), isFile: true };
  return { text: shownValue(value), isFile: false };
}

/** A value of a parameter as it is written. */
export function shownValue(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}

function runyardText(job: JobView, values: readonly Value[], origin: string): string {
  const words = values.flatMap(({ name, text, isFile }) => {
    if (isFile) return [quoted(`${name}=@${text}`)];
    return text.startsWith("@") ? ["--value", quoted(`${name}=${text}`)] : [quoted(`${name}=${text}`)];
  });
  const runId = job.runId === null ? [] : ["--run-id", quoted(job.runId)];
  return ["runyard", "--server", quoted(origin), "submit", quoted(job.type), ...words, ...runId].join(" ");
}

function curlText(job: JobView, values: readonly Value[], origin: string, hasLogin: boolean): string {
  const login = hasLogin ? ['-H "Authorization: Bearer $RUNYARD_TOKEN"'] : [];
  const address = quoted(`${origin}/api/v1/jobs`);
  if (!values.some(({ isFile }) => isFile)) {
    const body = {
      type: job.type,
      parameters: gathered(values),
      ...(job.runId !== null && { runId: job.runId }),
    };
    return ["curl -sS", ...login, address, "--json", quoted(JSON.stringify(body))].join(" ");
  }
  const fields = values.map(({ name, text, isFile }) =>
    isFile
      ? `-F ${quoted(`parameters.${name}=@${text}`)}`
      : `--form-string ${quoted(`parameters.${name}=${text}`)}`,
  );
  const runId = job.runId === null ? [] : [`--form-string ${quoted(`runId=${job.runId}`)}`];
  return [
    "curl -sS",
    ...login,
    `--form-string ${quoted(`type=${job.type}`)}`,
    ...runId,
    ...fields,
    address,
  ].join(" ");
}

function gathered(values: readonly Value[]): Record<string, string | string[]> {
  const found: Record<string, string | string[]> = {};
  for (const { name, text } of values) {
    const before = found[name];
    found[name] = before === undefined ? text : [before, text].flat();
  }
  return found;
}

/** A word as a POSIX shell takes it, unchanged. */
export function quoted(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}
