import { availableParallelism } from "node:os";
import { z } from "zod";
import { durationSchema, showValue, sizeSchema } from "../job/mod.ts";
import { type WrittenAuth, authSchema } from "./auth-schema.ts";
import { type WrittenMail, mailSchema } from "./mail-settings.ts";
import { type WrittenLimits, ownerLimitsSchema } from "./owner-limits.ts";

/** The whole file as it is written, with its job types still to be read one by one. */
export interface WrittenConfiguration {
  readonly server: {
    readonly host: string;
    readonly port: number;
    readonly upload_limit: number;
    readonly upload_hosts: readonly string[];
    readonly upload_timeout: number;
    readonly public_url?: string | undefined;
    readonly tls?: { readonly cert: string; readonly key: string } | undefined;
  };
  readonly auth?: WrittenAuth | undefined;
  readonly mail?: WrittenMail | undefined;
  readonly limits: WrittenLimits;
  readonly store: string;
  readonly concurrent: number;
  readonly jobs: Readonly<Record<string, unknown>>;
  readonly schedules: Readonly<Record<string, unknown>>;
  readonly definitions: Readonly<Record<string, unknown>>;
  readonly serialise: boolean;
}

const hostSchema = z.string().regex(/^[A-Za-z0-9.:_-]+$/, {
  error: ({ input }) => `expected a host name or an address, found ${showValue(input)}`,
});

/** A name, with `*.` for any below it; an IPv4 address or network; an IPv6 one in brackets or, as a network, bare. */
const uploadHostSchema = z
  .string()
  .regex(/^(\*\.)?[A-Za-z0-9._-]+(:\d{1,5})?$|^\[[0-9A-Fa-f:.]+\](:\d{1,5})?$|^[0-9A-Fa-f.:]+\/\d{1,3}$/, {
    error: ({ input }) =>
      `expected a host like archive.example.org or *.example.org, or a network like 10.0.0.0/8, found ${showValue(input)}`,
  });

const publicUrlSchema = z
  .string()
  .refine((text) => isWebAddress(text), {
    error: ({ input }) => `expected an address like https://jobs.example.org, found ${showValue(input)}`,
  })
  .transform((text) => text.replace(/\/+$/, ""));

const storeSchema = z
  .string()
  .min(1)
  .refine((text) => !/^[a-z][a-z0-9+.-]+:\/\//i.test(text), {
    error: ({ input }) =>
      `expected a folder, found ${showValue(input)}: this version keeps jobs in a folder alone`,
  });

const nameSchema = z.string().regex(/^[a-z][a-z0-9_-]{0,63}$/, {
  error: "a job type's name is small letters, digits, - and _, at most 64 of them, and starts with a letter",
});

const serverSchema = z.strictObject({
  host: hostSchema.default("127.0.0.1"),
  port: z.int().min(0).max(65_535).default(8210),
  upload_limit: sizeSchema.default(1000 ** 3),
  upload_hosts: z.array(uploadHostSchema).max(1000).default([]),
  upload_timeout: durationSchema.default(60_000),
  public_url: publicUrlSchema.optional(),
  tls: z.strictObject({ cert: z.string().min(1), key: z.string().min(1) }).optional(),
});

/** The schema of the file. What stands under a job type's name is read by `jobTypeSchema`. */
export const configurationSchema: z.ZodType<WrittenConfiguration> = z.strictObject({
  server: serverSchema.prefault({}),
  auth: authSchema.optional(),
  mail: mailSchema.optional(),
  limits: ownerLimitsSchema.prefault({}),
  store: storeSchema.default("./data"),
  concurrent: z.int().min(1).max(100_000).default(availableParallelism),
  jobs: z.record(nameSchema, z.unknown()).default({}),
  schedules: z.record(z.string(), z.unknown()).default({}),
  definitions: z.record(z.string(), z.unknown()).default({}),
  serialise: z.boolean().default(false),
});

function isWebAddress(text: string): boolean {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  return (
    url !== undefined && ["http:", "https:"].includes(url.protocol) && url.search === "" && url.hash === ""
  );
}
