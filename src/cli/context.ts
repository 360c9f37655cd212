import type { Command } from "commander";
import { Client } from "./client.ts";
import { Output } from "./output.ts";
import { parseServerAddress } from "./server-address.ts";

/** What every command works with. */
export interface Context {
  readonly output: Output;
  readonly client: Client;
}

/** The context of a command, by the options that all commands share. @throws {RunyardError} for a server's address that is none */
export function makeContext(command: Command): Context {
  const { server, json = false } = command.optsWithGlobals<{
    readonly server: string;
    readonly json?: boolean;
  }>();
  return { output: makeOutput(json), client: new Client(parseServerAddress(server)) };
}

function makeOutput(json: boolean): Output {
  return new Output({ stdout: process.stdout, stderr: process.stderr, json, environment: process.env });
}
