import type { SignInOpener } from '../../src/core/backend.js';

export interface FakeWindow {
  readonly id: string;
  readonly proof: string;
  /** What `closed` reads as: set it to pretend that a person closed the window, or that COOP lies. */
  closed: boolean;
  focused: number;
}

export interface FakeOpener extends SignInOpener {
  /** Every window that was opened, oldest first. */
  readonly windows: readonly FakeWindow[];
  /** Ids for which the browser blocked the window. */
  readonly refused: readonly { readonly id: string; readonly proof: string }[];
  /** Ids for which the page was left. */
  readonly left: readonly string[];
  /** Blocks every window from now on (or no longer). */
  block(blocked?: boolean): void;
  /** A person comes back to the page: focus, visibility, page show, online. */
  comeBack(): void;
}

/** The page around the core, without a page. Ids are 43 characters and count up. */
export function createFakeOpener(): FakeOpener {
  const windows: FakeWindow[] = [];
  const refused: { readonly id: string; readonly proof: string }[] = [];
  const left: string[] = [];
  const returns = new Set<() => void>();
  let blocked = false;
  let drawn = 0;
  return {
    windows,
    refused,
    left,
    block(next = true) {
      blocked = next;
    },
    comeBack() {
      for (const listener of [...returns]) listener();
    },
    randomId() {
      drawn += 1;
      return String(drawn).padStart(43, '0');
    },
    startUrl: (id) => `https://backend.test/oauth/start/${id}`,
    open(id, proof) {
      if (blocked) {
        refused.push({ id, proof });
        return undefined;
      }
      const opened: FakeWindow = { id, proof, closed: false, focused: 0 };
      windows.push(opened);
      return {
        isClosed: () => opened.closed,
        focus() {
          opened.focused += 1;
        },
        close() {
          opened.closed = true;
        },
      };
    },
    leave(id) {
      left.push(id);
    },
    onReturn(listener, signal) {
      returns.add(listener);
      signal.addEventListener('abort', () => returns.delete(listener), { once: true });
    },
    locale: () => 'en',
    returnUrl: () => 'https://host.test/settings',
  };
}
