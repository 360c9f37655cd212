import { BlockList, isIP } from "node:net";
import { z } from "zod";
import { showValue } from "../job/mod.ts";
import { parsePasswordHash } from "./password-hash.ts";

/** What a caller may do: a user what concerns their own jobs, an admin everything. */
export type Role = "user" | "admin";

/** The part `auth:` of the file as it is written. */
export interface WrittenAuth {
  readonly tokens: readonly {
    readonly name: string;
    readonly role: Role;
    readonly token?: string | undefined;
    readonly token_file?: string | undefined;
  }[];
  readonly users: readonly { readonly name: string; readonly password: string; readonly role: Role }[];
  readonly proxy_header?:
    | { readonly header: string; readonly from: readonly string[]; readonly admins: readonly string[] }
    | undefined;
  readonly anonymous: "none" | "user";
}

/** Guessing a shorter one might succeed. */
export const shortestToken = 24;

/** What may stand in a header, in a log and before the colon of a login. */
export const ownerName: RegExp = /^[A-Za-z0-9][A-Za-z0-9._@+/=-]{0,127}$/;

const nameSchema = z.string().regex(ownerName, {
  error: ({ input }) =>
    `expected a name of letters, digits and . _ @ + / = -, at most 128 of them, found ${showValue(input)}`,
});
const roleSchema = z.enum(["user", "admin"]).default("user");

const tokenSchema = z
  .strictObject({
    name: nameSchema,
    token: z
      .string()
      .regex(/^[\x21-\x7e]*$/, { error: "expected a token without spaces" })
      .min(shortestToken, { error: `expected a token of at least ${shortestToken} characters` })
      .optional(),
    token_file: z.string().min(1).optional(),
    role: roleSchema,
  })
  .refine(({ token, token_file: file }) => (token === undefined) !== (file === undefined), {
    error: "expected either token or token_file",
  });

const userSchema = z.strictObject({
  name: nameSchema,
  password: z.string().refine((text) => parsePasswordHash(text) !== undefined, {
    // What stands there may be the password itself: it is not told.
    error: 'expected the hash of a password ("runyard hash-password" makes one)',
  }),
  role: roleSchema,
});

const addressSchema = z.string().refine(isNetwork, {
  error: ({ input }) => `expected an address or a network like 10.0.0.0/8, found ${showValue(input)}`,
});

const proxySchema = z.strictObject({
  header: z.string().regex(/^[A-Za-z0-9-]{1,64}$/, {
    error: ({ input }) => `expected the name of a header like X-Remote-User, found ${showValue(input)}`,
  }),
  from: z.array(addressSchema).min(1).max(1000),
  admins: z.array(nameSchema).default([]),
});

/** The schema of `auth:`. */
export const authSchema: z.ZodType<WrittenAuth> = z
  .strictObject({
    tokens: z.array(tokenSchema).max(10_000).default([]),
    users: z.array(userSchema).max(10_000).default([]),
    proxy_header: proxySchema.optional(),
    anonymous: z.enum(["none", "user"]).default("none"),
  })
  .superRefine((auth, context) => {
    if (auth.tokens.length === 0 && auth.users.length === 0 && auth.proxy_header === undefined)
      context.addIssue({
        code: "custom",
        message: "nobody could log in: it needs tokens, users or proxy_header",
      });
    if (auth.anonymous === "user" && auth.proxy_header !== undefined)
      context.addIssue({
        code: "custom",
        path: ["anonymous"],
        message: "cannot be user beside proxy_header: who comes through the proxy must have a name",
      });
    const names = auth.users.map(({ name }) => name);
    for (const [index, name] of names.entries())
      if (names.indexOf(name) < index)
        context.addIssue({
          code: "custom",
          path: ["users", index, "name"],
          message: `there is a user ${showValue(name)} already`,
        });
  });

/** Makes a list of addresses and networks that others can be looked up in. @throws {RangeError} for what is none */
export function blockListOf(networks: readonly string[]): BlockList {
  const list = new BlockList();
  for (const network of networks) {
    const [address = "", bits] = network.split("/");
    const family = isIP(address) === 6 ? "ipv6" : "ipv4";
    if (bits === undefined) list.addAddress(address, family);
    else list.addSubnet(address, Number(bits), family);
  }
  return list;
}

function isNetwork(text: string): boolean {
  const [address = "", bits, ...rest] = text.split("/");
  const family = isIP(address);
  if (family === 0 || rest.length > 0) return false;
  return bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= (family === 4 ? 32 : 128));
}
