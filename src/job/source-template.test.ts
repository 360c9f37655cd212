import assert from "node:assert/strict";
import { test } from "node:test";
import { checkSource, fillSource } from "./source-template.ts";

function fill(source: string): string {
  return fillSource(source, (name, isPath) =>
    name === "scene" ? (isPath ? '"/mnt/s"' : '"Z:/s"') : undefined,
  );
}

test("fillSource() puts literals where a known name stands in braces, and leaves all other braces", () => {
  for (const [source, filled] of [
    ["open({scene})", 'open("Z:/s")'],
    ["open({path:scene})", 'open("/mnt/s")'],
    ["'{{scene}}'.format(scene=1)", "'{scene}'.format(scene=1)"],
    ["f'{frame:04d} {other} {{other}}'", "f'{frame:04d} {other} {{other}}'"],
    ["{'a': {scene}, 'b': {1, 2}}", "{'a': \"Z:/s\", 'b': {1, 2}}"],
    ["${scene}", '$"Z:/s"'],
  ] as const)
    assert.equal(fill(source), filled);
});

test("checkSource() tells the path of what is no parameter, and leaves what may be the language's own", () => {
  assert.deepEqual(checkSource("f'{frame} {step}' + str({scene})", ["scene", "steps"]), []);
  assert.deepEqual(checkSource("open({path:scenne})", ["scene", "item"]), [
    'Cannot fill in "open({path:scenne})": no parameter is named "scenne"; did you mean {path:scene}?',
  ]);
  assert.deepEqual(checkSource("open({path:nothing})", ["scene"]), [
    'Cannot fill in "open({path:nothing})": no parameter is named "nothing" ({path:nothing})',
  ]);
});
