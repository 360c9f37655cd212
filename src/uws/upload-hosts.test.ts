import assert from "node:assert/strict";
import { test } from "node:test";
import { UploadHosts } from "./upload-hosts.ts";

const hosts = new UploadHosts([
  ...["archive.example.org", "*.data.example.org", "odd.example.org:8080", "[2001:db8::1]:8080"],
  ...["secure.example.org:443", "plain.example.org:80"],
  ...["10.1.0.0/16", "192.0.2.7", "fd00::/8"],
]);

for (const [address, isAllowed] of [
  ["https://archive.example.org/x", true],
  ["http://ARCHIVE.example.org:80/x", true],
  ["https://archive.example.org:8443/x", false],
  ["https://archive.example.org.evil.net/", false],
  ["https://a.b.data.example.org/", true],
  ["https://data.example.org/", false],
  ["http://odd.example.org:8080/", true],
  ["http://odd.example.org/", false],
  ["https://secure.example.org/", true],
  ["http://secure.example.org/", false],
  ["http://plain.example.org/", true],
  ["https://plain.example.org/", false],
  ["http://[2001:db8::1]:8080/", true],
  ["http://[2001:db8::1]/", false],
  ["http://[2001:db8::1]:81/", false],
  ["http://192.0.2.7/", true],
  ["http://192.0.2.8/", false],
  ["http://10.1.2.3/", true],
  ["http://10.1.2.3:8080/", false],
  ["http://10.2.0.1/", false],
  ["http://0x7f.1/", false],
] as const) {
  test(`UploadHosts.allows() ${isAllowed ? "takes" : "refuses"} ${address}`, () => {
    assert.equal(hosts.allows(new URL(address)), isAllowed);
  });
}

test("UploadHosts.mayReach() takes public addresses, and private ones where they are listed", () => {
  for (const address of ["93.184.216.34", "2606:2800:220:1::1", "10.1.2.3", "fd00::5"])
    assert.equal(hosts.mayReach(address), true, address);
  const refused = [
    "127.0.0.1",
    "10.2.0.1",
    "169.254.169.254",
    "192.168.1.1",
    "172.31.0.1",
    "100.64.0.1",
    "0.0.0.0",
  ];
  for (const address of [...refused, "::1", "::", "::ffff:10.2.0.1", "fe80::1", "fc00::1", "64:ff9b::a02:1"])
    assert.equal(hosts.mayReach(address), false, address);
});

test("UploadHosts takes nothing where nothing is listed", () => {
  assert.equal(new UploadHosts([]).allows(new URL("https://example.org/")), false);
});
