/** Which methods the server's addresses take, so that a wrong method is told from an unknown address (RFC 9110 §15.5.6). */
export class AllowedMethods {
  readonly #routes: { readonly methods: readonly string[]; readonly pattern: RegExp }[] = [];

  /** Adds a route by its pattern: `:name` for one part of an address, `*` for the rest. */
  add(methods: string | readonly string[], path: string): void {
    const pattern = path
      .split("/")
      .map((part) => (part === "*" ? ".+" : part.startsWith(":") ? "[^/]+" : escapeRegExp(part)))
      .join("/");
    this.#routes.push({ methods: [methods].flat(), pattern: new RegExp(`^${pattern}/?$`) });
  }

  /** The methods of an address; none where it is unknown. */
  of(path: string): readonly string[] {
    const found = this.#routes.filter(({ pattern }) => pattern.test(path)).flatMap(({ methods }) => methods);
    return [...new Set(found)].toSorted();
  }
}

function escapeRegExp(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
}
