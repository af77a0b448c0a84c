import type { Connection } from '../../contract/connection.js';
import type { Widget } from '../../contract/widget.js';
import type { ConnectionAddress, SignInOpener } from '../backend.js';

/** A connection that is drawn while the backend is being told of it. */
export interface Unmade {
  readonly widget: string;
  readonly connection: Connection;
  readonly saved: Promise<void>;
}

/** A slug that nobody else draws. */
export const drawKey = (opener: SignInOpener): string =>
  `c-${opener
    .randomId()
    .toLowerCase()
    .replace(/[^a-z0-9]/g, '')
    .slice(-20)}`;

export const untouchedConnection = ({ dependencies }: Widget, key: string): Connection => ({
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

const changed = (
  widgets: readonly Widget[],
  key: string,
  change: (connections: readonly Connection[]) => Connection[],
): Widget[] => widgets.map((widget) => (widget.key === key ? { ...widget, connections: change(widget.connections) } : widget));

export const withoutConnection = (widgets: readonly Widget[], { widget, connection }: ConnectionAddress): readonly Widget[] =>
  changed(widgets, widget, (connections) => connections.filter(({ key }) => key !== connection));

/** A reading, with the connections that it could not name yet, as they are held. */
export function withUnmade(
  read: readonly Widget[],
  unmade: ReadonlyMap<string, Unmade>,
  held: readonly Widget[],
): readonly Widget[] {
  let widgets = read;
  const find = (all: readonly Widget[], widget: string, connection: string) =>
    all.find(({ key }) => key === widget)?.connections.find(({ key }) => key === connection);
  for (const { widget, connection } of unmade.values()) {
    if (find(widgets, widget, connection.key) !== undefined) continue;
    const known = find(held, widget, connection.key) ?? connection;
    widgets = changed(widgets, widget, (all) => [...all, known]);
  }
  return widgets;
}
