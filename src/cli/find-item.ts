import { RunyardError } from "../core/mod.ts";
import type { ItemView } from "../server/api.ts";
import type { Client } from "./client.ts";

/** The item that is meant by a name or, where no item has that name, by a position in the agenda from 0. */
export async function findItem(client: Client, id: string, text: string): Promise<ItemView> {
  let numbered: ItemView | undefined;
  for await (const item of client.items(id)) {
    if (item.name === text) return item;
    if (String(item.index) === text) numbered = item;
  }
  if (numbered !== undefined) return numbered;
  throw new RunyardError(
    "not-found",
    `Cannot find the item "${text}": job "${id}" has none of that name or number`,
  );
}
