#!/usr/bin/env node
// oxlint-disable unicorn/prefer-node-protocol -- the first Node 12 that reads modules does not know the protocol
// Written for Node 12, so that an old one can say what it lacks instead of failing with a syntax error.
import { spawn } from "child_process";
import { existsSync, realpathSync } from "fs";
import { constants } from "os";
import { dirname, join } from "path";
import { fileURLToPath, pathToFileURL } from "url";

const WANTED = [24, 12];
const ownPath = realpathSync(fileURLToPath(import.meta.url));
const packageFolder = dirname(dirname(ownPath));

if (isNewEnough(process.versions.node)) {
  load();
} else {
  const node = findNode();
  if (node === undefined) refuse();
  else handOver(node);
}

function isNewEnough(version) {
  const parts = version.split(".").map(Number);
  return parts[0] > WANTED[0] || (parts[0] === WANTED[0] && parts[1] >= WANTED[1]);
}

function load() {
  const published = join(packageFolder, "src", "cli", "main.js");
  const main = existsSync(published) ? published : join(packageFolder, "src", "cli", "main.ts");
  import(pathToFileURL(main).href)
    .then((module) => module.main(process.argv.slice(2)))
    .catch((error) => {
      console.error(process.env.RUNYARD_DEBUG === "1" ? error : `Cannot start runyard: ${error.message}`);
      process.exitCode = 1;
    });
}

// The lockfile brings a Node of its own for machines whose Node is older: in a checkout, or beside an installed package.
function findNode() {
  return [join(packageFolder, "node_modules", ".bin", "node"), join(dirname(packageFolder), ".bin", "node")]
    .filter((path) => existsSync(path))
    .find((path) => realpathSync(path) !== realpathSync(process.execPath));
}

function refuse() {
  console.error(
    `Cannot start runyard with Node ${process.versions.node}: it needs Node ${WANTED.join(".")} or newer (npm ci in a checkout brings one)`,
  );
  process.exitCode = 1;
}

function handOver(node) {
  const child = spawn(node, [ownPath].concat(process.argv.slice(2)), { stdio: "inherit" });
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
