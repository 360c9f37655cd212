import type { JSX } from "preact";
import { useRef } from "preact/hooks";
import { messages } from "../../../messages.ts";
import { CopyButton } from "../../../widgets/copy-button.tsx";
import { formatCount, formatSize } from "../../../widgets/format.ts";
import { useSlash } from "../../../widgets/use-slash.ts";
import { useQueryValue } from "../../../app/router.ts";
import type { OutputState } from "./output-model.ts";
import type { LogSearch } from "./use-log-search.ts";

interface LogBarProps {
  readonly state: OutputState;
  readonly isFollowing: boolean;
  readonly search: LogSearch;
  readonly onFollow: (isFollowing: boolean) => void;
  readonly onDownload: () => void;
}

/** What can be done with an output. */
export function LogBar(props: LogBarProps): JSX.Element {
  const { state, isFollowing, search, onFollow, onDownload } = props;
  const field = useRef<HTMLInputElement>(null);
  const line = useQueryValue("line");
  useSlash(field);
  const find = (direction: 1 | -1): void => search.find(field.current?.value ?? "", direction);
  return (
    <div class="log-bar">
      <button
        type="button"
        class="button small"
        aria-pressed={isFollowing}
        disabled={state.isComplete}
        onClick={() => onFollow(!isFollowing)}
      >
        {isFollowing && !state.isComplete ? messages.output.pause : messages.output.follow}
      </button>
      <input
        ref={field}
        type="search"
        aria-label={messages.output.search}
        placeholder={messages.output.searchHint}
        spellcheck={false}
        onKeyDown={(event) => {
          if (event.key === "Enter") find(event.shiftKey ? -1 : 1);
        }}
      />
      <button type="button" class="button small" onClick={() => find(-1)}>
        {messages.output.previous}
      </button>
      <button type="button" class="button small" onClick={() => find(1)}>
        {messages.output.next}
      </button>
      <button type="button" class="button small" onClick={search.findError}>
        {messages.output.nextError}
      </button>
      {line === "" ? null : <CopyButton text={location.href} label={messages.output.copyLink(line)} />}
      <button type="button" class="button small" onClick={onDownload}>
        {messages.output.download}
      </button>
      <span class="quiet-text" role="status">
        {search.status ?? messages.output.size(formatCount(state.lines), formatSize(state.sizeBytes))}
        {search.status === null && !state.isComplete && state.isRead ? messages.output.andGrowing : ""}
      </span>
    </div>
  );
}
