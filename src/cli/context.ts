import type { Command } from "commander";
import { Client } from "./client.ts";
import { authorizationOf, findCredentials } from "./credentials.ts";
import { Output } from "./output.ts";
import { parseServerAddress } from "./server-address.ts";

/** What every command works with. */
export interface Context {
  readonly output: Output;
  readonly client: Client;
}

/** The context of a command, by the options that all commands share. @throws {RunyardError} for a server's address that is none */
export function makeContext(command: Command): Context {
  const {
    server,
    token,
    json = false,
  } = command.optsWithGlobals<{
    readonly server: string;
    readonly token?: string;
    readonly json?: boolean;
  }>();
  return { output: makeOutput(json), client: makeClient(parseServerAddress(server), token, process.env) };
}

/** A client that logs in with a token or, where there is none, with what is kept for the address. */
export function makeClient(
  address: URL,
  token: string | undefined,
  environment: Readonly<Record<string, string | undefined>>,
): Client {
  return new Client(address, () => {
    const credentials = findCredentials(address, token, environment);
    return credentials === undefined ? undefined : authorizationOf(credentials);
  });
}

function makeOutput(json: boolean): Output {
  return new Output({ stdout: process.stdout, stderr: process.stderr, json, environment: process.env });
}
