import type { JSX } from "preact";
import type { ResultView } from "../../../../src/server/api.ts";
import { resultPath } from "../../api/addresses.ts";
import { messages } from "../../messages.ts";
import { Picture } from "../../widgets/picture.tsx";
import { visibleText } from "../../widgets/visible-text.ts";

/** More is no thumbnail any more. */
const mostBytes = 20_000_000;

/** Whether a result can be shown as a picture. */
export function isPicture({ mediaType, size }: ResultView): boolean {
  return /^image\/(png|jpeg|gif|webp|avif|svg\+xml)\b/.test(mediaType) && size <= mostBytes;
}

/** A result as a small picture, which is fetched when it comes into sight. Its place is kept until then. */
export function Thumbnail(props: {
  readonly job: string;
  readonly result: ResultView;
  readonly name: string;
  readonly isSelected: boolean;
  readonly onOpen: () => void;
}): JSX.Element {
  const { job, result, isSelected, onOpen } = props;
  const name = visibleText(props.name);
  return (
    <button
      type="button"
      class="thumbnail"
      aria-pressed={isSelected}
      title={visibleText(result.id)}
      onClick={onOpen}
    >
      <Picture
        path={resultPath(job, result.id)}
        mediaType={result.mediaType}
        alt={messages.agenda.pictureOf(name)}
        broken={messages.agenda.pictureFailed}
      />
      <span class="thumbnail-name">{name}</span>
    </button>
  );
}
