import { join } from "node:path";

/** What a nodeset command finds the groups of the tests with. */
export const groupEnvironment: Readonly<Record<string, string>> = {
  PATH: process.env["PATH"] ?? "",
  CLUSTERSHELL_CFGDIR: join(import.meta.dirname, "../fixtures/nodeset-groups"),
};
