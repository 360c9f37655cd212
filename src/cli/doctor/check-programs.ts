import { findProgram } from "./find-program.ts";
import type { Finding } from "./finding.ts";
import { programVersion } from "./program-version.ts";

interface KnownProgram {
  /** The names it goes by, the first that is found counts. */
  readonly names: readonly string[];
  readonly version: string;
  readonly use: string;
  readonly debianPackage: string;
  /** Whether no job runs without it. */
  readonly required: boolean;
}

const known: readonly KnownProgram[] = [
  {
    names: ["/usr/bin/perl"],
    version: "-v",
    use: "every job: the shim above its command",
    debianPackage: "perl-base",
    required: true,
  },
  {
    names: ["python3"],
    version: "--version",
    use: "the example job types",
    debianPackage: "python3",
    required: false,
  },
  {
    names: ["git"],
    version: "--version",
    use: "working on Runyard itself",
    debianPackage: "git",
    required: false,
  },
  {
    names: ["xmllint"],
    version: "--version",
    use: "its tests: UWS documents",
    debianPackage: "libxml2-utils",
    required: false,
  },
  {
    names: ["ssh"],
    version: "-V",
    use: "commands on other hosts",
    debianPackage: "openssh-client",
    required: false,
  },
  {
    names: ["chromium", "chromium-browser", "google-chrome"],
    version: "--version",
    use: "its tests: the web page",
    debianPackage: "chromium",
    required: false,
  },
];

/** The programs that Runyard and its tests use: which are there, what the others are for and where they come from. */
export function checkPrograms(searchPath: string): Promise<readonly Finding[]> {
  return Promise.all(known.map((program) => check(program, searchPath)));
}

async function check(program: KnownProgram, searchPath: string): Promise<Finding> {
  const name = program.names[0]?.split("/").at(-1) ?? "";
  for (const each of program.names) {
    const path = await findProgram(each, searchPath, "/");
    if (path === undefined) continue;
    const version = await programVersion([path, program.version]);
    return { name, state: "good", detail: `${version ?? "of a version it does not tell"}, ${path}` };
  }
  return {
    name,
    state: program.required ? "lacks" : "note",
    detail: `missing; needed for ${program.use}`,
    remedy: `apt-get install ${program.debianPackage}`,
  };
}
