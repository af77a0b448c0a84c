import type { Connection } from '../../contract/connection.js';
import type { Widget } from '../../contract/widget.js';
import type { Backend, ConnectionAddress, SignInOpener } from '../backend.js';
import type { ConnectionStore } from '../connection/connection.js';
import type { HubDetails, HubStore } from './hub.js';
import { withConnections } from './merge.js';

/** A connection that is drawn while the backend is being told of it. */
interface Unmade {
  readonly widget: string;
  readonly connection: Connection;
  readonly saved: Promise<void>;
}

interface AddingSurroundings {
  readonly backend: Backend;
  readonly opener: SignInOpener;
  readonly signal: AbortSignal;
  details(): HubDetails | undefined;
  widgets(): readonly Widget[];
  apply(widgets: readonly Widget[]): void;
  accept(widget: string, connection: Connection): void;
  readHub(): Promise<void>;
  storeOf(address: ConnectionAddress): ConnectionStore;
}

export interface Adding {
  add: HubStore['addConnection'];
  /** While the backend is being told of it. @param place `widget/connection` */
  made(place: string): Promise<void> | undefined;
  /** A reading, with the connections that it could not name yet, as they are held. */
  complete(read: readonly Widget[]): readonly Widget[];
}

/** A slug that nobody else draws. */
function drawKey(opener: SignInOpener): string {
  const drawn = opener
    .randomId()
    .toLowerCase()
    .replace(/[^a-z0-9]/g, '');
  return `c-${drawn.slice(-20)}`;
}

const untouched = ({ dependencies }: Widget, key: string): Connection => ({
  key,
  active: false,
  authenticated: false,
  configured: false,
  expired: false,
  credentials: dependencies.map(({ key: dependency }) => ({ dependency, status: 'missing' })),
  activeRuns: [],
  metrics: [],
  revision: 0,
});

const find = (widgets: readonly Widget[], { widget, connection }: ConnectionAddress): Connection | undefined =>
  widgets.find(({ key }) => key === widget)?.connections.find(({ key }) => key === connection);

/** Adds connections: drawn at once, and kept in sight until a reading names them. */
export function createAdding(around: AddingSurroundings): Adding {
  const { backend, signal } = around;
  const unmade = new Map<string, Unmade>();
  const save = (widget: Widget, connection: string): Promise<void> => {
    const address = { widget: widget.key, connection };
    const place = `${widget.key}/${connection}`;
    const saved = backend.saveConnection(address, {}, signal).then(
      (answer) => {
        around.accept(widget.key, answer);
        // A reading that began before may still arrive.
        void around.readHub().finally(() => unmade.delete(place));
      },
      (cause: unknown) => {
        unmade.delete(place);
        around.apply(withConnections(around.widgets(), widget.key, (all) => all.filter(({ key }) => key !== connection)));
        throw cause;
      },
    );
    unmade.set(place, { widget: widget.key, connection: untouched(widget, connection), saved });
    around.apply(around.widgets());
    return saved;
  };
  return {
    made: (place) => unmade.get(place)?.saved,
    complete(read) {
      const held = around.widgets();
      let widgets = read;
      for (const { widget, connection } of unmade.values()) {
        const address = { widget, connection: connection.key };
        if (find(widgets, address) !== undefined) continue;
        const known = find(held, address) ?? connection;
        widgets = withConnections(widgets, widget, (all) => [...all, known]);
      }
      return widgets;
    },
    add(key, allow = () => true) {
      const widget = around.widgets().find((candidate) => candidate.key === key);
      if (widget?.multiConnection !== true || around.details()?.access === 'view' || signal.aborted) return undefined;
      const [first, ...more] = widget.connections;
      const unused = first?.revision === 0 && more.length === 0 ? first.key : undefined;
      const connection = unused ?? drawKey(around.opener);
      if (!allow(connection)) return undefined;
      const saved = unused === undefined ? save(widget, connection) : unmade.get(`${key}/${unused}`)?.saved;
      return { connection, store: around.storeOf({ widget: key, connection }), saved: saved ?? Promise.resolve() };
    },
  };
}
