import type { Command } from "commander";

/** A command that is loaded when it is named. */
export interface CommandEntry {
  readonly summary: string;
  load(): Promise<Command>;
}

/** Every command, in the order in which the help shows them. */
export const commands: Readonly<Record<string, CommandEntry>> = {
  init: {
    summary: "write a runyard.yaml to begin with",
    load: async () => (await import("./commands/init.ts")).initCommand(),
  },
  serve: {
    summary: "start a server",
    load: async () => (await import("./commands/serve.ts")).serveCommand(),
  },
  stop: {
    summary: "end a server; its jobs go on unless --abort",
    load: async () => (await import("./commands/stop.ts")).stopCommand(),
  },
  types: {
    summary: "what a server offers, with parameters",
    load: async () => (await import("./commands/types.ts")).typesCommand(),
  },
  submit: {
    summary: "start a job",
    load: async () => (await import("./commands/submit.ts")).submitCommand(),
  },
  jobs: {
    summary: "list jobs, newest first",
    load: async () => (await import("./commands/jobs.ts")).jobsCommand(),
  },
  wait: {
    summary: "wait for the end of a job",
    load: async () => (await import("./commands/wait.ts")).waitCommand(),
  },
  show: {
    summary: "everything about a job",
    load: async () => (await import("./commands/show.ts")).showCommand(),
  },
  items: {
    summary: "the items of a job",
    load: async () => (await import("./commands/items.ts")).itemsCommand(),
  },
  log: {
    summary: "what a job wrote, live with -f",
    load: async () => (await import("./commands/log.ts")).logCommand(),
  },
  results: {
    summary: "the files that a job left, and their download",
    load: async () => (await import("./commands/results.ts")).resultsCommand(),
  },
  abort: {
    summary: "end jobs before they are done",
    load: async () => (await import("./commands/abort.ts")).abortCommand(),
  },
  append: {
    summary: "give a job more items while it runs",
    load: async () => (await import("./commands/append.ts")).appendCommand(),
  },
  suspend: {
    summary: "stop jobs for a while",
    load: async () => (await import("./commands/suspend.ts")).suspendCommand(),
  },
  resume: {
    summary: "have suspended jobs go on",
    load: async () => (await import("./commands/suspend.ts")).resumeCommand(),
  },
  retry: {
    summary: "do what a job has not done, as a new job",
    load: async () => (await import("./commands/retry.ts")).retryCommand(),
  },
  delete: {
    summary: "forget jobs, with their files",
    load: async () => (await import("./commands/delete.ts")).deleteCommand(),
  },
  hold: {
    summary: "start nothing more of a job type",
    load: async () => (await import("./commands/hold.ts")).holdCommand(),
  },
  release: {
    summary: "start jobs of a held type again",
    load: async () => (await import("./commands/release.ts")).releaseCommand(),
  },
  schedules: {
    summary: "what starts by itself",
    load: async () => (await import("./commands/schedules.ts")).schedulesCommand(),
  },
  execute: {
    summary: "run a schedule now",
    load: async () => (await import("./commands/execute.ts")).executeCommand(),
  },
  backup: {
    summary: "copy a server's store while it works",
    load: async () => (await import("./commands/backup.ts")).backupCommand(),
  },
  restore: {
    summary: "put such a copy in the store's place",
    load: async () => (await import("./commands/restore.ts")).restoreCommand(),
  },
  mail: {
    summary: "try whether mail about failures goes out",
    load: async () => (await import("./commands/mail.ts")).mailCommand(),
  },
  audit: {
    summary: "who did what on a server",
    load: async () => (await import("./commands/audit.ts")).auditCommand(),
  },
  "hash-password": {
    summary: "what the configuration keeps of a password",
    load: async () => (await import("./commands/hash-password.ts")).hashPasswordCommand(),
  },
  nodeset: {
    summary: "count, expand, fold and combine sets of names",
    load: async () => (await import("./nodeset/nodeset-command.ts")).nodesetCommand(),
  },
  run: {
    summary: "run a command on many nodes",
    load: async () => (await import("./commands/run.ts")).runCommand(),
  },
  copy: {
    summary: "copy files to many nodes, or from them",
    load: async () => (await import("./commands/copy.ts")).copyCommand(),
  },
  gather: {
    summary: "show what nodes said, equal outputs once",
    load: async () => (await import("./gather/gather-command.ts")).gatherCommand(),
  },
  shell: {
    summary: "a prompt on a live interpreter",
    load: async () => (await import("./commands/shell.ts")).shellCommand(),
  },
  doctor: {
    summary: "what this machine has and lacks",
    load: async () => (await import("./commands/doctor.ts")).doctorCommand(),
  },
  "exit-codes": {
    summary: "what the exit codes mean",
    load: async () => (await import("./commands/exit-codes.ts")).exitCodesCommand(),
  },
};
