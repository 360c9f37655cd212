import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { Finding } from "../rules/log-scanner.ts";
import { ItemFindings } from "./item-findings.ts";
import type { ResultPackage } from "./result-package.ts";

function found(list: readonly Finding[]): ItemFindings {
  const findings = new ItemFindings();
  for (const finding of list) findings.update(findings.with([finding]));
  return findings;
}

function outputs(count: number, path: (index: number) => string): readonly Finding[] {
  return Array.from({ length: count }, (_, index) => ({ kind: "output", path: path(index) }));
}

function sizeOf(known: ResultPackage): number {
  return Buffer.byteLength(JSON.stringify(known));
}

describe("ItemFindings", () => {
  test("keeps what is found, paths and lines once each", () => {
    const line = { stream: "stdout", line: "x" } as const;
    const findings = new ItemFindings();
    findings.update(
      findings.with([{ kind: "progress", fraction: 0.5 }, ...outputs(4, (index) => `/${index % 2}`)]),
    );
    findings.update(
      findings.with([
        { kind: "highlight", ...line },
        { kind: "error", ...line },
        { kind: "error", ...line },
      ]),
    );
    assert.deepEqual(findings.package, {
      progress: 0.5,
      outputPaths: ["/0", "/1"],
      highlights: ["x"],
      errors: ["x"],
    });
    assert.equal(findings.problem, null);
  });

  test("says so where there are more outputs than are kept", () => {
    const most = outputs(10_000, (index) => `/x/${index}`);
    assert.equal(found([...most, ...outputs(1, () => "/x/1")]).problem, null);
    const more = found([...most, ...outputs(1, () => "/y")]);
    assert.equal(more.problem, "It named more than 10,000 outputs");
    assert.equal(more.package.outputPaths.length, 10_000);
  });

  test("says so where a path, or all of them, are too long, and stays below 2 MB", () => {
    const long = found(outputs(1, () => `/${"é".repeat(2048)}`));
    assert.match(long.problem ?? "", /^It named an output whose path has more than 4,096 bytes: "\/é{99}…"$/);
    assert.deepEqual(long.package.outputPaths, []);
    const many = found(outputs(300, (index) => `/${"\u0001".repeat(4000)}${index}`));
    assert.equal(many.problem, "The paths of its outputs take more than 1 MB");
    const lines = Array.from(
      { length: 200 },
      (_, index): Finding => ({
        kind: index % 2 === 0 ? "error" : "highlight",
        stream: "stderr",
        line: `${"\u0001".repeat(4090)}${index}`,
      }),
    );
    many.update(many.with(lines));
    assert.ok(many.package.errors.length > 10);
    assert.ok(sizeOf(many.package) < 2_000_000, String(sizeOf(many.package)));
  });
});
