/**
 * Does each piece of work once, in a task of its own. One commit of the backend tells of itself by several events that arrive together:
 * what they ask for is asked for once.
 */
export function createLateWork(signal: AbortSignal): (work: () => unknown) => void {
  const asked = new Set<() => unknown>();
  const doAll = () => {
    const all = [...asked];
    asked.clear();
    if (!signal.aborted) for (const work of all) work();
  };
  return (work) => {
    if (asked.size === 0) setTimeout(doAll);
    asked.add(work);
  };
}
