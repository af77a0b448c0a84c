/**
 * Waits until `condition` answers something truthy and answers that. Polls, so a test never sleeps for a guessed time; for a third of
 * the time at most, since what it waits for needs the processor as well.
 *
 * @param options.timeout milliseconds; default 10,000
 * @throws {Error} when the deadline passes, with `message`
 */
export async function until<Value>(
  condition: () => Value | Promise<Value>,
  options: { readonly timeout?: number; readonly message?: string } = {},
): Promise<NonNullable<Value>> {
  const deadline = Date.now() + (options.timeout ?? 10_000);
  for (;;) {
    const asked = performance.now();
    const value = await condition();
    if (value) return value;
    if (Date.now() > deadline) throw new Error(options.message ?? `Waited in vain for: ${condition}`);
    const pause = Math.min(100, Math.max(5, 2 * (performance.now() - asked)));
    await new Promise((resolve) => setTimeout(resolve, pause));
  }
}
