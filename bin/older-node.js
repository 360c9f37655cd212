// oxlint-disable unicorn/prefer-node-protocol -- the first Node 12 that reads modules does not know the protocol
// Written for Node 12, as runyard.js is.
import { spawn } from "child_process";
import { existsSync, realpathSync } from "fs";
import { constants } from "os";
import { dirname, join } from "path";
import { fileURLToPath } from "url";

const packageFolder = dirname(dirname(realpathSync(fileURLToPath(import.meta.url))));

/** Goes on with the Node that the lockfile brings, or says which one is wanted. */
export function handOver(wanted) {
  const node = findNode();
  if (node === undefined) refuse(wanted);
  else run(node);
}

// The lockfile brings a Node of its own for machines whose Node is older: in a checkout, or beside an installed package.
function findNode() {
  return [join(packageFolder, "node_modules", ".bin", "node"), join(dirname(packageFolder), ".bin", "node")]
    .filter((path) => existsSync(path))
    .find((path) => realpathSync(path) !== realpathSync(process.execPath));
}

function refuse(wanted) {
  console.error(
    `Cannot start runyard with Node ${process.versions.node}: it needs Node ${wanted} or newer (npm ci in a checkout brings one)`,
  );
  process.exitCode = 1;
}

function run(node) {
  const program = join(packageFolder, "bin", "runyard.js");
  const child = spawn(node, [program].concat(process.argv.slice(2)), { stdio: "inherit" });
  // On a terminal the child hears Ctrl-C twice then, and takes it for one.
  ["SIGINT", "SIGTERM", "SIGHUP"].forEach((signal) => process.on(signal, () => child.kill(signal)));
  child.on("error", (error) => {
    console.error(`Cannot start "${node}": ${error.message}`);
    process.exitCode = 1;
  });
  child.on("exit", (status, signal) => {
    process.exitCode = signal === null ? status : 128 + constants.signals[signal];
  });
}
