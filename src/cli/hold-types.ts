import type { Command } from "commander";
import type { TypeView } from "../server/api.ts";
import { makeContext } from "./context.ts";

/** Holds job types or releases them, and says how each is now. */
export async function holdTypes(
  types: readonly string[],
  verb: "hold" | "release",
  command: Command,
): Promise<void> {
  const { client, output } = makeContext(command);
  for (const name of types) {
    const path = `types/${encodeURIComponent(name)}/${verb}`;
    const type = await client.json<TypeView>(path, { method: "POST" });
    output.show(type, () => output.line(type.name, type.held ? " is held" : " is not held"));
  }
}
