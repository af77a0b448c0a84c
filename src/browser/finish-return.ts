import { returnParameter } from '../contract/protocol.js';
import type { Backend } from '../core/backend.js';
import { failureOf } from '../core/connection/sign-in/failure-of.js';
import { IntegrationError } from '../core/errors.js';
import type { HubStore } from '../core/hub/hub.js';

/** A hub of the page, and its way to the backend. */
export interface ReturnHub {
  readonly hub: HubStore;
  readonly backend: Backend;
}

interface Returned {
  readonly reference: string;
  readonly handle: string;
}

/** What a sign-in brought along, taken out of the address: nothing else on the page needs it, and nobody may forward it. */
function takeReturned(): Returned | undefined {
  const url = new URL(window.location.href);
  const [reference = '', handle = ''] = (url.searchParams.get(returnParameter) ?? '').split('.');
  url.searchParams.delete(returnParameter);
  window.history.replaceState(window.history.state, '', url);
  return reference === '' || handle === '' ? undefined : { reference, handle };
}

const nextTask = (): Promise<void> => new Promise((resolve) => setTimeout(resolve));

/** The hub whose tenant the sign-in belongs to. With none, any of them: the backend must know that it came back in the wrong session. */
async function ownerOf(hubs: readonly ReturnHub[], { reference }: Returned, signal: AbortSignal): Promise<ReturnHub | undefined> {
  const [first] = hubs;
  if (hubs.length < 2) return first;
  const known = await Promise.all(
    hubs.map(({ backend }) =>
      backend.readAuthorization(reference, signal).then(
        () => true,
        () => false,
      ),
    ),
  );
  return hubs[known.indexOf(true)] ?? first;
}

/**
 * Finishes a sign-in that was bound at its return, in the session of this page (authorizations/README.md §3). A window that was opened
 * for it closes itself; a page whose place it took shows what came of it.
 *
 * @param hubs those of the page by now
 */
export async function finishReturn(hubs: () => readonly ReturnHub[]): Promise<void> {
  const returned = takeReturned();
  // The page's other elements are upgraded in the same turn.
  await nextTask();
  const { signal } = new AbortController();
  const owner = returned === undefined ? undefined : await ownerOf(hubs(), returned, signal);
  if (returned === undefined || owner === undefined) return;
  const { hub, backend } = owner;
  try {
    const authorization = await backend.finishReturn(returned.reference, returned.handle, signal);
    if (authorization.window === 'popup') window.close();
    await hub.refresh();
    const failure = failureOf(authorization);
    if (failure !== undefined) hub.showFailure(failure, authorization);
  } catch (cause) {
    await hub.refresh();
    // Drawn by now are the cards over one of which it is said.
    await nextTask();
    hub.showFailure(IntegrationError.from(cause));
  }
}
