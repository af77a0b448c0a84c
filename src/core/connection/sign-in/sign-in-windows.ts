import type { Authorization } from '../../../contract/authorization.js';
import type { ConnectionAddress, SignInWindow } from '../../backend.js';
import { IntegrationError } from '../../errors.js';
import type { ConnectionPorts } from '../machine/connection.ports.js';
import type { ConnectionSurroundings } from '../surroundings.js';
import { registrationOf, type SignInOptions } from './registration.js';
import type { SignInBegin } from './sign-in.js';

interface SignInUnderWay {
  readonly id: string;
  readonly dependency: string;
  readonly options: SignInOptions;
  readonly handle: SignInWindow | undefined;
  readonly registration: Promise<Authorization>;
}

/** Milliseconds between two looks at `closed`. */
const watchInterval = 500;

function unlessOver(cause: unknown): void {
  if (!(cause instanceof IntegrationError) || !['already_over', 'not_found'].includes(cause.code)) throw cause;
}

/** The windows and registrations of one connection's sign-ins: at most one under way on this page. */
export function createSignIns(
  address: ConnectionAddress,
  { backend, opener, clock, made }: Pick<ConnectionSurroundings, 'backend' | 'opener' | 'clock' | 'made'>,
) {
  let underWay: SignInUnderWay | undefined;
  const find = (id: string): SignInUnderWay | undefined => (underWay?.id === id ? underWay : undefined);
  const ports: Pick<
    ConnectionPorts,
    'registration' | 'readAuthorization' | 'cancelAuthorization' | 'answerAuthorization' | 'watchWindow' | 'closeWindow'
  > = {
    registration: (id) => find(id)?.registration ?? Promise.reject(new IntegrationError('not_found')),
    readAuthorization: (id, signal) => backend.readAuthorization(id, signal),
    async cancelAuthorization(id, signal) {
      // A cancel must not overtake the registration it is about. Why that failed is told where it is awaited.
      await find(id)?.registration.catch(() => undefined);
      await backend.cancelAuthorization(id, signal).catch(unlessOver);
    },
    answerAuthorization: (id, replace, signal) =>
      backend.answerAuthorization(id, { replace }, signal).then(() => undefined, unlessOver),
    watchWindow(id, closed) {
      const opened = find(id)?.handle;
      if (opened === undefined) return () => undefined;
      let timer: unknown;
      const watch = () => {
        if (opened.isClosed()) closed();
        else timer = clock.setTimeout(watch, watchInterval);
      };
      timer = clock.setTimeout(watch, watchInterval);
      return () => clock.clearTimeout(timer);
    },
    closeWindow: (id) => find(id)?.handle?.close(),
  };
  return {
    ports,
    /** Brings the live window of a dependency (or any) to the front. False where there is none to be seen. */
    focus(dependency?: string): boolean {
      if (underWay?.handle === undefined || underWay.handle.isClosed()) return false;
      if (dependency !== undefined && dependency !== underWay.dependency) return false;
      underWay.handle.focus();
      return true;
    },
    /** What the sign-in under way was begun with. */
    current: (dependency: string): SignInOptions | undefined =>
      underWay?.dependency === dependency ? underWay.options : undefined,
    /** Opens the window first, then registers: nothing may stand between the click and the window. */
    open(dependency: string, options: SignInOptions): SignInBegin {
      const id = opener.randomId();
      const proof = opener.randomId();
      const opened = opener.open(id, proof);
      const request = registrationOf({ id, proof, dependency, window: 'popup' }, address, opener, options);
      // Not the hub's signal: an element that leaves the page takes no sign-in with it (handoff.md 9).
      const register = () => backend.registerAuthorization(request, new AbortController().signal);
      const unmade = made();
      const registration = unmade === undefined ? register() : unmade.then(register);
      // Awaited by the machine, which may still be loading.
      registration.catch(() => undefined);
      underWay = { id, dependency, options, handle: opened, registration };
      return { id, dependency, action: options.action, url: opener.startUrl(id), blocked: opened === undefined };
    },
  };
}
