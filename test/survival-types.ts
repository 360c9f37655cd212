import { fileURLToPath } from "node:url";

/** Job types that write into a ledger that each of their items begins, and that it ends. */
export function survivalConfiguration(ledger: string): string {
  const work = fileURLToPath(new URL("fixtures/ledger-work.sh", import.meta.url));
  return `import { appendFileSync, writeFileSync } from "node:fs";
const work = { command: [${JSON.stringify(work)}, ${JSON.stringify(ledger)}, "{lines}", "{seconds}", "{status}"], parameters: {
  lines: { type: "integer", required: true }, seconds: { type: "number", required: true }, status: { type: "integer", required: true } } };
export default {
  store: "./data",
  concurrent: 8,
  jobs: {
    work,
    agenda: { ...work, agenda: ["a", "b", "c"], instances: 2 },
    items: { agenda: [0, 1, 2, 3, 4, 5], instances: 2, function: async ({ jobId, item, resultsFolder }) => {
      appendFileSync(${JSON.stringify(ledger)}, \`begin \${jobId} \${item.index} \${process.env.RUNYARD_ATTEMPT}\\n\`);
      console.log(\`item \${item.name}\`);
      await new Promise((resolve) => setTimeout(resolve, Math.random() * 300));
      writeFileSync(resultsFolder + "/result.txt", item.name);
      appendFileSync(${JSON.stringify(ledger)}, \`end \${jobId} \${item.index} \${process.env.RUNYARD_ATTEMPT}\\n\`);
    } },
    live: { interpreter: "python", agenda: [0, 1, 2, 3, 4, 5], instances: 2,
      setup: "import os, random, time\\ndef note(text):\\n    with open(" + ${JSON.stringify(JSON.stringify(ledger))} + ", 'a') as ledger: ledger.write(text)",
      item: ["key = os.environ['RUNYARD_JOB_ID'] + ' ' + str({rank}) + ' ' + os.environ['RUNYARD_ATTEMPT'] + '\\\\n'",
        "note('begin ' + key); print('item', {item})",
        "time.sleep(random.random() * .3); open(os.path.join({results}, 'result.txt'), 'w').close(); note('end ' + key)"] },
  },
};
`;
}
