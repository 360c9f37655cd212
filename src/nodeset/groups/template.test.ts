import assert from "node:assert/strict";
import { test } from "node:test";
import { mentions, substitute } from "./template.ts";

test("substitute() replaces what it knows and leaves the rest to the shell", () => {
  const values = { GROUP: "io", CFGDIR: "/etc/$x" };
  const pairs = {
    "sed -n 's/^$GROUP:\\(.*\\)/\\1/p' $CFGDIR/groups": "sed -n 's/^io:\\(.*\\)/\\1/p' /etc/$x/groups",
    "${GROUP}s $GROUPS $group ${HOME} $1 $(date) $": "ios $GROUPS $group ${HOME} $1 $(date) $",
    "awk '{print $$1}' $$GROUP": "awk '{print $1}' $GROUP",
    "${GROUP": "${GROUP",
  };
  for (const [template, filled] of Object.entries(pairs)) assert.equal(substitute(template, values), filled);
});

test("mentions() finds a placeholder in both its forms", () => {
  assert.ok(mentions("a $GROUP", "GROUP"));
  assert.ok(mentions("a${GROUP}b", "GROUP"));
  assert.ok(!mentions("$GROUPS $$GROUP $NODE", "GROUP"));
});
