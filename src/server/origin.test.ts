import assert from "node:assert/strict";
import { hostname } from "node:os";
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
      message:
        "Cannot answer for this host: it is no name of this server; server.public_url in the configuration gives it one",
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

test("checkOrigin() takes the address at which a request came in, where other machines can reach us", () => {
  const open = { host: "0.0.0.0", port: 8210, localAddress: "192.0.2.7" };
  checkOrigin({ host: "192.0.2.7:8210", origin: "http://192.0.2.7:8210" }, open);
  checkOrigin({ host: `${hostname()}:8210` }, open);
  assert.throws(() => checkOrigin({ host: "192.0.2.8:8210" }, open), { code: "foreign-origin" });
  assert.throws(() => checkOrigin({ host: "192.0.2.7:8210" }, own), { code: "foreign-origin" });
});

test("checkOrigin() takes https alone where the server speaks TLS", () => {
  const secure = { host: "127.0.0.1", port: 443, scheme: "https" } as const;
  checkOrigin({ host: "localhost", origin: "https://localhost" }, secure);
  assert.throws(() => checkOrigin({ host: "localhost", origin: "http://localhost" }, secure), {
    code: "foreign-origin",
  });
});

test("checkOrigin() refuses the page of another site where it is told as Referer alone", () => {
  checkOrigin({ host: "localhost:8210", referer: "http://localhost:8210/page" }, own);
  checkOrigin({ host: "localhost:8210", referer: "" }, own);
  for (const referer of ["http://evil.example/", "nonsense", "https://localhost:8210/"])
    assert.throws(() => checkOrigin({ host: "localhost:8210", referer }, own), { code: "foreign-origin" });
});

test("checkOrigin() tells of a foreign host, and of its own names, only whom it is given for that", () => {
  const told: unknown[] = [];
  const reached = {
    ...own,
    localAddress: "192.0.2.7",
    onForeignHost: (...all: unknown[]) => void told.push(all),
  };
  let message = "";
  try {
    checkOrigin({ host: "evil.example" }, reached);
  } catch (error) {
    ({ message } = error as Error);
  }
  assert.doesNotMatch(message, /evil|192\.0\.2\.7|8210/);
  assert.ok(!message.includes(hostname()));
  const [[host, names]] = told as [[string, string[]]];
  assert.equal(host, "evil.example");
  assert.ok(names.includes("192.0.2.7:8210") && names.includes(`${hostname().toLowerCase()}:8210`));
});
