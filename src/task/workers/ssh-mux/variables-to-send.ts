/** The variables of our environment that match a pattern of ssh's `SendEnv`, in which `*` and `?` stand for any letters. */
export function variablesToSend(
  patterns: readonly string[],
): readonly (readonly [name: string, value: string])[] {
  if (patterns.length === 0) return [];
  const tests = patterns.map(
    (pattern) => new RegExp(`^${pattern.replaceAll("*", ".*").replaceAll("?", ".")}$`),
  );
  return Object.entries(process.env).flatMap(([name, value]) =>
    value !== undefined && tests.some((matches) => matches.test(name)) ? [[name, value] as const] : [],
  );
}
