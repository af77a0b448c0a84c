/**
 * Waits until `condition` answers something truthy and answers that. Polls, so a test never sleeps for a guessed time.
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
    const value = await condition();
    if (value) return value;
    if (Date.now() > deadline) throw new Error(options.message ?? `Waited in vain for: ${condition}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
