/**
 * Does `work` one at a time. What is asked for while it runs leads to exactly one more run, begun after it: whoever asks gets an answer
 * that is not older than the question. `work` deals with its own failures.
 */
export function coalesce(work: () => Promise<void>): () => Promise<void> {
  let current: Promise<void> | undefined;
  let queued: Promise<void> | undefined;
  const begin = (): Promise<void> => {
    current = work().finally(() => {
      if (queued === undefined) current = undefined;
    });
    return current;
  };
  return () => {
    if (current === undefined) return begin();
    queued ??= current.then(() => {
      queued = undefined;
      return begin();
    });
    return queued;
  };
}
