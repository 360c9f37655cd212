import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { openSqliteStore } from "../../store/mod.ts";
import { checkStore } from "./check-store.ts";

test("checkStore() says whether a server could open what is stored, also while one has", async (t) => {
  const folder = mkdtempSync(join(tmpdir(), "runyard-check-store-"));
  t.after(() => rmSync(folder, { recursive: true }));
  assert.equal(checkStore(folder), undefined);

  const store = await openSqliteStore({ folder });
  assert.match(checkStore(folder)?.detail ?? "", /^can be opened, version \d+$/);
  await store.close();

  const file = join(folder, "runyard.sqlite");
  writeFileSync(file, "x".repeat(5000));
  assert.deepEqual(checkStore(folder), {
    name: "store",
    state: "lacks",
    detail: `Cannot open the store "${file}": it is not a database`,
  });
});
