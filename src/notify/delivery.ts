/** How telling somebody ended. */
export type Delivery =
  | { readonly kind: "told" }
  /** For good: trying again would change nothing. */
  | { readonly kind: "refused"; readonly reason: string }
  /** It may well do later. */
  | { readonly kind: "failed"; readonly reason: string };
