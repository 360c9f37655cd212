import { UwsClient, type UwsJob } from "../../uws/client/mod.ts";
import { findCredentials } from "../credentials.ts";
import { parseServerAddress } from "../server-address.ts";

/**
 * The UWS service with a job list at an address, with the login that is kept for it. A token of `--token` is for the
 * server of `--server`, and does not go there.
 *
 * @throws {RunyardError} `bad-request` for an address that is none, `bad-configuration` for a file of logins that is wrong
 */
export function openService(address: string): UwsClient {
  // Said first what is wrong with the address, whatever the logins.
  const { url } = new UwsClient(address);
  const auth = findCredentials(parseServerAddress(url), undefined, process.env);
  return new UwsClient(url, auth === undefined ? {} : { auth });
}

/** The job at an address of a UWS service. @throws {RunyardError} as openService() does */
export function openJob(address: string): UwsJob {
  return openService(address).job(address);
}
