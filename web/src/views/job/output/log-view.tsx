import type { JSX } from "preact";
import { useEffect, useLayoutEffect, useState } from "preact/hooks";
import { useStore } from "../../../api/use-store.ts";
import { setQuery, useQueryValue } from "../../../app/router.ts";
import { messages } from "../../../messages.ts";
import { useVirtualRows } from "../../../widgets/use-virtual-rows.ts";
import { LogBar } from "./log-bar.tsx";
import { LogRow } from "./log-row.tsx";
import type { OutputModel, OutputState } from "./output-model.ts";
import { useLogSearch } from "./use-log-search.ts";

interface LogViewProps {
  readonly model: OutputModel;
  /** Whether it follows what is written from the beginning. */
  readonly isLive: boolean;
  /** Saves all of it. */
  readonly onDownload: () => void;
}

const rowPx = 19;

/** An output, line by line: follow it, search it, go to its errors, point at a line. */
export function LogView({ model, isLive, onDownload }: LogViewProps): JSX.Element {
  const state = useStore(model.state);
  const linked = Number(useQueryValue("line")) - 1;
  const [isFollowing, setFollowing] = useState(isLive && linked < 0);
  const rows = useVirtualRows(state.lines, rowPx);
  const isThere = linked >= 0 && linked < state.lines;
  useLayoutEffect(() => {
    if (isFollowing && state.lines > 0) rows.reveal(state.lines - 1, "end");
  }, [state.lines, isFollowing]);
  useEffect(() => {
    if (isThere && !isFollowing) rows.reveal(linked, "center");
  }, [linked, isThere]);
  const goTo = (line: number): void => {
    setFollowing(false);
    setQuery({ line: String(line + 1) });
    rows.reveal(line, "center");
  };
  const search = useLogSearch(model, linked, goTo);
  const onScroll = (): void => {
    rows.onScroll();
    const { scrollTop = 0, clientHeight = 0, scrollHeight = 0 } = rows.scroller.current ?? {};
    if (isFollowing && scrollTop + clientHeight < scrollHeight - rowPx * 2) setFollowing(false);
  };
  return (
    <div class="log">
      <LogBar
        state={state}
        isFollowing={isFollowing}
        search={search}
        onFollow={setFollowing}
        onDownload={onDownload}
      />
      <div
        class="log-lines"
        ref={rows.scroller}
        tabIndex={0}
        role="region"
        aria-label={messages.output.lines}
        onScroll={onScroll}
        onWheel={(event) => event.deltaY < 0 && setFollowing(false)}
      >
        {state.lines === 0 ? <p class="log-empty">{emptyText(state)}</p> : null}
        <div class="log-body" style={{ height: `${rows.heightPx}px` }}>
          {Array.from({ length: rows.end - rows.first }, (_, count) => rows.first + count).map((line) => (
            <LogRow
              key={line}
              line={line}
              topPx={rows.topOf(line)}
              isLinked={line === linked}
              text={model.line(line)}
              wanted={search.wanted}
              onPoint={() => goTo(line)}
            />
          ))}
        </div>
      </div>
    </div>
  );
}

function emptyText({ problem, isComplete, isRead }: OutputState): string {
  if (problem !== null) return problem;
  if (isComplete) return messages.output.nothingWritten;
  return isRead ? messages.output.nothingYet : messages.output.reading;
}
