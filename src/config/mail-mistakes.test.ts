import assert from "node:assert/strict";
import { chmod, mkdtemp, rm, writeFile } from "node:fs/promises";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { mistakesIn, runners } from "../../test/config/mistakes-in.ts";
import { loadConfiguration } from "./load.ts";

let folder = "";
before(async () => {
  folder = await mkdtemp(join(tmpdir(), "runyard-mail-settings-"));
  for (const [name, text, mode] of [
    ["good", "swordfish\n", 0o600],
    ["open", "swordfish\n", 0o644],
    ["empty", "\n", 0o600],
  ] as const) {
    await writeFile(join(folder, name), text);
    await chmod(join(folder, name), mode);
  }
});
after(() => rm(folder, { recursive: true }));

const mailOf = (text: string): string => `mail: { ${text} }\n`;
const notifyOf = (text: string, mail: string = ""): string =>
  `jobs:\n  a:\n    command: [echo]\n    notify: ${text}\n${mail}`;
const nobody = "nobody would be told: name them in to or webhook, or in mail: at the top of the file";

/** A file, and each mistake in it with line and column. */
const wrong: readonly (readonly [string, ...(string | RegExp)[]])[] = [
  [mailOf("to: ops@example.org"), "1:7: mail: expected either smtp or sendmail"],
  [mailOf("smtp: smtp://localhost, sendmail: /bin/cat"), "1:7: mail: expected either smtp or sendmail"],
  [
    mailOf('to: "a b@c", smtp: smtp://localhost'),
    '1:13: mail.to: expected a mail address like ops@example.org, found "a b@c"',
  ],
  [
    mailOf('from: "a@b\\r\\nBcc: c@d", smtp: smtp://localhost'),
    /^1:15: mail\.from: expected a mail address like ops@example\.org, found /,
  ],
  [
    mailOf("smtp: http://localhost"),
    "1:15: mail.smtp: expected an address like smtp://user@mail.example.org:587",
  ],
  [
    mailOf("smtp: 'smtp://ann:swordfish@localhost'"),
    "1:15: mail.smtp: a password does not stand here: name its file in password_file",
  ],
  [
    mailOf("smtp: smtp://ann@localhost"),
    "1:15: mail.smtp: a login needs both a user in smtp and a password_file",
  ],
  [
    mailOf("smtp: smtp://ann@localhost, password_file: open"),
    /^1:52: mail\.password_file: anybody on this machine can read ".*open": take that away with chmod o-rwx$/,
  ],
  [
    mailOf("smtp: smtp://ann@localhost, password_file: empty"),
    /^1:52: mail\.password_file: there is no password in ".*empty"$/,
  ],
  [
    mailOf("smtp: smtp://ann@localhost, password_file: none"),
    /^1:52: mail\.password_file: the file can't be read: ENOENT/,
  ],
  [mailOf("sendmail: sendmail"), "1:19: mail.sendmail: expected a path from the root"],
  [mailOf("sendmail: /bin/cat, ca_file: good"), "1:38: mail.ca_file: goes with smtp alone"],
  [
    mailOf("sendmial: /bin/cat"),
    '1:9: mail.sendmial: unknown key; did you mean "sendmail"?',
    "1:7: mail: expected either smtp or sendmail",
  ],
  [notifyOf("true"), `4:13: jobs.a.notify: ${nobody}`],
  [notifyOf("true", mailOf("smtp: smtp://localhost")), `4:13: jobs.a.notify: ${nobody}`],
  [
    notifyOf("{ to: [] }", mailOf("to: ops@example.org, smtp: smtp://localhost")),
    `4:13: jobs.a.notify: ${nobody}`,
  ],
  [
    notifyOf("{ to: ops@example.org }"),
    "4:19: jobs.a.notify.to: there is no mail: at the top of the file, which says how mail is sent",
  ],
  [
    notifyOf("yes please"),
    /^4:13: jobs\.a\.notify: expected true or false or a mapping, found "yes please"$/,
  ],
  [
    notifyOf("{ webhook: 'ftp://x' }"),
    "4:24: jobs.a.notify.webhook: expected an address like https://chat.example.org/hooks/42, without a name and a password",
  ],
  [
    notifyOf("{ webhook: 'https://x', attach_limit: 1GB }"),
    /^4:51: jobs\.a\.notify\.attach_limit: expected a size of at most 10MB, found /,
  ],
  [
    notifyOf("{ webhook: 'https://x', failures: true }"),
    /^4:\d+: jobs\.a\.notify\.failures: unknown key; did you mean "failure"\?$/,
  ],
];

test("loadConfiguration() names what is wrong with mail and notify, with its place", async () => {
  for (const [text, ...expected] of wrong) {
    const found = (await mistakesIn(folder, text)).toSorted();
    assert.equal(found.length, expected.length, `${text}\n${found.join("\n")}`);
    for (const one of expected) {
      const isThere = found.some((line) => (typeof one === "string" ? line === one : one.test(line)));
      assert.ok(isThere, `${text}\n${found.join("\n")}`);
    }
  }
});

test("loadConfiguration() reads mail and notify, with what is not written", async () => {
  const file = join(folder, "right.yaml");
  const mail = "{ to: ops@example.org, smtp: 'smtps://ann@mail.example.org', password_file: good }";
  const hook = "{ to: [a@b.de, c@d], webhook: 'https://x/y', success: true, attach_limit: 5kB }";
  await writeFile(
    file,
    `mail: ${mail}\njobs:\n  a: { command: [echo], notify: true }\n  b: { command: [echo], notify: ${hook} }\n  c: { command: [echo], notify: false }\n`,
  );
  const configuration = await loadConfiguration(file, { runners });
  assert.deepEqual(configuration.mail, {
    to: ["ops@example.org"],
    from: `runyard@${hostname()}`,
    smtp: "smtps://ann@mail.example.org",
    passwordFile: join(folder, "good"),
    caFile: null,
    sendmail: null,
  });
  const told = {
    failure: true,
    recovery: true,
    success: false,
    to: null,
    webhook: [],
    attachLimitBytes: 1_000_000,
  };
  const notify = [...configuration.types.values()].map((type) => type.notify);
  const other = { to: ["a@b.de", "c@d"], webhook: ["https://x/y"], success: true, attachLimitBytes: 5000 };
  assert.deepEqual(notify, [told, { ...told, ...other }, null]);
});
