import { type ZodRawShape, z } from "zod";
import { type CommandEntry, durationSchema } from "../job/mod.ts";

const commandSchema = z.union([
  z.string().min(1),
  z.array(z.union([z.string(), z.array(z.string()).min(1)])).min(1),
]);

const timeoutsSchema = z.strictObject({
  connect: durationSchema.default(10_000),
  command: durationSchema.default(0),
});

/** The keys of a job type that the runner `nodes` reads. */
export const nodesKeys: ZodRawShape = {
  nodes: z.string().min(1),
  command: commandSchema,
  worker: z.string().min(1).default("ssh"),
  fanout: z.int().min(1).max(1024).default(64),
  timeouts: timeoutsSchema.prefault({}),
  user: z.string().min(1).optional(),
  ssh_options: z.array(z.string()).default([]),
};

/** What they are read as. Times in milliseconds; 0 is none. */
export interface NodesSettings {
  /** A node set, in which placeholders of parameters may stand, and groups. */
  readonly nodes: string;
  /** The text of a shell, in which values stand quoted; or words, each of which reaches the program as it is. */
  readonly command: string | readonly CommandEntry[];
  /** `ssh`, `exec`, or a template such as `docker exec -i %h sh -c`. */
  readonly worker: string;
  /** So many commands run at once, for each instance. */
  readonly fanout: number;
  readonly timeouts: { readonly connect: number; readonly command: number };
  readonly user?: string | undefined;
  readonly ssh_options: readonly string[];
}

/** What the instance host needs: the keys, and the names that are placeholders. */
export interface NodesRecipe extends NodesSettings {
  readonly parameterNames: readonly string[];
  /** Of one node. */
  readonly outputLimitBytes: number;
}
