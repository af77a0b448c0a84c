import type { Authorization } from '../../../contract/authorization.js';
import { activates } from '../../../contract/rules/signs-in.js';
import type { Run } from '../../../contract/run.js';
import type { ConnectionAddress } from '../../backend.js';
import { IntegrationError } from '../../errors.js';
import type { SignInWindows } from '../sign-in/sign-in-windows.js';
import type { ConnectionSurroundings, Facts, Origins } from '../surroundings.js';

/** What the machine asks of what is around it. */
export interface ConnectionPorts {
  /** The registration that was sent with the opening of the window. */
  registration(id: string, signal: AbortSignal): Promise<Authorization>;
  readAuthorization(id: string, signal: AbortSignal): Promise<Authorization>;
  /** Also where it is over already, or was never registered. */
  cancelAuthorization(id: string, signal: AbortSignal): Promise<void>;
  /** Also where somebody else has answered already. */
  answerAuthorization(id: string, replace: boolean, signal: AbortSignal): Promise<void>;
  /** Reads the connection's facts again. */
  refresh(): Promise<void>;
  /** Calls `closed` once when the window reads as closed. Answers the way out. */
  watchWindow(id: string, closed: () => void): () => void;
  closeWindow(id: string): void;
  startRun(action: string, anyway: boolean, signal: AbortSignal): Promise<Run>;
  readRun(id: string, signal: AbortSignal): Promise<Run>;
  cancelRun(id: string, signal: AbortSignal): Promise<Run>;
  /** A run of this page; told once when it is known and once when it is over. */
  onRun(run: Run): void;
  onError(cause: unknown, action: string | undefined): void;
}

/** Milliseconds between two looks at `closed`. */
const watchInterval = 500;

function unlessOver(cause: unknown): void {
  if (!(cause instanceof IntegrationError) || !['already_over', 'not_found'].includes(cause.code)) throw cause;
}

/** The ports of a connection: its windows, and the backend. */
export function createPorts(
  address: ConnectionAddress,
  around: ConnectionSurroundings,
  windows: SignInWindows,
  origins: Origins,
  facts: () => Facts | undefined,
): ConnectionPorts {
  const { backend, clock } = around;
  /** What a run that was started here will make of the connection, which is told as this page's doing. */
  const expectFact = (key: string) => {
    const { widget, connection } = facts() ?? {};
    const action = widget?.actions.find((candidate) => candidate.key === key);
    if (widget === undefined || action === undefined) return;
    if (activates(action, widget.actions) && connection?.active !== true) origins.kinds.add('connected');
    if (action.type === 'deactivation') origins.kinds.add('disconnected');
  };
  return {
    registration: (id) => windows.find(id)?.registration ?? Promise.reject(new IntegrationError('not_found')),
    readAuthorization: (id, signal) => backend.readAuthorization(id, signal),
    async cancelAuthorization(id, signal) {
      // A cancel must not overtake the registration it is about. Why that failed is told where it is awaited.
      await windows.find(id)?.registration.catch(() => undefined);
      await backend.cancelAuthorization(id, signal).catch(unlessOver);
    },
    answerAuthorization: (id, replace, signal) =>
      backend.answerAuthorization(id, { replace }, signal).then(() => undefined, unlessOver),
    watchWindow(id, closed) {
      const opened = windows.find(id)?.handle;
      if (opened === undefined) return () => undefined;
      let timer: unknown;
      const watch = () => {
        if (opened.isClosed()) closed();
        else timer = clock.setTimeout(watch, watchInterval);
      };
      timer = clock.setTimeout(watch, watchInterval);
      return () => clock.clearTimeout(timer);
    },
    closeWindow: (id) => windows.find(id)?.handle?.close(),
    refresh: around.refresh,
    async startRun(action, anyway, signal) {
      expectFact(action);
      await around.made();
      return backend.startRun(address, action, anyway ? { anyway } : {}, signal);
    },
    readRun: (id, signal) => backend.readRun(id, signal),
    cancelRun: (id, signal) => backend.cancelRun(id, signal),
    onRun(run) {
      origins.runs.add(run.id);
      around.onRun(run);
    },
    onError(cause, action) {
      origins.kinds.clear();
      around.onError(IntegrationError.from(cause), action);
    },
  };
}
