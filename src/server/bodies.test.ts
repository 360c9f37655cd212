import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { gzipSync } from "node:zlib";
import { type Serving, startServing } from "../../test/serving.ts";

let serving: Serving;

before(async () => {
  serving = await startServing({
    jobs: { say: { command: ["echo", "{text}"], parameters: { text: { type: "string" } } } },
  });
});
after(() => serving.close());

const form = "application/x-www-form-urlencoded";
const json = "application/json";

async function send(
  path: string,
  mediaType: string,
  body: string | Uint8Array<ArrayBuffer>,
  headers: Readonly<Record<string, string>> = {},
): Promise<readonly [number, string]> {
  const answer = await fetch(`${serving.url}${path}`, {
    method: path.includes("/parameters/") ? "PUT" : "POST",
    redirect: "manual",
    headers: { "content-type": mediaType, ...headers },
    body: typeof body === "string" ? Buffer.from(body, "latin1") : body,
  });
  return [answer.status, answer.headers.get("location") ?? (await answer.text())];
}

const refused: readonly (readonly [string, string, string, string, RegExp])[] = [
  [
    "an escape",
    "/services/say/async",
    form,
    "text=caf%E9",
    /^Cannot read the form: "%E9" is no text in UTF-8\n$/,
  ],
  ["half a character", "/services/say/async", form, "text=%C3&RUNID=1", /"%C3" is no text in UTF-8/],
  ["an escape of the query", "/services/say/async?text=%ff", form, "", /"%ff" is no text in UTF-8/],
  ["a byte of a form", "/services/say/async", form, "text=caf\xe9", /its body is no text in UTF-8/],
  [
    "a byte of JSON",
    "/api/v1/jobs",
    json,
    '{"type":"say","parameters":{"text":"\xe9"}}',
    /its body is no text in UTF-8/,
  ],
];
const field = 'Content-Disposition: form-data; name="text"\r\n';
const multipart = "multipart/form-data; boundary=B";
test("A field of a multipart form is refused where it is no UTF-8, unless its charset says what it is", async () => {
  const [status, text] = await send(
    "/services/say/async",
    multipart,
    `--B\r\n${field}\r\ncaf\xe9\r\n--B--\r\n`,
  );
  assert.deepEqual([status, text], [400, 'Cannot read the form: the field "text" is no text in UTF-8\n']);
  const latin = `--B\r\n${field}Content-Type: text/plain; charset=iso-8859-1\r\n\r\ncaf\xe9\r\n--B--\r\n`;
  const [, job] = await send("/services/say/async", multipart, latin);
  assert.equal(await (await fetch(`${job}/parameters/text`)).text(), "café");
});

for (const [what, path, mediaType, body, message] of refused) {
  test(`A request is refused where ${what} is no UTF-8`, async () => {
    const [status, text] = await send(path, mediaType, body);
    assert.equal(status, 400);
    assert.match(text, message);
  });
}

test("A value by PUT is refused where an escape of its form is no UTF-8", async () => {
  const [, job] = await send("/services/say/async", form, "text=a");
  const path = `${new URL(job).pathname}/parameters/text`;
  assert.deepEqual(await send(path, form, "text=%E9"), [
    400,
    'Cannot read the form: "%E9" is no text in UTF-8\n',
  ]);
  assert.equal((await send(path, form, "100%E9"))[0], 303);
  assert.equal(await (await fetch(`${serving.url}${path}`)).text(), "100%E9");
});

test("Text that is UTF-8 is taken, also with a mark before it, a lone percent sign and U+FFFD", async () => {
  const [, job] = await send("/services/say/async", form, "text=caf%C3%A9+100%+%EF%BF%BD");
  assert.equal(await (await fetch(`${job}/parameters/text`)).text(), "café 100% \ufffd");
  assert.equal((await send("/api/v1/jobs", json, Buffer.from('\ufeff{"type":"say","run":false}')))[0], 201);
});

for (const [path, mediaType] of [
  ["/services/say/async", form],
  ["/services/say/sync", "multipart/form-data; boundary=B"],
  ["/api/v1/jobs", json],
] as const) {
  test(`POST ${path} says that a compressed body is not taken`, async () => {
    const [status, text] = await send(path, mediaType, gzipSync("text=a"), { "content-encoding": "gzip" });
    assert.equal(status, 400);
    assert.match(text, /Cannot read the request: its body is compressed \(Content-Encoding/);
  });
}
