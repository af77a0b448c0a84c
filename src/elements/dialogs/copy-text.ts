/** What can be copied can be selected by hand as well: where copying is not allowed, only the console hears of it. */
export async function copyText(text: string, copied: () => void): Promise<void> {
  try {
    await navigator.clipboard.writeText(text);
    copied();
  } catch (cause) {
    console.warn('integration-hub: the text could not be copied.', cause);
  }
}
