/** The agent's process: `node agent-main.ts FOLDER SOCKET NAME`. Started by `serve` in a session of its own. */
import { rmSync } from "node:fs";
import { forgetCompileCacheVariable, messageOf, streamLog } from "../core/mod.ts";
import { Agent } from "./agent.ts";
import { ownAgentFolder } from "./agent-owner.ts";
import { agentFolder, makePrivateFolder } from "./data-folder.ts";

const [path = "", socketPath = "", name = "local"] = process.argv.slice(2);
const folder = agentFolder(path);
const log = streamLog(`agent ${name}`);
forgetCompileCacheVariable();
// A Ctrl-C in the terminal of the server is not meant for us: jobs go on.
process.on("SIGINT", () => {});
process.on("SIGHUP", () => {});
try {
  makePrivateFolder(path);
  ownAgentFolder(folder.owner);
  await new Agent({ name, folder, socketPath, log }).run();
  rmSync(folder.owner, { force: true });
  process.exit(0);
} catch (error) {
  log.error(messageOf(error));
  process.exit(1);
}
