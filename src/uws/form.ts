import type { FastifyRequest } from "fastify";
import { RunyardError, formatSize, messageOf, systemCode } from "../core/mod.ts";
import type { JobService, ReceivedFile } from "../run/mod.ts";
import type { Field } from "./control-parameters.ts";
import { readFormFields } from "./form-fields.ts";
import { IncomingFiles } from "./incoming-files.ts";
import { knownMediaType } from "./media-type.ts";

/** What a form brought: texts in their order, those of the query string first, and files, received whole. */
export interface Form {
  readonly fields: readonly Field[];
  readonly files: readonly ReceivedFile[];
}

/** How a form is read. */
export interface FormOptions {
  readonly service: Pick<JobService, "receiveFile" | "checkRoom" | "dropFiles">;
  /** Who will keep the files; who asks, where it is left out. */
  readonly owner?: string | null;
  /** Of all files of one request together. */
  readonly uploadLimitBytes: number;
  /** Whether a part under this name is a file, even where it came without a file name. */
  readonly isFile?: (name: string) => boolean;
  /** Throws where a file part is refused already by its name and what came before it: it is not received then. */
  readonly checkFile?: (name: string, before: Form) => void;
}

/** The longest text of one field, and the most fields and files of one form. */
const limits = {
  fieldNameSize: 1000,
  fieldSize: 1_000_000,
  fields: 1000,
  files: 10_000,
  parts: 11_000,
  headerPairs: 50,
  fileSize: Number.POSITIVE_INFINITY,
};

/**
 * Reads a form (urlencoded, multipart or query string alone) and does something with it. Files go to the service while
 * they arrive; where reading or `use` fails, those that came are thrown away.
 *
 * @throws {RunyardError} `bad-request` for what is no form, `too-large`, whatever the service or `use` throws
 */
export async function withForm<T>(
  request: FastifyRequest,
  options: FormOptions,
  use: (form: Form) => Promise<T>,
): Promise<T> {
  const form = { fields: [...queryFields(request)], files: [] as ReceivedFile[] };
  try {
    await readBody(request, options, form);
    return await use(form);
  } catch (error) {
    await options.service.dropFiles(form.files);
    throw error;
  }
}

/** The `name=value` pairs of a request's query string. @throws {RunyardError} `bad-request` for what is no UTF-8 */
export function queryFields(request: FastifyRequest): readonly Field[] {
  const start = request.url.indexOf("?");
  return start === -1 ? [] : [...readFormFields(request.url.slice(start + 1))];
}

interface OpenForm {
  readonly fields: Field[];
  readonly files: ReceivedFile[];
}

async function readBody(request: FastifyRequest, options: FormOptions, form: OpenForm): Promise<void> {
  if (request.isMultipart()) return readMultipart(request, options, form);
  if (request.body === undefined || request.body === null) return;
  if (!(request.body instanceof URLSearchParams)) {
    throw new RunyardError(
      "bad-request",
      "Cannot read the request: a form is wanted (application/x-www-form-urlencoded or multipart/form-data)",
    );
  }
  form.fields.push(...request.body);
}

async function readMultipart(request: FastifyRequest, options: FormOptions, form: OpenForm): Promise<void> {
  const incoming = new IncomingFiles(options.service, { owner: options.owner });
  const budget = { leftBytes: options.uploadLimitBytes, limitBytes: options.uploadLimitBytes };
  checkAnnouncedSize(request, budget.limitBytes);
  try {
    const isPartAFile = (name?: string, mediaType?: string, fileName?: string): boolean =>
      fileName !== undefined ||
      mediaType === "application/octet-stream" ||
      options.isFile?.(name ?? "") === true;
    // preservePath: a name that is a path is refused by the service, not quietly shortened.
    for await (const part of request.parts({ limits, preservePath: true, isPartAFile })) {
      checkName(part.fieldname);
      if (part.type === "file") {
        options.checkFile?.(part.fieldname, form);
        const content = withinBudget(part.file, budget);
        const name = part.filename ?? part.fieldname;
        form.files.push(await incoming.receive(part.fieldname, name, knownMediaType(part.mimetype), content));
      } else {
        if (part.valueTruncated) throw tooLarge(`the field "${part.fieldname}"`, limits.fieldSize);
        form.fields.push([part.fieldname, checkedText(part.fieldname, textOf(part.value))]);
      }
    }
  } catch (error) {
    throw asFormError(error);
  }
}

/** A JSON part has been parsed by the multipart reader; texts are wanted as they are. */
function textOf(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}

/** The multipart reader puts U+FFFD for what it can't read; who means that very character can send it in a urlencoded form. */
function checkedText(name: string, text: string): string {
  if (!text.includes("\ufffd")) return text;
  throw new RunyardError("bad-request", `Cannot read the form: the field "${name}" is no text in UTF-8`);
}

function checkName(name: string | undefined): void {
  if (name !== undefined && name !== "") return;
  throw new RunyardError("bad-request", "Cannot read the form: a part of it has no name");
}

function checkAnnouncedSize(request: FastifyRequest, limitBytes: number): void {
  // What is not file content is small: a megabyte for the fields, and the parts' own lines.
  if (Number(request.headers["content-length"]) > limitBytes + 2_000_000)
    throw tooLarge("the request", limitBytes);
}

async function* withinBudget(
  stream: AsyncIterable<Uint8Array>,
  budget: { leftBytes: number; readonly limitBytes: number },
): AsyncGenerator<Uint8Array> {
  for await (const chunk of stream) {
    budget.leftBytes -= chunk.length;
    if (budget.leftBytes < 0) throw tooLarge("the files", budget.limitBytes);
    yield chunk;
  }
}

function tooLarge(what: string, limitBytes: number): RunyardError {
  return new RunyardError("too-large", `Cannot take ${what}: more than ${formatSize(limitBytes)} was sent`);
}

/** What the multipart reader throws has one of fastify's codes, or is a plain Error; anything else is not the form's fault. */
function asFormError(error: unknown): unknown {
  if (!(error instanceof Error) || error instanceof RunyardError) return error;
  const code = systemCode(error) ?? "";
  if (["FST_PARTS_LIMIT", "FST_FILES_LIMIT", "FST_FIELDS_LIMIT"].includes(code)) {
    return new RunyardError("too-large", "Cannot read the form: it has too many parts", { cause: error });
  }
  const isPlain = code === "" && error.constructor === Error;
  if (!isPlain && !code.startsWith("FST_") && code !== "ECONNRESET") return error;
  const reason = `it is not well-formed multipart (${messageOf(error)})`;
  return new RunyardError("bad-request", `Cannot read the form: ${reason}`, { cause: error });
}
