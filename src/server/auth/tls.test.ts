import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { request } from "node:https";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import type { TLSSocket } from "node:tls";
import { after, before, test } from "node:test";
import { once } from "node:events";
import type { IncomingMessage } from "node:http";
import { bearer, testAuth, tokens } from "../../../test/logins.ts";
import { startServing } from "../../../test/serving.ts";
import type { TlsFiles } from "../tls-files.ts";

const jobs = { say: { command: ["echo", "hello"] } };
let folder = "";

before(async () => {
  folder = await mkdtemp(join(tmpdir(), "runyard-tls-"));
});
after(() => rm(folder, { recursive: true }));

/** A certificate for localhost, signed by itself. */
function makeCertificate(name: string): TlsFiles {
  const [cert, key] = [join(folder, `${name}.crt`), join(folder, `${name}.key`)];
  const subject = ["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1"];
  const curve = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1"];
  const files = ["-keyout", key, "-out", cert, "-days", "2"];
  const made = spawnSync("openssl", ["req", "-x509", "-noenc", ...curve, ...subject, ...files]);
  assert.equal(made.status, 0, made.stderr?.toString());
  return { cert, key };
}

async function askSecurely(
  url: string,
  ca: string,
  headers: Readonly<Record<string, string>>,
): Promise<{ readonly answer: IncomingMessage; readonly body: string; readonly fingerprint: string }> {
  const sent = request(url, { ca, headers, agent: false });
  sent.end();
  const [answer] = (await once(sent, "response")) as [IncomingMessage];
  const { fingerprint256: fingerprint } = (answer.socket as TLSSocket).getPeerCertificate();
  return { answer, body: await text(answer), fingerprint };
}

test("A server with a certificate speaks TLS alone, and refers to itself by https", async () => {
  const tls = makeCertificate("one");
  await using stack = new AsyncDisposableStack();
  const serving = await startServing({ jobs, auth: await testAuth(), tls });
  stack.defer(() => serving.close());
  assert.match(serving.url, /^https:/);
  const ca = await readFile(tls.cert, "utf8");
  const { answer, body } = await askSecurely(`${serving.url}/services/say/capabilities`, ca, {
    ...bearer(tokens.ann),
    origin: serving.url,
  });
  assert.equal(answer.statusCode, 200);
  assert.equal(answer.headers["strict-transport-security"], "max-age=31536000");
  assert.ok(body.includes(`${serving.url}/services/say`), body);
  const plain = { ...bearer(tokens.ann), origin: serving.url.replace("https", "http") };
  assert.equal((await askSecurely(`${serving.url}/jobs`, ca, plain)).answer.statusCode, 403);
  await assert.rejects(fetch(serving.url.replace("https", "http")));
});

test("reload() serves a new certificate, and takes other logins", async () => {
  const tls = makeCertificate("old");
  await using stack = new AsyncDisposableStack();
  const serving = await startServing({ jobs, auth: await testAuth(), tls });
  stack.defer(() => serving.close());
  const oldCa = await readFile(tls.cert, "utf8");
  const first = await askSecurely(`${serving.url}/jobs`, oldCa, bearer(tokens.ann));
  const next = makeCertificate("old");
  const auth = await testAuth({ tokens: [{ name: "bob", token: tokens.bob, role: "user" }] });
  await serving.server.reload({ auth, tls: next });
  const newCa = await readFile(next.cert, "utf8");
  const second = await askSecurely(`${serving.url}/jobs`, newCa, bearer(tokens.ann));
  assert.notEqual(second.fingerprint, first.fingerprint);
  assert.equal(second.answer.statusCode, 401);
  assert.equal((await askSecurely(`${serving.url}/jobs`, newCa, bearer(tokens.bob))).answer.statusCode, 200);
});

test("startServer() refuses a certificate that is none, and one of another key", async () => {
  const [one, other] = [makeCertificate("a"), makeCertificate("b")];
  const textFile = join(folder, "text.crt");
  const empty = join(folder, "empty.crt");
  await writeFile(textFile, "hello\n");
  await writeFile(empty, "");
  for (const [tls, message] of [
    [
      { cert: join(folder, "none.crt"), key: one.key },
      /^Cannot read the certificate ".*none\.crt": there is no such file$/,
    ],
    [
      { cert: textFile, key: one.key },
      /^Cannot use the certificate ".*text\.crt": it is no certificate in PEM$/,
    ],
    [{ cert: empty, key: empty }, /^Cannot use the certificate ".*empty\.crt": it is no certificate in PEM$/],
    [
      { cert: one.cert, key: one.cert },
      /^Cannot use the key ".*a\.crt": it is no private key in PEM, or one with/,
    ],
    [
      { cert: one.cert, key: other.key },
      /^Cannot use .*a\.crt" with the key ".*b\.key": they do not belong together$/,
    ],
  ] as const)
    await assert.rejects(startServing({ jobs, tls }), { code: "bad-configuration", message });
});
