/** A command that we answer otherwise than Debian's nodeset, on purpose. */
export interface Difference {
  readonly why: string;
  readonly argv: readonly string[];
  readonly stdin?: string;
  readonly theirs: Ending;
  readonly ours: Ending;
}

interface Ending {
  readonly stdout: string;
  readonly exit: number;
}

const refused: Ending = { stdout: "", exit: 1 };

function prints(...lines: readonly string[]): Ending {
  return { stdout: lines.map((line) => `${line}\n`).join(""), exit: 0 };
}

function folding(why: string, text: string, theirs: Ending, ours: Ending): Difference {
  return { why, argv: ["-f", text], theirs, ours };
}

/** What both sides say to node sets without groups. */
export const setDifferences: readonly Difference[] = [
  {
    why: "a last line without its end is a line, and keeps its last character",
    argv: ["-f"],
    stdin: "n12",
    theirs: prints("n1"),
    ours: prints("n12"),
  },
  {
    why: "a last line without its end is a line behind others, too",
    argv: ["-f"],
    stdin: "n12\nn13",
    theirs: prints("n[1,12]"),
    ours: prints("n[12-13]"),
  },
  {
    why: "a separator is text, and no Python",
    argv: ["-e", "-S", "'''", "n[1-3]"],
    theirs: refused,
    ours: prints("n1'''n2'''n3"),
  },
  {
    why: "a format has %s for the name, and no other kinds that Python has",
    argv: ["-e", "-O", "%r", "n[1-2]"],
    theirs: prints("'n1' 'n2'"),
    ours: refused,
  },
  {
    why: "a format has %d and %s for the count, and no other kinds that Python has",
    argv: ["-c", "-O", "%x", "n[1-30]"],
    theirs: prints("1e"),
    ours: refused,
  },
  {
    why: "a range may be of any length, because it is held as a range",
    argv: ["-c", "n[1-2000000000]"],
    theirs: refused,
    ours: prints("2000000000"),
  },
  folding("a range of any length has a text", "n[1-2000000000]", refused, prints("n[1-2000000000]")),
  folding("an index has at most 100 digits", `n1${"0".repeat(100)}`, prints(`n1${"0".repeat(100)}`), refused),
  folding("padding counts as digits", `n${"0".repeat(100)}5`, prints(`n${"0".repeat(100)}5`), refused),
  folding(
    "digits before a bracket come before each index in it, and not before the ends of a range alone",
    "n1[8-11]",
    prints("n[18-111]"),
    prints("n[18-19,110-111]"),
  ),
  folding(
    "digits behind a bracket come behind each index in it, though the number of digits grows from 0",
    "n[0-10]5",
    refused,
    prints("n[05,15,25,35,45,55,65,75,85,95,105]"),
  ),
  folding("blanks in a bracket mean nothing where digits follow it", "n[1 ]0", refused, prints("n10")),
  folding("digits before a negative index make no index", "n1[-3,5]", prints("n[1-13,15]"), refused),
  folding("digits behind a negative index make no range", "n[-3]0", prints("n[0,10,20,30]"), prints("n-30")),
  folding("a range has two ends", "n[1-2-3]", prints("n[-2-3]"), refused),
  folding("a range has no four ends", "n[1-4-3-2]", prints("n[-4--2]"), refused),
  folding("a range has no step without an end", "n[-11/2]", prints("n-11"), refused),
  folding("an end of zeros is padded", "n[0-00]", prints("n0"), refused),
  folding("a negative range has no padded end", "n[-13-05]", prints("n[-13-5]"), refused),
  folding("an empty bracket stays empty when digits follow it", "n[]0", prints("n0"), refused),
  folding("an empty range stays empty when digits follow it", "n[1,]0", prints("n[0,10]"), refused),
  folding("a plus sign belongs to no index", "n[+1]", prints("n1"), refused),
  folding("an underscore belongs to no index", "n[1_0]", prints("n10"), refused),
  folding("digits are those of ASCII in a bracket", "n[１]", prints("n1"), refused),
  folding("digits are those of ASCII in a name", "n１", prints("n1"), prints("n１")),
  {
    why: "steps are written with places and a format as well",
    argv: ["-f", "-I", "0-2", "--autostep=3", "-O", "%s-ib", "n[0-10/2]"],
    theirs: prints("n[0,2,4]-ib"),
    ours: prints("n[0-4/2]-ib"),
  },
  {
    why: "a range that ends at -1 has a name",
    argv: ["-f", "--contiguous", "n[-3--1,4]"],
    theirs: refused,
    ours: prints("n[-3--1]", "n4"),
  },
  folding(
    "many axes: never more blocks",
    "x1y1,x1y3,x2y3,x3y1",
    prints("x1y[1,3],x2y3,x3y1"),
    prints("x[1-2]y3,x[1,3]y1"),
  ),
  folding(
    "many axes: blocks in the order of numbers",
    "x2y1,x10y9",
    prints("x10y9,x2y1"),
    prints("x2y1,x10y9"),
  ),
];

const ROLES = [
  "@roles:adm example0",
  "@roles:all example[2,4-5,32-35,40-42]",
  "@roles:compute example[32-35,40-42]",
  "@roles:io example[2,4-5]",
];

const RACKS = "example[0,2,4-5,32-35,40-42,200-202,245]";
const RACK_GROUPS = ["lst", "old", "rack1", "rack2", "rack3", "rack4"];
const RACK_LISTING = [
  "@racks:lst example[200-202,245]",
  "@racks:old example[0,2,32-35]",
  "@racks:rack1 example[0,2]",
  "@racks:rack2 example[4-5]",
  "@racks:rack3 example[32-35]",
  "@racks:rack4 example[40-42]",
];

/** What both sides say where groups are meant. */
export const groupDifferences: readonly Difference[] = [
  folding("an unknown group is a mistake", "@nope", prints(""), refused),
  folding("an unknown group is a mistake among good ones", "@io,@nope", prints("example[4-6]"), refused),
  {
    why: "an unknown group is empty where that is asked for",
    argv: ["--allow-unknown-groups", "-f", "@io,@nope"],
    theirs: { stdout: "", exit: 2 },
    ours: prints("example[4-6]"),
  },
  {
    why: "no group has nodes of an empty set",
    argv: ["-s", "two", "-l", "n1!n1"],
    theirs: prints("@two:a", "@two:b"),
    ours: prints(),
  },
  folding("a group without a name is a mistake", "@", prints(""), refused),
  folding("a group that is null is empty", "@roles:nul", refused, prints("")),
  {
    why: "a group that is null breaks no listing",
    argv: ["-s", "roles", "-ll"],
    theirs: {
      stdout: `${ROLES.join("\n")}\n`,
      exit: 1,
    },
    ours: prints(...ROLES, "@roles:nul "),
  },
  folding(
    "the name of a group may have blanks",
    "@@racks",
    prints("ace,lst,old,rack[1-4],sp"),
    prints("lst,old,rack[1-4],sp ace"),
  ),
  {
    why: "a group with blanks in its name has nodes",
    argv: ["-s", "racks", "-a", "-f"],
    theirs: prints(RACKS),
    ours: prints(`${RACKS},z[1-2]`),
  },
  {
    why: "a group with blanks in its name is one group",
    argv: ["-s", "racks", "-G", "-l"],
    theirs: prints(...["ace", ...RACK_GROUPS, "sp"].map((group) => `@${group}`)),
    ours: prints(...[...RACK_GROUPS, "sp ace"].map((group) => `@${group}`)),
  },
  {
    why: "a group with blanks in its name is one group of its source",
    argv: ["-s", "racks", "-l"],
    theirs: prints(...["ace", ...RACK_GROUPS, "sp"].map((group) => `@racks:${group}`)),
    ours: prints(...[...RACK_GROUPS, "sp ace"].map((group) => `@racks:${group}`)),
  },
  {
    why: "a group with blanks in its name is listed with its nodes",
    argv: ["-s", "racks", "-ll"],
    theirs: prints("@racks:ace ", ...RACK_LISTING, "@racks:sp "),
    ours: prints(...RACK_LISTING, "@racks:sp ace z[1-2]"),
  },
];
