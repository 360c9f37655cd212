import type { ComponentChildren, JSX } from "preact";
import { navigate } from "./router.ts";

interface LinkProps {
  readonly to: string;
  readonly class?: string;
  readonly title?: string;
  readonly current?: boolean;
  readonly children: ComponentChildren;
}

/** A link to a place of the page, which opens without loading the page again; with a key held as any other link. */
export function Link({ to, current = false, children, ...rest }: LinkProps): JSX.Element {
  return (
    <a {...rest} href={to} aria-current={current ? "page" : undefined} onClick={(event) => follow(event, to)}>
      {children}
    </a>
  );
}

function follow(event: MouseEvent, to: string): void {
  if (event.defaultPrevented || event.button !== 0) return;
  if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
  event.preventDefault();
  navigate(to);
  scrollTo(0, 0);
}
