import type { Authorization } from '../../../contract/authorization.js';
import type { ConnectionAddress, SignInWindow } from '../../backend.js';
import type { ConnectionSurroundings } from '../surroundings.js';
import { registrationOf, type SignInOptions } from './registration.js';
import type { BegunSignIn } from './sign-in.js';

/** What a sign-in of this page holds on to. */
interface Held {
  readonly begun: BegunSignIn;
  readonly options: SignInOptions;
  /** `undefined` where the browser blocked it. */
  readonly handle: SignInWindow | undefined;
  readonly registration: Promise<Authorization>;
}

/** The windows and registrations of one connection's sign-ins: at most one under way on this page. */
export interface SignInWindows {
  /** Opens the window first, then registers: nothing may stand between the click and the window. */
  open(dependency: string, options: SignInOptions): BegunSignIn;
  /** Brings the live window of a dependency (or any) to the front. False where there is none to be seen. */
  focus(dependency?: string): boolean;
  /** What the sign-in under way was begun with. */
  optionsOf(dependency: string): SignInOptions | undefined;
  find(id: string): Held | undefined;
}

export function createSignInWindows(
  address: ConnectionAddress,
  { backend, opener, made }: Pick<ConnectionSurroundings, 'backend' | 'opener' | 'made'>,
): SignInWindows {
  let held: Held | undefined;
  return {
    open(dependency, options) {
      const id = opener.randomId();
      const proof = opener.randomId();
      const handle = opener.open(id, proof);
      const request = registrationOf({ id, proof, dependency, window: 'popup' }, address, opener, options);
      // Not the hub's signal: an element that leaves the page takes no sign-in with it (authorizations/README.md §9).
      const register = () => backend.registerAuthorization(request, new AbortController().signal);
      const unmade = made();
      const registration = unmade === undefined ? register() : unmade.then(register);
      // Awaited by the machine, which may still be loading.
      registration.catch(() => undefined);
      const begun = { id, dependency, action: options.action, url: opener.startUrl(id), blocked: handle === undefined };
      held = { begun, options, handle, registration };
      return begun;
    },
    focus(dependency) {
      if (held?.handle === undefined || held.handle.isClosed()) return false;
      if (dependency !== undefined && dependency !== held.begun.dependency) return false;
      held.handle.focus();
      return true;
    },
    optionsOf: (dependency) => (held?.begun.dependency === dependency ? held.options : undefined),
    find: (id) => (held?.begun.id === id ? held : undefined),
  };
}
