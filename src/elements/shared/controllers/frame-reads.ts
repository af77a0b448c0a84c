/** What an element asks of the layout. Everybody's `prepare` is called before anybody's `read`, and those before anybody's `done`. */
export interface FrameRead {
  /** May change the document. */
  prepare?(): void;
  /** Changes nothing. */
  read(): void;
  /** May change the document again. */
  done?(): void;
}

const waiting = new Set<FrameRead>();

/**
 * Reads the layout before the next frame is painted, in one go for all who ask: a question after a change lays the whole page out, and a
 * thousand cards that ask by themselves do so a thousand times.
 */
export function readInFrame(read: FrameRead): void {
  if (waiting.size === 0) requestAnimationFrame(readAll);
  waiting.add(read);
}

function readAll(): void {
  const all = [...waiting];
  waiting.clear();
  for (const one of all) one.prepare?.();
  for (const one of all) one.read();
  for (const one of all) one.done?.();
}
