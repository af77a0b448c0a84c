import type { ConnectorDefinition } from '../../../contract/connector.js';
import type { Field } from '../../../contract/form.js';
import { safeUrl } from '../../../contract/rules/safe-url.js';
import type { MetricDefinition, WidgetDefinition } from '../../../contract/widget.js';
import type { ConfigurationFlow } from './define.js';
import { faultAt, type Thing } from './schema-words.js';

/*
 * What a card or a dialog would draw wrong, or not at all: two things of one name, pictures and links that no page may load, figures that
 * their source does not give.
 */

type Path = readonly PropertyKey[];
type Placed = readonly [path: Path, says: string];

const toFault =
  (thing: Thing, root: unknown) =>
  ([path, says]: Placed): string =>
    faultAt(thing, root, path, says);

/** Members of a list that are told apart by the same word. */
function repeated<T>(path: Path, members: readonly T[], word: keyof T & string, what: string): Placed[] {
  const seen = new Set<unknown>();
  return members.flatMap((member, index): Placed[] => {
    const one = member[word];
    if (!seen.has(one)) {
      seen.add(one);
      return [];
    }
    return [[[...path, index, word], `another ${what} has the ${word} ${JSON.stringify(one)}: give each its own`]];
  });
}

const imageFault = (path: Path, url: string | undefined): Placed[] =>
  url === undefined || safeUrl(url, 'image') !== undefined ? [] : [[path, 'is neither https: nor data:image/']];

const counted = new Set(['runs', 'failures']);
const shownByLastRun = new Set(['time', 'status']);

/** @returns why the source of a figure does not give what its format shows */
function metricFault({ source, format }: MetricDefinition): string | undefined {
  if (source === 'lastRun' && !shownByLastRun.has(format))
    return `lastRun is when the last run was, or how it ended: it cannot be shown as ${format}. Say format: 'time' or 'status'`;
  if (format === 'status' && source !== 'lastRun')
    return `only lastRun has a status, ${JSON.stringify(source)} is a number. Say source: 'lastRun', or another format`;
  if (counted.has(source) && format !== 'number')
    return `${source} are counted, and cannot be shown as ${format}. Say format: 'number'`;
  return undefined;
}

export const widgetCardFaults = (thing: Thing, widget: WidgetDefinition): string[] => {
  const { metrics = [], configurations = [], dependencies = [], images = [] } = widget;
  return [
    ...repeated(['metrics'], metrics, 'key', 'metric'),
    ...repeated(['configurations'], configurations, 'flow', 'link'),
    ...metrics.flatMap((metric, index): Placed[] => {
      const says = metricFault(metric);
      return says === undefined ? [] : [[['metrics', index, 'format'], says]];
    }),
    ...images.flatMap(({ url }, index) => imageFault(['images', index, 'url'], url)),
    ...dependencies.flatMap(({ imageUrl }, index) => imageFault(['dependencies', index, 'imageUrl'], imageUrl)),
  ].map(toFault(thing, widget));
};

function fieldFaults(path: Path, fields: readonly Field[]): Placed[] {
  return fields.flatMap((field, index): Placed[] => {
    const at = [...path, index];
    return [
      ...repeated([...at, 'options'], field.options ?? [], 'value', 'option'),
      ...repeated([...at, 'sources'], field.sources ?? [], 'value', 'source'),
      ...(field.helpUrl === undefined || safeUrl(field.helpUrl, 'link') !== undefined
        ? []
        : [[[...at, 'helpUrl'], 'is no https: address, and is never shown'] as const]),
      ...fieldFaults([...at, 'fields'], field.fields ?? []),
    ];
  });
}

export const connectorCardFaults = (thing: Thing, connector: ConnectorDefinition): string[] =>
  [
    ...repeated(['methods'], connector.methods, 'method', 'way to sign in'),
    ...(connector.images ?? []).flatMap(({ url }, index) => imageFault(['images', index, 'url'], url)),
    ...connector.methods.flatMap(({ fields = [] }, index) => fieldFaults(['methods', index, 'fields'], fields)),
  ].map(toFault(thing, connector));

export const formCardFaults = (thing: Thing, flow: ConfigurationFlow): string[] =>
  [
    ...repeated(['steps'], flow.steps, 'key', 'step'),
    ...flow.steps.flatMap(({ fields }, index) => fieldFaults(['steps', index, 'fields'], fields)),
  ].map(toFault(thing, flow));

/** Sign-ins side by side that mean the same, or different things, to nobody who reads the buttons. */
export function lifecycleWarnings(thing: Thing, widget: WidgetDefinition): string[] {
  const { actions } = widget;
  return actions.flatMap(({ type, children = [] }, index) => {
    if (type !== 'multi_connector') return [];
    const beside = actions.filter(
      (other) => other.type === 'activation' || (children.length > 0 && other.type === 'deactivation'),
    );
    const [first] = beside;
    if (first === undefined) return [];
    const says =
      children.length > 0
        ? `opens widgets that connect and disconnect on their own, and "${first.key}" beside it does so for this widget alone: leave one of them out`
        : `signs in to every dependency, and so does "${first.key}" beside it: leave one of them out`;
    return [faultAt(thing, widget, ['actions', index], says)];
  });
}
