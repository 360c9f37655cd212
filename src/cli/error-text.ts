import { RunyardError, messageOf } from "../core/mod.ts";

/** What a command says of an error; where another service wants to know who asks, also where its login belongs. */
export function errorText(error: unknown): string {
  const text = messageOf(error);
  // By its name: the client of UWS services is loaded by those commands alone that need it.
  const isService = error instanceof RunyardError && error.name === "UwsServiceError";
  return isService && error.code === "not-authenticated" ? `${text} (${whereLoginsAre})` : text;
}

const whereLoginsAre = "write ADDRESS NAME:PASSWORD as a line of ~/.config/runyard/credentials";
