import assert from "node:assert/strict";
import { test } from "node:test";
import { Database } from "./database.ts";
import { migrate } from "./migrate.ts";

const first = "CREATE TABLE a (x)";
const second = "CREATE TABLE b (y); INSERT INTO b SELECT x FROM a";

test("migrate() brings an empty file through every version", () => {
  using database = new Database(":memory:");
  migrate(database, [first, second]);
  assert.deepEqual(tables(database), ["a", "b"]);
  assert.equal(version(database), 2);
});

test("migrate() goes on from the version that a file has, and keeps what it holds", () => {
  using database = new Database(":memory:");
  migrate(database, [first]);
  database.script("INSERT INTO a VALUES (7)");
  migrate(database, [first, second]);
  migrate(database, [first, second]);
  assert.equal(database.get("SELECT y FROM b")?.["y"], 7);
  assert.equal(version(database), 2);
});

test("migrate() leaves a file at the last version that it reached when a step fails", () => {
  using database = new Database(":memory:");
  assert.throws(() => migrate(database, [first, "CREATE TABLE c (z); SELECT nothing FROM nowhere"]));
  assert.equal(database.inTransaction, false);
  assert.deepEqual(tables(database), ["a"]);
  assert.equal(version(database), 1);
});

test("migrate() refuses a later version and changes nothing", () => {
  using database = new Database(":memory:");
  migrate(database, [first, second]);
  assert.throws(() => migrate(database, [first]), {
    code: "store-unusable",
    message: 'Cannot open the store ":memory:": it has version 2, and this program knows versions up to 1',
  });
  assert.equal(version(database), 2);
});

test("migrate() refuses the database of another program", () => {
  for (const sql of ["CREATE TABLE theirs (x)", "PRAGMA application_id = 7", "PRAGMA user_version = 1"]) {
    using database = new Database(":memory:");
    database.script(sql);
    assert.throws(() => migrate(database, [first]), {
      code: "store-unusable",
      message: 'Cannot open the store ":memory:": it is a database of another program',
    });
    assert.equal(tables(database).includes("a"), false);
  }
});

function tables(database: Database): readonly unknown[] {
  return database.all("SELECT name FROM sqlite_schema ORDER BY name").map((row) => row["name"]);
}

function version(database: Database): unknown {
  return database.get("PRAGMA user_version")?.["user_version"];
}
