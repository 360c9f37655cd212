import assert from "node:assert/strict";
import test from "node:test";
import { attachment } from "./attachment.ts";

test("attachment() names a plain file plainly", () => {
  assert.equal(attachment("plots/peaks 1.csv"), 'attachment; filename="peaks 1.csv"');
});

test("attachment() gives other names beside a plain one (RFC 6266)", () => {
  assert.equal(
    attachment('naïve "x".txt'),
    `attachment; filename="na_ve _x_.txt"; filename*=UTF-8''na%C3%AFve%20%22x%22.txt`,
  );
});

for (const name of ["../../etc/passwd", "a\r\nSet-Cookie: x", "..", "", ".bashrc", "a\\..\\b", "\ud800"]) {
  test(`attachment() makes ${JSON.stringify(name)} harmless`, () => {
    const header = attachment(name);
    assert.match(header, /^attachment; filename="[^"\\/\r\n]+"(; filename\*=UTF-8''[\w.%~!-]+)?$/);
    assert.doesNotMatch(header, /filename="\./);
  });
}
