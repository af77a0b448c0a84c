import type { ConnectionAddress } from '../../backend.js';
import { IntegrationError } from '../../errors.js';
import type { ConnectionStore } from '../connection.js';
import type { ConnectionSurroundings, Facts, Origins } from '../surroundings.js';
import type { ConnectionEvent } from './connection.events.js';

/** The verbs of a connection's store that no machine has to follow: they answer by a promise. */
export type ConnectionChanges = Pick<ConnectionStore, 'saveCredential' | 'signOut' | 'rename' | 'remove'>;

interface ChangedConnection {
  readonly address: ConnectionAddress;
  readonly around: ConnectionSurroundings;
  readonly origins: Origins;
  facts(): Facts | undefined;
  send(event: ConnectionEvent): void;
}

export function createChanges({ address, around, origins, facts, send }: ChangedConnection): ConnectionChanges {
  const { backend, signal } = around;
  return {
    async saveCredential(dependency, request) {
      const { action } = request;
      if (action !== undefined) send({ type: 'run.expected', action });
      origins.kinds.add('connected');
      try {
        await around.made();
        around.accept(await backend.saveCredential(address, dependency, request, signal));
      } catch (cause) {
        origins.kinds.delete('connected');
        throw cause;
      }
      await around.refresh();
    },
    async signOut() {
      await around.made();
      around.accept(await backend.signOut(address, signal));
      await around.refresh();
    },
    async rename(label) {
      await around.made();
      try {
        around.accept(await backend.saveConnection(address, { label, existing: true }, signal));
      } catch (cause) {
        void around.refresh();
        throw cause;
      }
    },
    async remove({ anyway = false } = {}) {
      const { widget, connection } = facts() ?? {};
      const action = anyway ? undefined : widget?.actions.find(({ type }) => type === 'deactivation')?.key;
      if (action !== undefined) send({ type: 'run.expected', action });
      if (connection?.active === true) origins.kinds.add('disconnected');
      await around.made();
      try {
        await backend.removeConnection(address, anyway, signal);
      } catch (cause) {
        if (IntegrationError.from(cause).code !== 'not_found') {
          origins.kinds.delete('disconnected');
          throw cause;
        }
      }
      await around.refresh();
    },
  };
}
