/**
 * Replaces `$NAME` and `${NAME}` by values and `$$` by a dollar sign; other dollar signs stay as they are, for the shell.
 * This is what Python's `string.Template.safe_substitute` does.
 */
export function substitute(template: string, values: Readonly<Record<string, string>>): string {
  return template.replaceAll(PLACEHOLDER, (whole, escaped?: string, bare?: string, braced?: string) => {
    if (escaped !== undefined) return "$";
    const name = bare ?? braced ?? "";
    return Object.hasOwn(values, name) ? (values[name] ?? "") : whole;
  });
}

/** Whether a placeholder of this name stands in the template. */
export function mentions(template: string, name: string): boolean {
  return [...template.matchAll(PLACEHOLDER)].some(([, , bare, braced]) => (bare ?? braced) === name);
}

const PLACEHOLDER = /\$(?:(\$)|([_a-z][_a-z0-9]*)|\{([_a-z][_a-z0-9]*)\})/gi;
