import type { Value } from "../value.ts";

/**
 * As Python's own prompt has it: `codeop` tells whether a command is whole, and one that has a block ends with an empty
 * line; but also with a line that can't belong to it, which is then the next one's.
 *
 * @param literal a text as a literal of Python
 */
export async function pythonReadyLines(
  lines: readonly string[],
  ask: (command: string) => Promise<Value>,
  literal: (text: string) => string,
): Promise<number> {
  if (isInBlock(lines)) return 0;
  const names = `{"source": ${literal(lines.join("\n"))}}`;
  const answer = await ask(`(lambda names: (exec(${literal(CHECK)}, names), names["ready"])[1])(${names})`);
  return typeof answer === "number" ? answer : lines.length;
}

/** An indented line never ends a block. So a class of a thousand lines is not parsed a thousand times. */
function isInBlock(lines: readonly string[]): boolean {
  return BLOCK.test(lines[0] ?? "") && /^\s+\S/.test(lines.at(-1) ?? "");
}

const BLOCK = /^(?:@|(?:async|class|def|for|if|try|while|with)\b)/;

const CHECK = `
import ast, codeop
refusals = (OverflowError, RecursionError, SyntaxError, ValueError)
ready = source.count("\\n") + 1
try:
    if codeop.compile_command(source, "<prompt>", "single") is None:
        ready = 0
except refusals:
    try:
        body = ast.parse(source).body
    except refusals:
        body = []
        # The last line may begin what goes on over more lines: another block.
        before, _, last = source.rpartition("\\n")
        try:
            if ast.parse(before).body and codeop.compile_command(last, "<prompt>", "single") is None:
                ready -= 1
        except refusals:
            pass
    if len(body) > 1:
        ready = min(node.lineno for node in [body[-1]] + getattr(body[-1], "decorator_list", [])) - 1 or ready
`;
