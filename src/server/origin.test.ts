import assert from "node:assert/strict";
import test from "node:test";
import { checkOrigin } from "./origin.ts";

const own = { host: "127.0.0.1", port: 8210 };

for (const host of ["127.0.0.1:8210", "localhost:8210", "LOCALHOST:8210", "[::1]:8210"]) {
  test(`checkOrigin() takes a request to ${host}`, () => {
    checkOrigin({ host }, own);
    checkOrigin({ host, origin: `http://${host}`, secFetchSite: "same-origin" }, own);
    checkOrigin({ host, secFetchSite: "none" }, own);
  });
}

for (const host of [
  undefined,
  "",
  "localhost",
  "localhost:80",
  "evil.example:8210",
  "127.0.0.1.evil.example:8210",
  "127.0.0.1:82100",
]) {
  test(`checkOrigin() refuses a request to ${host}`, () => {
    assert.throws(() => checkOrigin({ host }, own), {
      code: "foreign-origin",
      message: /^Cannot answer for the host/,
    });
  });
}

const foreign = [
  "null",
  "http://evil.example",
  "https://127.0.0.1:8210",
  "http://localhost:3000",
  "http://localhost:8210.evil.example",
  "",
];
for (const origin of foreign) {
  test(`checkOrigin() refuses the origin "${origin}"`, () => {
    assert.throws(() => checkOrigin({ host: "localhost:8210", origin }, own), { code: "foreign-origin" });
  });
}

for (const secFetchSite of ["cross-site", "same-site"]) {
  test(`checkOrigin() refuses what a browser calls ${secFetchSite}`, () => {
    assert.throws(() => checkOrigin({ host: "localhost:8210", secFetchSite }, own), {
      code: "foreign-origin",
    });
  });
}

test("checkOrigin() takes the public address beside its own", () => {
  const proxied = { ...own, publicUrl: new URL("https://jobs.example.org/runyard") };
  checkOrigin({ host: "jobs.example.org", origin: "https://jobs.example.org" }, proxied);
  checkOrigin({ host: "127.0.0.1:8210" }, proxied);
  assert.throws(() => checkOrigin({ host: "jobs.example.org:8210" }, proxied), { code: "foreign-origin" });
});

test("checkOrigin() takes port 80 with and without its number", () => {
  checkOrigin({ host: "localhost" }, { host: "127.0.0.1", port: 80 });
  checkOrigin({ host: "localhost:80" }, { host: "127.0.0.1", port: 80 });
});
