#!/usr/bin/env node
// Written for Node 12, so that an old one can say what it lacks instead of failing with a syntax error.
const WANTED = [24, 12];

if (isNewEnough(process.versions.node)) load();
else handOver();

function isNewEnough(version) {
  const parts = version.split(".").map(Number);
  return parts[0] > WANTED[0] || (parts[0] === WANTED[0] && parts[1] >= WANTED[1]);
}

function handOver() {
  import("./older-node.js").then((olderNode) => olderNode.handOver(WANTED.join(".")), fail);
}

function load() {
  // Importing this as a module would load all that belongs to it, 2 ms of every start.
  const fs = process.getBuiltinModule("node:fs");
  keepCompiled(fs);
  const published = new URL("../src/cli/main.js", import.meta.url);
  const main = fs.existsSync(published) ? published : new URL("../src/cli/main.ts", import.meta.url);
  import(main.href).then((module) => module.main(process.argv.slice(2))).catch(fail);
}

// What was compiled once is kept, which takes two thirds off a start. Only where nobody else can put something there: a root
// that has another's home keeps nothing.
function keepCompiled(fs) {
  const cache = process.env.XDG_CACHE_HOME || `${process.env.HOME}/.cache`;
  const folder = `${cache}/runyard/compiled`;
  if (!cache.startsWith("/")) return;
  try {
    fs.mkdirSync(folder, { recursive: true, mode: 0o700 });
    if ([cache, `${cache}/runyard`, folder].every((path) => isOurs(fs.lstatSync(path))))
      process.getBuiltinModule("node:module").enableCompileCache(folder);
  } catch {
    // A home that can't be written to, or is not there.
  }
}

function isOurs(stat) {
  return stat.isDirectory() && stat.uid === process.geteuid() && (stat.mode & 0o022) === 0;
}

function fail(error) {
  console.error(process.env.RUNYARD_DEBUG === "1" ? error : `Cannot start runyard: ${error.message}`);
  process.exitCode = 1;
}
