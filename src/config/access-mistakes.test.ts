import assert from "node:assert/strict";
import { chmod, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { mistakesIn, runners } from "../../test/config/mistakes-in.ts";
import { loadConfiguration } from "./load.ts";
import { formatPasswordHash, isPasswordOf, makePasswordHash, parsePasswordHash } from "./password-hash.ts";

let folder = "";
before(async () => {
  folder = await mkdtemp(join(tmpdir(), "runyard-access-"));
  const token = async (name: string, text: string, mode: number): Promise<void> => {
    await writeFile(join(folder, name), text);
    await chmod(join(folder, name), mode);
  };
  await token("good.token", "a-token-of-the-file-0123456789\n", 0o600);
  await token("open.token", "a-token-of-the-file-0123456789\n", 0o644);
  await token("short.token", "short\n", 0o600);
});
after(() => rm(folder, { recursive: true }));

const long = "a-token-of-the-tests-0123456789";

/** A file, and each mistake in it with line and column. */
const wrong: readonly (readonly [string, ...(string | RegExp)[]])[] = [
  ["auth: {}\n", "1:7: auth: nobody could log in: it needs tokens, users or proxy_header"],
  [
    "auth:\n  token: []\n",
    "1:1: auth: nobody could log in: it needs tokens, users or proxy_header",
    '2:3: auth.token: unknown key; did you mean "tokens"?',
  ],
  [
    `auth:\n  tokens:\n    - { name: ann, token: short }\n`,
    "3:27: auth.tokens[0].token: expected a token of at least 24 characters",
  ],
  [`auth:\n  tokens:\n    - { name: ann }\n`, "3:7: auth.tokens[0]: expected either token or token_file"],
  [
    `auth:\n  tokens:\n    - { name: "a b", token: ${long}, role: boss }\n`,
    /^3:15: auth\.tokens\[0\]\.name: expected a name of letters, digits and .*, found "a b"$/,
    '3:68: auth.tokens[0].role: expected one of user, admin, found "boss"',
  ],
  [
    `auth:\n  tokens:\n    - { name: ann, token: ${long} }\n    - { name: bob, token: ${long} }\n`,
    "4:7: auth.tokens[1]: this is the token of ann already",
  ],
  [
    "auth:\n  tokens:\n    - { name: ann, token_file: none.token }\n",
    /^3:32: auth\.tokens\[0\]\.token_file: the file can't be read: ENOENT/,
  ],
  [
    "auth:\n  tokens:\n    - { name: ann, token_file: open.token }\n",
    /^3:32: auth\.tokens\[0\]\.token_file: anybody on this machine can read ".*open\.token": take that away with chmod o-rwx$/,
  ],
  [
    "auth:\n  tokens:\n    - { name: ann, token_file: short.token }\n",
    /^3:32: auth\.tokens\[0\]\.token_file: expected a token of at least 24 characters without spaces in /,
  ],
  [
    "auth:\n  users:\n    - { name: ann, password: swordfish }\n",
    '3:30: auth.users[0].password: expected the hash of a password ("runyard hash-password" makes one)',
  ],
  [
    `auth:
  proxy_header: { header: "X User", from: [] }
`,
    '2:27: auth.proxy_header.header: expected the name of a header like X-Remote-User, found "X User"',
    "2:43: auth.proxy_header.from: expected at least one entry, found 0",
  ],
  [
    `auth:
  anonymous: user
  proxy_header: { header: X-User, from: [10.0.0.0/33] }
`,
    "2:14: auth.anonymous: cannot be user beside proxy_header: who comes through the proxy must have a name",
    '3:42: auth.proxy_header.from[0]: expected an address or a network like 10.0.0.0/8, found "10.0.0.0/33"',
  ],
  [
    `auth:
  anonymous: user
  proxy_header: { header: X-User, from: [10.0.0.0/8] }
`,
    "2:14: auth.anonymous: cannot be user beside proxy_header: who comes through the proxy must have a name",
  ],
  ["server: { tls: { cert: a.crt } }\n", "1:11: server.tls.key: expected a text, found nothing"],
  [
    "limits: { running: 0, stored: much }\n",
    "1:20: limits.running: expected a number of at least 1, found 0",
    /^1:31: limits\.stored: expected /,
  ],
  [
    "limits:\n  owners:\n    ann: { queue: 1 }\n",
    '3:12: limits.owners.ann.queue: unknown key; did you mean "queued"?',
  ],
];

for (const [text, ...expected] of wrong) {
  test(`loadConfiguration() finds the mistake in ${JSON.stringify(text)}`, async () => {
    const found = await mistakesIn(folder, text);
    assert.equal(found.length, expected.length, found.join("\n"));
    for (const [index, line] of expected.entries()) {
      if (typeof line === "string") assert.equal(found[index], line);
      else assert.match(found[index] ?? "", line);
    }
  });
}

test("loadConfiguration() reads who may use the server, and how much", async () => {
  const hash = formatPasswordHash(await makePasswordHash("swordfish"));
  const file = join(folder, "runyard.yaml");
  await writeFile(
    file,
    `server: { tls: { cert: a.crt, key: /etc/a.key } }
auth:
  tokens: [{ name: ann, token_file: good.token, role: admin }]
  users: [{ name: bob, password: "${hash}" }]
  proxy_header: { header: X-User, from: [10.0.0.0/8, "::1"] }
limits: { running: 2, stored: 1GB, owners: { ann: { running: 5 } } }
`,
  );
  const { auth, server, ownerLimits } = await loadConfiguration(file, { runners });
  assert.deepEqual(server.tls, { cert: join(folder, "a.crt"), key: "/etc/a.key" });
  assert.deepEqual(auth?.tokens, [{ name: "ann", role: "admin", token: "a-token-of-the-file-0123456789" }]);
  assert.equal(await isPasswordOf("swordfish", auth?.users[0]?.password ?? assert.fail()), true);
  assert.deepEqual(auth?.proxyHeader?.from, ["10.0.0.0/8", "::1"]);
  assert.equal(auth?.anonymous, "none");
  assert.deepEqual(ownerLimits.every, { running: 2, queued: null, storedBytes: 1_000_000_000 });
  assert.deepEqual(ownerLimits.owners.get("ann"), { running: 5, queued: null, storedBytes: 1_000_000_000 });
});

test("parsePasswordHash() takes what formatPasswordHash() made, and no hash that costs too little or too much", async () => {
  const made = await makePasswordHash("pässword");
  const text = formatPasswordHash(made);
  assert.deepEqual(parsePasswordHash(text), made);
  assert.equal(await isPasswordOf("pässword".normalize("NFD"), made), true);
  assert.equal(await isPasswordOf("password", made), false);
  for (const [from, to] of [
    ["ln=15", "ln=9"],
    ["ln=15", "ln=30"],
    ["r=8", "r=0"],
    ["p=1", "p=99"],
    ["$scrypt", "$argon2id"],
  ] as const)
    assert.equal(parsePasswordHash(text.replace(from, to)), undefined, to);
});
