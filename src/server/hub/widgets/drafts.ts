import type { JsonValue } from '../../../contract/names.js';
import type { WidgetDefinition } from '../../../contract/widget.js';
import { ownUrl } from '../../platform/own-url.js';
import { everyEnvironment } from '../definitions/definitions.js';
import { putParameter } from '../definitions/deployed-widget.js';
import { digestIn } from '../definitions/image-reference.js';
import { readWidget } from '../definitions/stored-content.js';
import type { Services } from '../services/services.js';
import { type SecretRow, secretRows, valueRows } from './parameter.rows.js';
import { switchesIn, type WidgetRow, widgetRows } from './widget.rows.js';

export interface DraftView {
  readonly definition: WidgetDefinition;
  readonly digest: string;
  readonly source: WidgetRow['source'];
  readonly orphaned: boolean;
}

interface Parameters {
  readonly secrets: readonly Pick<SecretRow, 'place' | 'name'>[];
  readonly values: readonly { readonly place: string; readonly name: string; readonly value: JsonValue }[];
}

/** As an author reads it: with its switches, with images that have an address, and with secrets that are only said to be set. */
function wholeDefinition(
  content: WidgetDefinition,
  row: WidgetRow,
  { secrets, values }: Parameters,
  publicUrl: string,
): WidgetDefinition {
  const { disabled, tenants } = switchesIn(row);
  const addressOf = (url: string): string => {
    const digest = digestIn(url);
    return digest === undefined ? url : ownUrl({ publicUrl }, `/images/${digest}`);
  };
  return {
    ...content,
    ...(content.images === undefined ? {} : { images: content.images.map((image) => ({ ...image, url: addressOf(image.url) })) }),
    ...(content.dependencies === undefined
      ? {}
      : {
          dependencies: content.dependencies.map((dependency) => {
            const { key, imageUrl, attributes } = dependency;
            const whole: Record<string, JsonValue> = { ...attributes };
            for (const { place, name, value } of values) if (place === key) putParameter(whole, name, value);
            for (const { place, name } of secrets) if (place === key) putParameter(whole, name, { $secret: 'set' });
            return {
              ...dependency,
              ...(imageUrl === undefined ? {} : { imageUrl: addressOf(imageUrl) }),
              ...(Object.keys(whole).length === 0 ? {} : { attributes: whole }),
            };
          }),
        }),
    ...(disabled ? { disabled } : {}),
    ...(tenants === undefined ? {} : { tenants: [...tenants] }),
  };
}

/** Every widget as its author has written it, in the order of the hub. One that cannot be read is left out, and in the log. */
export async function listDrafts({
  database: { queries },
  options,
  log,
}: Pick<Services, 'database' | 'options' | 'log'>): Promise<DraftView[]> {
  const drafts: DraftView[] = [];
  for (const row of await widgetRows(queries)) {
    const { content, faults } = readWidget(row.draft);
    if (content === undefined) {
      log.error('A stored widget cannot be read, and is left out', {
        widget: row.key,
        version: 'draft',
        faults: faults.slice(0, 10),
      });
      continue;
    }
    const isForAll = ({ environment }: { readonly environment: string }) =>
      environment === everyEnvironment || environment === 'DRAFT';
    const secrets = (await secretRows(queries, row.key)).filter(isForAll);
    const values = (await valueRows(queries, row.key)).filter(isForAll);
    const definition = wholeDefinition(content, row, { secrets, values }, options.publicUrl);
    drafts.push({ definition, digest: row.draft_digest, source: row.source, orphaned: row.orphaned });
  }
  return drafts;
}
