/** Where a job is in the API. */
export function jobPath(id: string, rest = ""): string {
  return `/api/v1/jobs/${encodeURIComponent(id)}${rest}`;
}

/** Where a result file of a job is. */
export function resultPath(id: string, result: string): string {
  return jobPath(id, `/results/${result.split("/").map(encodeURIComponent).join("/")}`);
}

/** The address of a path for use outside of the page. */
export function outsideAddress(path: string): string {
  return new URL(path, location.href).href;
}

/** A query, without what is not given. */
export function queryText(
  values: Readonly<Record<string, string | number | readonly string[] | undefined>>,
): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(values))
    for (const one of value === undefined ? [] : [value].flat()) query.append(name, String(one));
  const text = query.toString();
  return text === "" ? "" : `?${text}`;
}
