import { matchesGlob } from "node:path";
import type { OxlintConfig, OxlintOverride } from "oxlint";
import { layers } from "./scripts/layers.ts";

const childProcess = {
  name: "node:child_process",
  message:
    "Only src/process starts processes, so that starting, stopping and telling them apart have one way: use process/mod.ts",
};
const sqlite = {
  name: "node:sqlite",
  message:
    "Only the adapter in src/store/sqlite knows node:sqlite, so that another store can take its place: use store/mod.ts",
};

const entryPoints = {
  group: ["./*/**", "!./*/mod.ts"],
  message: "An entry point of the package lists what the layers' mod.ts export, and nothing past them",
};

/** The one file that may import node:sqlite. */
const SQLITE_ADAPTER = "src/store/sqlite/database.ts";

/** How many folders deep under a layer the rules reach. */
const DEEPEST = 4;

const config: OxlintConfig = {
  plugins: ["typescript", "unicorn", "oxc", "import", "node"],
  categories: { correctness: "error", suspicious: "error" },
  options: { reportUnusedDisableDirectives: "error" },
  ignorePatterns: ["/dist", "/data"],
  rules: {
    "import/no-cycle": ["error", { ignoreTypes: false }],
    "import/no-default-export": "error",
    "max-lines": ["error", { max: 300 }],
    "max-lines-per-function": ["error", { max: 60 }],
    // "before" and "after" are node:test's, and good names all the same.
    "no-shadow": ["error", { allow: ["before", "after"] }],
    "no-restricted-imports": ["error", { paths: [sqlite] }],
    "typescript/consistent-type-imports": "error",
    "typescript/no-explicit-any": "error",
    "typescript/no-floating-promises": [
      "error",
      // node:test waits for these by itself.
      {
        allowForKnownSafeCalls: [
          { from: "package", package: "node:test", name: ["test", "describe", "suite"] },
        ],
      },
    ],
    "typescript/no-misused-promises": "error",
    "typescript/only-throw-error": "error",
    "typescript/prefer-promise-reject-errors": "error",
    "typescript/switch-exhaustiveness-check": ["error", { considerDefaultExhaustiveForUnions: true }],
    "unicorn/prefer-node-protocol": "error",
    // Rows, frames and JSON that a schema has parsed are named with "as"; what is unknown goes through a schema first.
    "typescript/no-unsafe-type-assertion": "off",
    // The compiler's noImplicitReturns does this, and knows which calls never return.
    "typescript/consistent-return": "off",
    // Text is taken apart by code points on purpose.
    "typescript/no-misused-spread": "off",
    // A list that may change under its loop is copied first.
    "unicorn/no-useless-spread": "off",
    // A small function stands beside its only use.
    "unicorn/consistent-function-scoping": "off",
  },
  overrides: [
    {
      files: ["src/*.ts"],
      rules: {
        "no-restricted-imports": ["error", { paths: [childProcess, sqlite], patterns: [entryPoints] }],
      },
    },
    ...layers.flatMap((layer, position) => layerRules(layer.name, position)),
    // The page knows the server by its API alone.
    {
      files: ["web/src/**"],
      rules: {
        "no-restricted-imports": [
          "error",
          {
            patterns: [
              {
                group: ["**/src/**", "!**/src/server/api.ts", "!**/src/server/schedule-api.ts", "node:*"],
                message:
                  "The page imports types of src/server/api.ts and schedule-api.ts, and nothing else of the source",
              },
            ],
          },
        ],
      },
    },
    { files: ["web/src/**/*.test.ts"], rules: { "no-restricted-imports": "off" } },
    // A suite of tests is one function, and reads best as one list.
    { files: ["**/*.test.ts", "test/**"], rules: { "max-lines-per-function": "off" } },
    // Tools that read a default export.
    { files: ["*.config.ts"], rules: { "import/no-default-export": "off" } },
  ],
};
export default config;

/** What a layer may import: one rule for each depth, because a relative path says how far up it goes. */
function layerRules(name: string, position: number): OxlintOverride[] {
  return Array.from({ length: DEEPEST }, (_, depth) => {
    const folder = `src/${name}/${"*/".repeat(depth)}`;
    const patterns = patternsFor(name, position, "../".repeat(depth + 1));
    const rule = (files: string, paths: { name: string; message: string }[]): OxlintOverride => ({
      files: [files],
      rules: { "no-restricted-imports": ["error", { paths, patterns }] },
    });
    return [
      rule(`${folder}*.ts`, name === "process" ? [sqlite] : [childProcess, sqlite]),
      // Tests start the programs that they test.
      rule(`${folder}*.test.ts`, [sqlite]),
      ...(matchesGlob(SQLITE_ADAPTER, `${folder}*.ts`) ? [rule(SQLITE_ADAPTER, [childProcess])] : []),
    ];
  }).flat();
}

function patternsFor(name: string, position: number, up: string): { group: string[]; message: string }[] {
  const lower = layers.slice(0, position).map((layer) => layer.name);
  const higher = layers.slice(position + 1).map((layer) => layer.name);
  // The shapes of the JSON API are a contract with no code behind it: the command line reads them alone. What gathers
  // outputs stands without tasks, and `gather` starts without loading them; so does the client of UWS services without
  // our own.
  const contracts =
    name === "cli" ? [`!${up}server/api.ts`, `!${up}task/gather/mod.ts`, `!${up}uws/client/mod.ts`] : [];
  return [
    {
      group: higher.map((layer) => `${up}${layer}/**`),
      message: `The layer ${name} imports only the layers before it in scripts/layers.ts, so that it stands without the later ones`,
    },
    {
      group: [...lower.flatMap((layer) => [`${up}${layer}/**`, `!${up}${layer}/mod.ts`]), ...contracts],
      message: `The layer ${name} imports another layer through its mod.ts alone, so that the rest stays that layer's own business`,
    },
  ].filter((pattern) => pattern.group.length > 0);
}
