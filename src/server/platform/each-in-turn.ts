/** One after the other. One that fails stops no other, and is thrown once all had their turn. */
export async function eachInTurn<T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
  const causes: unknown[] = [];
  for (const item of items) await work(item).catch((cause: unknown) => causes.push(cause));
  if (causes.length > 1) throw new AggregateError(causes, `${causes.length} of ${items.length} failed`);
  if (causes.length > 0) throw causes[0];
}
