import assert from "node:assert/strict";
import test from "node:test";
import { testAuth } from "../../test/logins.ts";
import { checkHost, describeReach } from "./reachable.ts";

test("checkHost() takes loopback addresses", () => {
  for (const host of ["127.0.0.1", "127.1.2.3", "localhost", "::1"]) checkHost(host);
});

for (const host of ["0.0.0.0", "::", "192.168.1.2", "example.org", "127.0.0.1.example.org", ""]) {
  test(`checkHost() refuses "${host}"`, () => {
    assert.throws(() => checkHost(host), { code: "bad-configuration", message: /^Cannot listen on "/ });
  });
}

test("describeReach() says who can reach it in one line", () => {
  const line = describeReach("http://127.0.0.1:8210");
  assert.match(
    line,
    /^Only programs on this machine can reach http:\/\/127\.0\.0\.1:8210; anyone on it can submit jobs$/,
  );
});

test("checkHost() takes any address where people must log in, and says what is missing where not", async () => {
  checkHost("0.0.0.0", await testAuth());
  checkHost("127.0.0.1", await testAuth({ anonymous: "user" }));
  const anonymous = await testAuth({ anonymous: "user" });
  assert.throws(() => checkHost("0.0.0.0", anonymous), {
    code: "bad-configuration",
    message: /auth\.anonymous is user; set it to none, or listen on 127\.0\.0\.1$/,
  });
  assert.throws(() => checkHost("0.0.0.0"), { message: /write tokens or users under auth: / });
});

test("describeReach() says who must log in, and what travels unhidden", async () => {
  const auth = await testAuth();
  const describe = (url: string, hasTls: boolean): string => describeReach(url, { auth, hasTls });
  assert.equal(
    describe("http://127.0.0.1:1", false),
    "Only programs on this machine can reach http://127.0.0.1:1, and must log in",
  );
  assert.equal(
    describe("http://[::]:1", false),
    "Other machines can reach http://[::]:1, and must log in; without TLS, what they send can be read on its way",
  );
  assert.equal(
    describe("https://0.0.0.0:1", true),
    "Other machines can reach https://0.0.0.0:1, and must log in",
  );
  assert.equal(
    describeReach("http://0.0.0.0:1", { auth, hasTls: true, publicUrl: "https://jobs.example.org/x" }),
    "Other machines can reach http://0.0.0.0:1, and must log in; clients call it https://jobs.example.org/x",
  );
  assert.match(
    describeReach("http://localhost:1", { auth: await testAuth({ anonymous: "user" }), hasTls: false }),
    /; without a login they see the jobs that have no owner$/,
  );
});
