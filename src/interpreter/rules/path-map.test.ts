import assert from "node:assert/strict";
import { describe, test } from "node:test";
import * as fc from "fast-check";
import { PathMap, type PathRule } from "./path-map.ts";

const rule = (from: string, to: string, hosts: string | null = null): PathRule => ({ from, to, hosts });
const convert = (path: string, ...rules: readonly PathRule[]) => new PathMap(rules, "node3").convert(path);

describe("PathMap", () => {
  test("convert() replaces a prefix when it ends where a name ends", () => {
    const rules = [rule("/mnt/a", "/data/a")];
    assert.equal(convert("/mnt/a/shots/b.blend", ...rules), "/data/a/shots/b.blend");
    assert.equal(convert("/mnt/a", ...rules), "/data/a");
    assert.equal(convert("/mnt/a/", ...rules), "/data/a/");
    assert.equal(convert("/mnt/ab/c", ...rules), "/mnt/ab/c");
    assert.equal(convert("/mnt", ...rules), "/mnt");
    assert.equal(convert("/x/mnt/a/b", ...rules), "/x/mnt/a/b");
    assert.equal(convert("mnt/a/b", ...rules), "mnt/a/b");
    assert.equal(convert("", ...rules), "");
  });

  test("convert() does not mind slashes at the end of a rule or twice in a path", () => {
    assert.equal(convert("/mnt/a/b", rule("/mnt/a/", "/data/")), "/data/b");
    assert.equal(convert("/mnt//a///b", rule("/mnt/a", "/data")), "/data/b");
    assert.equal(convert("/mnt/b", rule("/", "/host")), "/host/mnt/b");
    assert.equal(convert("/mnt/b", rule("/mnt", "/")), "/b");
  });

  test("convert() leaves a path as it stands when no rule fits", () => {
    assert.equal(convert("/x//y/../z/", rule("/a", "/b")), "/x//y/../z/");
    assert.equal(convert("/x"), "/x");
  });

  test("convert() uses the first rule that fits, once", () => {
    const rules = [rule("/a/b", "/a/c"), rule("/a", "/z"), rule("/a/c", "/never")];
    assert.equal(convert("/a/b/x", ...rules), "/a/c/x");
    assert.equal(convert("/a/c/x", ...rules), "/z/c/x");
  });

  test("convert() reads drives whatever the slashes and the case", () => {
    const rules = [rule("Z:/shots", "/mnt/shots")];
    assert.equal(convert("Z:\\shots\\a.blend", ...rules), "/mnt/shots/a.blend");
    assert.equal(convert("z:/SHOTS/Seq 1\\A.blend", ...rules), "/mnt/shots/Seq 1/A.blend");
    assert.equal(convert("Y:\\shots\\a.blend", ...rules), "Y:\\shots\\a.blend");
    assert.equal(convert("Z:shots\\a.blend", ...rules), "Z:shots\\a.blend");
    assert.equal(convert("Z:\\shotsX\\a.blend", ...rules), "Z:\\shotsX\\a.blend");
    assert.equal(convert("Z:\\a", rule("Z:", "/z")), "/z/a");
  });

  test("convert() reads UNC paths whatever the slashes and the case", () => {
    const rules = [rule("\\\\filer\\Projects", "/projects")];
    assert.equal(convert("//FILER/projects/x/y", ...rules), "/projects/x/y");
    assert.equal(convert("\\\\filer\\projects\\x", ...rules), "/projects/x");
    assert.equal(convert("/filer/projects/x", ...rules), "/filer/projects/x");
    assert.equal(convert("//filer/projects", rule("/", "/no")), "//filer/projects");
  });

  test("convert() minds case and backslashes when the path is not of Windows", () => {
    assert.equal(convert("/MNT/a", rule("/mnt", "/x")), "/MNT/a");
    assert.equal(convert("/mnt\\a", rule("/mnt", "/x")), "/mnt\\a");
    assert.equal(convert("/mnt/a\\b", rule("/mnt", "/x")), "/x/a\\b");
  });

  test("convert() writes the slashes of the place it leads to", () => {
    assert.equal(convert("/mnt/a/b.png", rule("/mnt", "Z:\\shots")), "Z:\\shots\\a\\b.png");
    assert.equal(convert("/mnt/a/", rule("/mnt", "\\\\filer\\p\\")), "\\\\filer\\p\\a\\");
    assert.equal(convert("/mnt/a", rule("/mnt", "Z:/")), "Z:/a");
    assert.equal(convert("Y:\\a\\b", rule("y:\\", "Z:/x")), "Z:/x/a/b");
  });

  test("convert() uses a rule with hosts on those alone", () => {
    const rules = [rule("/mnt", "/local", "node[1-2],gpu1"), rule("/mnt", "/net")];
    const on = (host: string) => new PathMap(rules, host).convert("/mnt/x");
    assert.deepEqual(["node1", "gpu1", "node3", "node01"].map(on), [
      "/local/x",
      "/local/x",
      "/net/x",
      "/net/x",
    ]);
  });

  test("PathMap throws when a rule has a mistake, on every host", () => {
    const throws = (wrong: PathRule, message: RegExp) =>
      assert.throws(() => new PathMap([rule("/a", "/b"), wrong], "node3"), { name: "SyntaxError", message });
    throws(rule("", "/x"), /^Cannot use the path rule "" to "\/x": its "from" is empty$/);
    throws(rule("/x", ""), /^Cannot use the path rule "\/x" to "": its "to" is empty$/);
    throws(
      rule("/x", "/y", "node[1-"),
      /^Cannot use the path rule "\/x" to "\/y": its hosts "node\[1-" are not a node set, .+$/,
    );
    throws(rule("/x", "/y", "@group"), /its hosts "@group" are not a node set/);
    throws(rule("/x", "/y", ""), /its hosts "" are none$/);
    throws(rule("/x", "/y", "a!a"), /its hosts "a!a" are none$/);
  });

  test("convert() comes back to the path when the rule is turned round", () => {
    const name = fc.stringMatching(/^[\w .-]{1,6}$/);
    const path = fc.array(name, { minLength: 1, maxLength: 4 });
    const folder = fc.constantFrom("/mnt/a", "Z:\\b", "//filer/c", "relative");
    fc.assert(
      fc.property(folder, folder, path, (here, there, names) => {
        const slash = here.includes("\\") ? "\\" : "/";
        const whole = [here, ...names].join(slash);
        assert.equal(convert(convert(whole, rule(here, there)), rule(there, here)), whole);
      }),
    );
  });
});
