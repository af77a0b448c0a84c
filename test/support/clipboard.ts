const replaceClipboard = (writeText: (text: string) => Promise<void>): void => {
  Object.defineProperty(navigator, 'clipboard', { configurable: true, value: { writeText } });
};

/** A clipboard that takes every text. Take it away with `Reflect.deleteProperty(navigator, 'clipboard')`. @returns what was copied */
export function fillClipboard(): readonly string[] {
  const copied: string[] = [];
  replaceClipboard(async (text) => void copied.push(text));
  return copied;
}

/** A clipboard that the page may not use. */
export const blockClipboard = (): void =>
  replaceClipboard(async () => {
    throw new DOMException('Not allowed', 'NotAllowedError');
  });
