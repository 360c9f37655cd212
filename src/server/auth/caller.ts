import type { Role } from "../../config/mod.ts";

/** Who asks, as far as the server knows. */
export interface Caller {
  /** Becomes the owner of the jobs that it creates; null where nobody logged in. */
  readonly name: string | null;
  readonly role: Role;
  /** The IP address that the request came from. */
  readonly address: string;
}
