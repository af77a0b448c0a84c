import type { Connection } from '../../contract/connection.js';
import { onceFor } from '../../contract/rules/once-for.js';
import type { Widget } from '../../contract/widget.js';
import { same } from '../same.js';

const byKey = onceFor((widgets: readonly Widget[]) => new Map(widgets.map((widget) => [widget.key, widget])));

/** One of them by its key: every card asks for its own at every drawing. */
export const widgetIn = (widgets: readonly Widget[], key: string): Widget | undefined => byKey(widgets).get(key);

/** The widgets, with the connections of one of them changed. */
export const withConnections = (
  widgets: readonly Widget[],
  key: string,
  change: (connections: readonly Connection[]) => Connection[],
): readonly Widget[] =>
  widgets.map((widget) => (widget.key === key ? { ...widget, connections: change(widget.connections) } : widget));

/** The newer of two answers about a connection; the same reference where nothing changed. Answers may overtake each other. */
function newerConnection(held: Connection | undefined, read: Connection): Connection {
  if (held === undefined) return read;
  return held.revision > read.revision || same(held, read) ? held : read;
}

/** What of an answer stands beside what is held. */
export type Keep = (held: Connection | undefined, read: Connection) => Connection;

function mergeWidget(held: Widget | undefined, read: Widget, keep: Keep): Widget {
  if (held === undefined) return read;
  const known = new Map(held.connections.map((connection) => [connection.key, connection]));
  const connections = read.connections.map((connection) => {
    // The last of several was removed: the first one is as nobody has used it.
    const isUnmade = read.multiConnection && connection.revision === 0;
    const before = isUnmade ? undefined : known.get(connection.key);
    return newerConnection(before, keep(before, connection));
  });
  const unchanged =
    connections.length === held.connections.length &&
    connections.every((connection, index) => connection === held.connections[index]);
  const merged = { ...read, connections: unchanged ? held.connections : connections };
  return same(held, merged) ? held : merged;
}

/** A hub's answer over what is held. */
export function mergeWidgets(held: readonly Widget[], read: readonly Widget[], keep: Keep): readonly Widget[] {
  const known = new Map(held.map((widget) => [widget.key, widget]));
  const merged = read.map((widget) => mergeWidget(known.get(widget.key), widget, keep));
  return merged.length === held.length && merged.every((widget, index) => widget === held[index]) ? held : merged;
}

/** One connection's answer over what is held. `undefined` where the hub does not know it. */
export function mergeConnection(
  held: readonly Widget[],
  key: string,
  read: Connection,
  keep: Keep,
): readonly Widget[] | undefined {
  const widget = held.find((candidate) => candidate.key === key);
  if (widget?.connections.some((connection) => connection.key === read.key) !== true) return undefined;
  const replace = (all: readonly Connection[]) => all.map((one) => (one.key === read.key ? read : one));
  return mergeWidgets(held, withConnections(held, key, replace), keep);
}
