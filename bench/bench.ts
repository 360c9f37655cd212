/** `npm run bench -- NAME [OPTION…]`: measures beside a peer or the floor, in the same run, and prints medians and ratios. */
const benches: Readonly<Record<string, () => Promise<{ run(args: readonly string[]): Promise<void> }>>> = {
  gather: () => import("./gather.ts"),
  interpreter: () => import("./interpreter.ts"),
  jobs: () => import("./jobs.ts"),
  nodeset: () => import("./nodeset.ts"),
  page: () => import("./page.ts"),
  schedule: () => import("./schedule.ts"),
  task: () => import("./task.ts"),
  uws: () => import("./uws.ts"),
};

const [name = "", ...args] = process.argv.slice(2);
const load = benches[name];
if (load === undefined) {
  process.stderr.write(`Cannot measure "${name}": there are ${Object.keys(benches).join(", ")}\n`);
  process.exit(2);
}
await (await load()).run(args);
