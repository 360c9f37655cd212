import { Option } from "commander";

/** `--config`: the configuration of a command that reads it itself. */
export function configOption(): Option {
  return new Option(
    "--config <file>",
    "the configuration (default: runyard.yaml, runyard.yml or runyard.config.ts here)",
  );
}
