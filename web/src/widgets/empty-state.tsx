import type { ComponentChildren, JSX } from "preact";

/** In place of what is not there: what that means, and what to do next. */
export function EmptyState(props: {
  readonly title: string;
  readonly children?: ComponentChildren;
}): JSX.Element {
  return (
    <div class="empty">
      <h2>{props.title}</h2>
      {props.children}
    </div>
  );
}
