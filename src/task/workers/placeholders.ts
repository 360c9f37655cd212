/** What a placeholder stands for. */
export interface PlaceholderValues {
  readonly host: string;
  /** All nodes, folded. */
  readonly hosts: string;
  readonly rank: number;
}

const PIECES = /%(?:(%)|\{([A-Za-z_]\w*)\}|([A-Za-z_]\w*)|)/g;

const NAMES: Readonly<Record<string, keyof PlaceholderValues>> = {
  h: "host",
  host: "host",
  hosts: "hosts",
  n: "rank",
  rank: "rank",
};

/**
 * Puts a node's name (%h, %host), the folded node set (%hosts) and the node's position (%n, %rank) into a command; a name
 * may stand in braces, and %% is a percent sign.
 *
 * @throws {SyntaxError} for a percent sign that stands before nothing of these
 */
export function fillPlaceholders(command: string, values: PlaceholderValues): string {
  return command.replaceAll(PIECES, (whole, percent: string | undefined, ...names: unknown[]) => {
    if (percent !== undefined) return "%";
    return String(values[nameOf(command, whole, names)]);
  });
}

/** Whether the command is for all nodes at once. @throws {SyntaxError} as above */
export function isForAll(command: string): boolean {
  return [...command.matchAll(PIECES)].some(
    ([whole, percent, ...names]) => percent === undefined && nameOf(command, whole, names) === "hosts",
  );
}

function nameOf(command: string, whole: string, names: readonly unknown[]): keyof PlaceholderValues {
  const [braced, bare] = names;
  const name = typeof braced === "string" ? braced : typeof bare === "string" ? bare : "";
  const known = Object.hasOwn(NAMES, name) ? NAMES[name] : undefined;
  if (known !== undefined) return known;
  throw new SyntaxError(
    `Cannot fill in "${command}": "${whole}" is no placeholder; write a percent sign as %%, and use %h, %hosts or %n`,
  );
}
