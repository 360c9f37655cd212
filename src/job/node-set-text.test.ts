import assert from "node:assert/strict";
import { test } from "node:test";
import { cpuTimeOf } from "../../test/cpu-time.ts";
import { readNodeSet } from "./node-set-text.ts";

function reasonOf(text: string): string {
  const reading = readNodeSet(text);
  if (reading.ok === false) return reading.reason;
  return reading.ok === true ? `no mistake: ${reading.nodes.size} names` : "groups";
}

test("readNodeSet() reads what a node set is, operators included", () => {
  const reading = readNodeSet("n[1-9]!n[3-4]&n[1-5]^m1");
  assert.ok(reading.ok === true);
  assert.equal(reading.nodes.toString(), "m1,n[1-2,5]");
});

test("readNodeSet() says at which character it goes wrong, and what is wrong", () => {
  const mistakes = {
    "n[1-5": "at character 2, this bracket is not closed",
    "n1-5]": "at character 5, this bracket was not opened",
    "n[[1]]": "at character 3, a bracket can't stand inside another",
    "☃😀[5-1]": "at character 4, the range ends before it begins",
    "a,,b": 'at character 2, a name must stand after ","',
    "@io": "groups",
    "n*,m1": "groups",
    "@racks:rack[1-2]!n1": "groups",
    "@$(reboot)": "@$(reboot) is no name of a group",
    "@a`id`": "@a`id` is no name of a group",
  };
  for (const [text, reason] of Object.entries(mistakes)) assert.equal(reasonOf(text), reason);
});

test("readNodeSet() refuses what is too large before it makes anything of it", () => {
  const tooMany = (names: string): string => `it lists ${names} names, and a job takes at most 100,000`;
  assert.equal(reasonOf("frame[1-100000000000]"), tooMany("100,000,000,000"));
  assert.equal(reasonOf(`n[1-1${"0".repeat(99)}]`), tooMany("far more"));
  assert.equal(reasonOf("n[-99999999999-0]&n1"), tooMany("100,000,000,001"));
  assert.equal(reasonOf("n[0-9999999/2]"), tooMany("5,000,000"));
  assert.equal(reasonOf("n[ 1 - 5000000 ]0"), tooMany("5,000,000"));
  assert.equal(reasonOf("a[1-1000]b[1-1000]"), tooMany("1,000,000"));
  assert.match(reasonOf("a1b1c1d1e1f1[1-99999]"), /^its names have 6\d\d,\d\d\d indices together/);
  assert.match(reasonOf("n1^".repeat(1001)), /^it has 1,001 operators beside commas/);
  assert.match(
    reasonOf(`n[1-99999/2]${"^n0".repeat(999)}`),
    /^with 999 operators beside commas it takes too long/,
  );
});

test("readNodeSet() answers soon, whatever the text", () => {
  const overlapping = Array.from({ length: 300 }, (_, box) =>
    Array.from("abcdef", (axis, place) => `${axis}[${(box * (place + 7)) % 97}-400]`).join(""),
  );
  const texts = [
    "[".repeat(1_000_000),
    "[1-".repeat(300_000),
    ",".repeat(1_000_000),
    "n[1]".repeat(250_000),
    `n[${"1-2,".repeat(250_000)}3]`,
    `n[${"9".repeat(1_000_000)}-${"9".repeat(1_000_000)}]`,
    `n[1${" ".repeat(1_000_000)}x]`,
    `n${"0".repeat(1_000_000)}`,
    "n[0-9999999/2],m[0-9999999/3],".repeat(100),
    overlapping.join(","),
  ];
  for (const text of texts) {
    const tookMs = cpuTimeOf(() => assert.doesNotMatch(reasonOf(text), /^no mistake/));
    assert.ok(tookMs < 20_000, text.slice(0, 20));
  }
});
