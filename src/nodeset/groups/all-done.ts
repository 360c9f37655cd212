/**
 * What promises are fulfilled with, once all have come to an end: so nothing of them goes on after this has failed.
 *
 * @throws the first failure in their order
 */
export async function allDone<Value>(promises: readonly Promise<Value>[]): Promise<readonly Value[]> {
  const results = await Promise.allSettled(promises);
  return results.map((result) => {
    if (result.status === "rejected") throw result.reason;
    return result.value;
  });
}
