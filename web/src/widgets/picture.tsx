import type { JSX } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { ask } from "../api/client.ts";

interface PictureProps {
  /** A file of the server. */
  readonly path: string;
  readonly mediaType: string;
  readonly alt: string;
  /** In place of a picture that the browser can't show. */
  readonly broken?: string;
}

/**
 * A picture from the server, fetched with the login when it comes into sight. As an image nothing in it runs, whatever an
 * SVG holds, and it asks for nothing else.
 */
export function Picture({ path, mediaType, alt, broken }: PictureProps): JSX.Element {
  const [address, setAddress] = useState<string | null>(null);
  const [isBroken, setBroken] = useState(false);
  const host = useRef<HTMLSpanElement>(null);
  const isNear = useNear(host);
  useEffect(() => {
    if (!isNear) return;
    const stop = new AbortController();
    let made: string | undefined;
    const load = async (): Promise<void> => {
      const response = await ask(path, { signal: stop.signal });
      made = URL.createObjectURL(new Blob([await response.arrayBuffer()], { type: mediaType }));
      if (stop.signal.aborted) URL.revokeObjectURL(made);
      else setAddress(made);
    };
    load().catch(() => stop.signal.aborted || setBroken(true));
    return () => {
      stop.abort();
      if (made !== undefined) URL.revokeObjectURL(made);
    };
  }, [path, mediaType, isNear]);
  return (
    <span class="picture" ref={host}>
      {isBroken ? <span class="quiet-text">{broken ?? alt}</span> : null}
      {address === null || isBroken ? null : <img src={address} alt={alt} onError={() => setBroken(true)} />}
    </span>
  );
}

/** Whether an element has come near to what is in sight. */
function useNear(element: { readonly current: HTMLElement | null }): boolean {
  const [isNear, setNear] = useState(false);
  useEffect(() => {
    if (element.current === null) return;
    const observer = new IntersectionObserver(
      (entries) => {
        if (entries.some(({ isIntersecting }) => isIntersecting)) setNear(true);
      },
      { rootMargin: "200px" },
    );
    observer.observe(element.current);
    return () => observer.disconnect();
  }, []);
  return isNear;
}
