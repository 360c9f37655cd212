import { RunyardError, parseDuration } from "../../core/mod.ts";
import { splitWords } from "../../nodeset/mod.ts";
import { UsageError } from "../nodeset/usage-error.ts";
import { readClushConf } from "./clush-conf.ts";
import type { RunOptions } from "./options.ts";

/** What a run goes by, out of clush.conf and the command line. Times are in seconds. */
export interface RunSettings {
  readonly fanout: number;
  readonly connectTimeout: number;
  readonly commandTimeout: number;
  readonly color: "never" | "always" | "auto";
  readonly hasCounts: boolean;
  readonly returnsLargest: boolean;
  readonly isQuiet: boolean;
  readonly isVerbose: boolean;
  /** What stands before each command; empty where nothing does. */
  readonly commandPrefix: string;
  readonly asksPassword: boolean;
  readonly sshUser: string | null;
  /** Program and its first arguments. */
  readonly sshPath: readonly string[];
  readonly sshOptions: readonly string[];
  readonly scpPath: readonly string[];
  readonly scpOptions: readonly string[];
}

/**
 * @throws {RunyardError} bad-configuration where a value of clush.conf makes no sense
 * @throws {UsageError} where one of the command line does
 */
export function readSettings(
  options: RunOptions,
  environment: Readonly<Record<string, string | undefined>>,
): RunSettings {
  checkGiven(options);
  const values = new Map([...readClushConf(options, environment), ...options.settings]);
  const verbosity = numberOf(values, "verbosity", 1);
  const isLoud = options.verbose || options.debug;
  const isQuiet = !isLoud && (options.quiet || verbosity < 1);
  return {
    fanout: fanoutOf(values, options.isCompat),
    connectTimeout: secondsOf(values, "connect_timeout", 10),
    commandTimeout: secondsOf(values, "command_timeout", 0),
    color: options.color ?? colorOf(values.get("color")),
    hasCounts: truthOf(values, "node_count", true) && !isQuiet,
    returnsLargest: options.returnsLargest || truthOf(values, "maxrc", false),
    isQuiet,
    isVerbose: isLoud || (!options.quiet && verbosity > 1),
    commandPrefix: values.get("command_prefix") ?? "",
    asksPassword: truthOf(values, "password_prompt", false),
    sshUser: values.get("ssh_user") || null,
    sshPath: wordsOf(values, "ssh_path", ["ssh"]),
    sshOptions: wordsOf(values, "ssh_options", []),
    scpPath: wordsOf(values, "scp_path", ["scp"]),
    scpOptions: wordsOf(values, "scp_options", []),
  };
}

/** What is wrong on the command line is told by the option that says it. */
function checkGiven({ settings, isCompat }: RunOptions): void {
  const checks = [
    ["--fanout", "fanout", "a number, at least 1", () => fanoutOf(settings, isCompat)],
    ["--connect-timeout", "connect_timeout", DURATION, () => secondsOf(settings, "connect_timeout", 0)],
    ["--command-timeout", "command_timeout", DURATION, () => secondsOf(settings, "command_timeout", 0)],
  ] as const;
  for (const [option, key, wanted, read] of checks) {
    try {
      read();
    } catch {
      throw new UsageError(`Option "${option}" takes ${wanted}, not "${settings.get(key) ?? ""}"`);
    }
  }
}

const DURATION = "seconds, or a time such as 90s or 5m";

type Values = ReadonlyMap<string, string>;

const USUAL_FANOUT = 64;

function fanoutOf(values: Values, isCompat: boolean): number {
  const fanout = numberOf(values, "fanout", USUAL_FANOUT);
  if (fanout === 0 && isCompat) return USUAL_FANOUT;
  if (Number.isInteger(fanout) && fanout >= 1) return fanout;
  throw wrong("fanout", values, "it is how many commands run at once, at least 1");
}

function numberOf(values: Values, key: string, usual: number): number {
  const text = values.get(key)?.trim() ?? "";
  if (text === "") return usual;
  if (/^\d+(?:\.\d*)?$|^\.\d+$/.test(text)) return Number(text);
  throw wrong(key, values, "it is a number");
}

function secondsOf(values: Values, key: string, usual: number): number {
  const text = values.get(key)?.trim() ?? "";
  try {
    return /[a-z]/.test(text) ? parseDuration(text) / 1000 : numberOf(values, key, usual);
  } catch {
    throw wrong(key, values, `it is ${DURATION}`);
  }
}

function truthOf(values: Values, key: string, usual: boolean): boolean {
  const text = values.get(key)?.trim().toLowerCase() ?? "";
  if (text === "") return usual;
  if (["yes", "true", "on", "1"].includes(text)) return true;
  if (["no", "false", "off", "0"].includes(text)) return false;
  throw wrong(key, values, "it is yes or no");
}

function colorOf(text: string | undefined): RunSettings["color"] {
  const value = text?.trim() ?? "auto";
  return value === "never" || value === "always" ? value : "auto";
}

function wordsOf(values: Values, key: string, usual: readonly string[]): readonly string[] {
  const words = splitWords(values.get(key) ?? "");
  if (words === null) throw wrong(key, values, "a quote in it is not closed");
  return words.length === 0 ? usual : words;
}

function wrong(key: string, values: Values, problem: string): RunyardError {
  return new RunyardError("bad-configuration", `Cannot set ${key} to "${values.get(key) ?? ""}": ${problem}`);
}
