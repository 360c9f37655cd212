import assert from "node:assert/strict";
import test from "node:test";
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
