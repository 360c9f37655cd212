import type { RE2JS } from "re2js";
import { type OutputRule, readOutputRule } from "./output-rule.ts";
import { type ProgressRule, readProgressRule } from "./progress-rule.ts";
import { type RuleKind, readPattern } from "./rule-pattern.ts";

/**
 * Patterns to look for in each line of output, as a user writes them: RE2's syntax, case-sensitive (`(?i)` where that is
 * not wanted), found anywhere in the line.
 */
export interface WrittenRules {
  /** Lines to show. */
  readonly highlight: readonly string[];
  /** Lines that say that the work failed. */
  readonly error: readonly string[];
  /** Lines that name a file that was made, in a group: see {@link readOutputRule}. */
  readonly output: readonly string[];
  /** Lines that say how far the work is, in groups: see {@link readProgressRule}. */
  readonly progress: readonly string[];
  /** Lines that are harmless, whatever `error` says, such as `0 error(s)`. */
  readonly allow: readonly string[];
}

/** Rules ready for use on lines. */
export interface LogRules {
  /** Whether no line can give a finding. */
  readonly isEmpty: boolean;
  readonly isHighlight: (line: string) => boolean;
  readonly isError: (line: string) => boolean;
  /** The outputs that a line names, each once. */
  readonly outputs: OutputRule;
  /** By the first rule that finds a number. */
  readonly progress: ProgressRule;
}

/** Makes rules ready for use. @throws {SyntaxError} for the first pattern that can't be used, saying which and why */
export function compileRules(written: WrittenRules): LogRules {
  const [highlight, error, allow] = [
    written.highlight.map((text) => readPattern("highlight", text)),
    written.error.map((text) => readPattern("error", text)),
    written.allow.map((text) => readPattern("allow", text)),
  ];
  const outputs = written.output.map(readOutputRule);
  const progress = written.progress.map(readProgressRule);
  return {
    isEmpty: [highlight, error, outputs, progress].every((rules) => rules.length === 0),
    isHighlight: (line) => fitsOne(highlight, line),
    isError: (line) => fitsOne(error, line) && !fitsOne(allow, line),
    outputs: (line) => outputsIn(outputs, line),
    progress: (line) => progressIn(progress, line),
  };
}

/** What is wrong with rules, one sentence for each pattern that {@link compileRules} would refuse. */
export function checkRules(written: WrittenRules): readonly string[] {
  const readers: Readonly<Record<RuleKind, (text: string) => unknown>> = {
    highlight: (text) => readPattern("highlight", text),
    error: (text) => readPattern("error", text),
    output: readOutputRule,
    progress: readProgressRule,
    allow: (text) => readPattern("allow", text),
  };
  return (Object.keys(readers) as RuleKind[]).flatMap((kind) =>
    written[kind].flatMap((text) => mistakeOf(() => readers[kind](text))),
  );
}

function mistakeOf(read: () => unknown): readonly string[] {
  try {
    read();
    return [];
  } catch (error) {
    if (error instanceof SyntaxError) return [error.message];
    throw error;
  }
}

// Plain loops: these run for every line of output.
function fitsOne(patterns: readonly RE2JS[], line: string): boolean {
  for (const pattern of patterns) if (pattern.test(line)) return true;
  return false;
}

function outputsIn(rules: readonly OutputRule[], line: string): readonly string[] {
  const found = new Set<string>();
  for (const rule of rules) for (const path of rule(line)) found.add(path);
  return [...found];
}

function progressIn(rules: readonly ProgressRule[], line: string): number | null {
  for (const rule of rules) {
    const fraction = rule(line);
    if (fraction !== null) return fraction;
  }
  return null;
}
