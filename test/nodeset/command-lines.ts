import * as fc from "fast-check";
import { oneAxisText, rangeText } from "./generators.ts";

/** A command line of nodeset, and what stands on its stdin. */
export interface CommandLine {
  readonly argv: readonly string[];
  readonly stdin: string;
}

type Words = fc.Arbitrary<readonly string[]>;

/** One of the words, or none of them. */
function perhaps(weight: number, words: Words): Words {
  return fc.oneof({ weight: 10 - weight, arbitrary: fc.constant([]) }, { weight, arbitrary: words });
}

function option(name: string, ...values: readonly string[]): Words {
  return fc
    .constantFrom(...values)
    .map((value) => (name.startsWith("--") ? [`${name}=${value}`] : [name, value]));
}

function inOrder(...words: readonly Words[]): Words {
  return fc.tuple(...words).map((each) => each.flat());
}

const commands: Words = fc.constantFrom(["-f"], ["-f"], ["-e"], ["-c"]);
const places: Words = rangeText(12, 8, 3)
  // Places from the end mean nothing here, and neither does a padded one.
  .filter((text) => !/-\s*-|^\s*-|,\s*-/.test(text))
  .map((text) => ["-I", text]);
const parts: Words = fc.integer({ min: -1, max: 9 }).map((count) => [`--split=${count}`]);

const steps = option("--autostep", "0", "1", "2", "3", "4", "auto", "40%", "75%", "100%");

const others = inOrder(
  perhaps(3, parts),
  perhaps(2, option("-S", ",", "\\n", ":", "", "; ", "\\t", "\\\\")),
  perhaps(1, option("-O", "%s-ib", "p-%s")),
  perhaps(1, fc.constant(["-q"])),
);
// ClusterShell forgets the steps with places and a format; differences.test.ts shows it.
const options = inOrder(perhaps(3, places), perhaps(3, steps), others).filter(
  (words) =>
    !(words.includes("-I") && words.includes("-O") && words.some((word) => word.startsWith("--autostep"))),
);

function operands(operand: fc.Arbitrary<string>): Words {
  const operator = fc.constantFrom([], [], ["-x"], ["-i"], ["-X"]);
  const more = fc.array(
    fc.tuple(operator, operand).map(([letter, word]) => [...letter, word]),
    { maxLength: 3 },
  );
  const early = perhaps(
    1,
    fc.tuple(fc.constantFrom("-x", "-i", "-X"), operand).map(([letter, word]) => [letter, word]),
  );
  return fc
    .tuple(early, operand, more)
    .map(([before, first, rest]) => [...before, "--", first, ...rest.flat()]);
}

/** Lines of words; the last has its end. */
const input = fc
  .array(
    fc.array(fc.constantFrom("n1", "n[2-4]", "n09", "# n7", "x[1-3]!x2", "n5,n6", "\t"), { maxLength: 4 }),
    {
      maxLength: 4,
    },
  )
  .map((lines) => lines.map((words) => `${words.join(" ")}\n`).join(""));

/** Command lines that count, fold and expand node sets with one axis. */
export const nodeLines: fc.Arbitrary<CommandLine> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({ argv: inOrder(commands, options, operands(oneAxisText)), stdin: fc.constant("") }),
  },
  { weight: 1, arbitrary: fc.record({ argv: inOrder(commands, options), stdin: input }) },
  {
    weight: 1,
    arbitrary: fc.record({
      argv: inOrder(commands, fc.constantFrom(["n[1-9]", "-x", "-"], ["-", "-i", "n[1-5]"])),
      stdin: input,
    }),
  },
);

/** The same for range sets. ClusterShell forgets the steps of these with places; differences.test.ts shows it. */
export const rangeLines: fc.Arbitrary<CommandLine> = fc.record({
  argv: inOrder(
    fc.constant(["-R"]),
    commands,
    fc.oneof(perhaps(3, places), perhaps(5, steps)),
    others,
    operands(rangeText(60, 30, 4)),
  ),
  stdin: fc.constant(""),
});

const nodes = rangeText(170, 60, 3).map((ranges) => `example[${ranges}]`);
const group = fc.constantFrom(
  "@io",
  "@oss",
  "@compute",
  "@gpu",
  "@rackA",
  "@racks:rack[1-3]",
  "@roles:*",
  "@two:a",
  "@*",
);
const mask = fc.constantFrom("*", "example?", "example1*", "*[4-5]", "sw*");
const groups = fc
  .tuple(
    fc.oneof(group, mask, nodes),
    fc.array(fc.tuple(fc.constantFrom(",", "!", "&", "^"), fc.oneof(group, mask, nodes)), { maxLength: 2 }),
  )
  .map(([first, rest]) => first + rest.flat().join(""));

const someNodes = fc
  .array(fc.oneof(group, nodes), { minLength: 1, maxLength: 2 })
  .map((texts) => texts.join(","));

/** Command lines that resolve groups, and that find them. */
export const groupLines: fc.Arbitrary<CommandLine> = fc.record({
  argv: fc.oneof(
    inOrder(
      fc.oneof(commands, fc.constantFrom(["-r"], ["-r", "-G"], ["-f", "-s", "rev"])),
      groups.map((text) => [text]),
    ),
    // Of no nodes at all, ClusterShell lists every group; differences.test.ts shows it.
    inOrder(
      fc.constantFrom(["-l"], ["-ll"], ["-lll"]),
      someNodes.map((text) => [text]),
    ),
  ),
  stdin: fc.constant(""),
});
