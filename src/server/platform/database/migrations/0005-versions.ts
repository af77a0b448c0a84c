import { createHash } from 'node:crypto';
import { type Kysely, sql } from 'kysely';
import type { JsonValue } from '../../../../contract/names.js';

/** What this migration asks of the server that runs it. */
export interface VersionsContext {
  readonly now: () => Date;
  seal(value: JsonValue, context: string): Promise<string>;
  /** `undefined` where it cannot be opened. */
  open(sealed: string, context: string): Promise<JsonValue | undefined>;
  /** What deployments showed until now although they did not hold it: the form and the identity of a flow in today's code. */
  form(flow: string): JsonValue | undefined;
  flowVersion(flow: string): string | undefined;
  /** The parameters of a connector's provider that are secret; `undefined` where code signs in with none of that name. */
  secretParams(connector: string): readonly string[] | undefined;
}

const statements = [
  `alter table widgets
    add column draft json,
    add column draft_digest text not null default '',
    add column draft_code text,
    add column draft_revision integer not null default 1,
    add column updated_by text,
    add column orphaned boolean not null default false,
    add column disabled boolean not null default false,
    add column tenants_on boolean not null default false,
    add column tenants json not null default '[]',
    add column switches_revision integer not null default 1,
    add column code_switches json`,
  `create table widget_versions (
    widget text not null,
    version integer not null,
    digest text not null,
    content json not null,
    created_at timestamptz not null,
    created_by text,
    primary key (widget, version),
    unique (widget, digest)
  )`,
  'create table environments (name text primary key, revision bigint not null default 1, created_at timestamptz not null)',
  `create table environment_widgets (
    environment text not null,
    widget text not null,
    version integer not null,
    deployed_at timestamptz not null,
    deployed_by text,
    primary key (environment, widget),
    foreign key (widget, version) references widget_versions (widget, version)
  )`,
  'alter table deployments add column version integer, add column kind text, add column note text',
  'create table images (digest text primary key, type text not null, bytes bytea not null)',
  `create table secrets (
    environment text not null, owner text not null, place text not null, name text not null,
    sealed text not null, updated_at timestamptz not null, updated_by text,
    primary key (environment, owner, place, name)
  )`,
  `create table environment_values (
    environment text not null, owner text not null, place text not null, name text not null,
    value json not null, updated_at timestamptz not null, updated_by text,
    primary key (environment, owner, place, name)
  )`,
  'alter table runs add column version integer',
  'alter table configurations add column form text',
  'alter table credentials add column connector text',
];

type Json = { readonly [name: string]: JsonValue };

const isObject = (value: JsonValue | undefined): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const listOf = (value: JsonValue | undefined): readonly JsonValue[] => (Array.isArray(value) ? value : []);

const isNothing = (value: JsonValue): boolean => value === null || value === '';

const without = (object: Json, ...names: readonly string[]): Json =>
  Object.fromEntries(Object.entries(object).filter(([name]) => !names.includes(name)));

function sorted(value: JsonValue): JsonValue {
  if (Array.isArray(value)) return value.map(sorted);
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.keys(value)
      .sort()
      .map((name) => [name, sorted(value[name] ?? null)]),
  );
}

const hexOf = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 32);
const digestOf = (content: JsonValue): string => hexOf(JSON.stringify(sorted(content)));

/** What stands beside the content of a dependency. */
interface Parameter {
  readonly place: string;
  readonly name: string;
  readonly value: JsonValue;
}

interface Parts {
  /** The widget without what is not content. */
  readonly content: JsonValue;
  readonly disabled: boolean;
  readonly tenants: readonly string[] | undefined;
  readonly secrets: readonly Parameter[];
  readonly values: readonly Parameter[];
  readonly images: ReadonlyMap<string, string>;
}

/** A definition as it was stored, whatever somebody wrote there. */
function partsOf(definition: JsonValue, context: VersionsContext): Parts {
  const secrets: Parameter[] = [];
  const values: Parameter[] = [];
  const images = new Map<string, string>();
  if (!isObject(definition)) return { content: definition, disabled: false, tenants: undefined, secrets, values, images };
  const keep = (url: JsonValue | undefined): JsonValue | undefined => {
    if (typeof url !== 'string' || !url.startsWith('data:')) return url;
    images.set(hexOf(url), url);
    return `image:${hexOf(url)}`;
  };
  const dependency = (value: JsonValue): JsonValue => {
    if (!isObject(value)) return value;
    const place = String(value['key']);
    const attributes = isObject(value['attributes']) ? value['attributes'] : undefined;
    const { clientId, clientSecret } = attributes ?? {};
    if (typeof clientSecret === 'string' && clientSecret !== '')
      secrets.push({ place, name: 'clientSecret', value: clientSecret });
    if (typeof clientId === 'string' && clientId !== '') values.push({ place, name: 'clientId', value: clientId });
    const imageUrl = keep(value['imageUrl']);
    const known = context.secretParams(String(value['connector']));
    // Of a connector that nobody knows any more, nobody knows what is secret of all that goes to its token endpoint.
    const isSecret = (group: string, name: string): boolean => known?.includes(name) ?? group === 'tokenParams';
    const left = Object.entries(attributes === undefined ? {} : without(attributes, 'clientId', 'clientSecret')).flatMap(
      ([group, entries]): [string, JsonValue][] => {
        if (!isObject(entries)) {
          if (known !== undefined || group !== 'tokenParams' || isNothing(entries)) return [[group, entries]];
          secrets.push({ place, name: group, value: entries });
          return [];
        }
        const kept = Object.entries(entries).filter(([name, entry]) => {
          if (!isSecret(group, name) || isNothing(entry)) return true;
          secrets.push({ place, name: `${group}.${name}`, value: entry });
          return false;
        });
        return [[group, Object.fromEntries(kept)]];
      },
    );
    return {
      ...without(value, 'attributes', 'imageUrl'),
      ...(imageUrl === undefined ? {} : { imageUrl }),
      ...(left.length === 0 ? {} : { attributes: Object.fromEntries(left) }),
    };
  };
  const image = (value: JsonValue): JsonValue => (isObject(value) ? { ...value, url: keep(value['url']) ?? null } : value);
  const content: Json = {
    ...without(definition, 'disabled', 'tenants', 'images', 'dependencies'),
    ...('images' in definition ? { images: listOf(definition['images']).map(image) } : {}),
    ...('dependencies' in definition ? { dependencies: listOf(definition['dependencies']).map(dependency) } : {}),
  };
  // What cannot be read shows the widget to nobody, rather than to all.
  const { disabled = false } = definition;
  const tenants =
    'tenants' in definition ? listOf(definition['tenants']).filter((tenant) => typeof tenant === 'string') : undefined;
  return { content, disabled: disabled !== false, tenants, secrets, values, images };
}

/** The same with its switches, for servers of the version before that still run. */
const asBefore = ({ content, disabled, tenants }: Parts): JsonValue =>
  isObject(content)
    ? { ...content, ...(disabled ? { disabled } : {}), ...(tenants === undefined ? {} : { tenants: [...tenants] }) }
    : content;

function versionOf(content: JsonValue, { form, flowVersion }: VersionsContext): JsonValue {
  if (!isObject(content)) return { widget: content, forms: [], flows: [] };
  const actions = listOf(content['actions']).filter(isObject);
  const named = (list: readonly Json[]) => [...new Set(list.map(({ flow }) => flow).filter((flow) => typeof flow === 'string'))];
  const forms = named([
    ...listOf(content['configurations']).filter(isObject),
    ...actions.filter(({ type }) => type === 'configuration'),
  ]);
  const flows = named(actions.filter(({ type }) => type !== 'configuration'));
  return {
    widget: content,
    forms: forms.flatMap((key) => form(key) ?? []),
    flows: flows.flatMap((key) => {
      const version = flowVersion(key);
      return version === undefined ? [] : [{ key, version }];
    }),
  };
}

function bytesOf(url: string): { readonly type: string; readonly bytes: Buffer } | undefined {
  const [, type, base64, text = ''] = /^data:(image\/[a-z0-9.+-]+)(?:;charset=[a-z0-9-]+)?(;base64)?,(.*)$/is.exec(url) ?? [];
  if (type === undefined) return undefined;
  try {
    return {
      type: type.toLowerCase(),
      bytes: Buffer.from(base64 === undefined ? decodeURIComponent(text) : text, base64 === undefined ? 'utf8' : 'base64'),
    };
  } catch (cause) {
    if (cause instanceof URIError) return undefined;
    throw cause;
  }
}

async function storeImages(database: Kysely<unknown>, { images }: Parts): Promise<void> {
  for (const [digest, url] of images) {
    const image = bytesOf(url);
    if (image === undefined) continue;
    await sql`insert into images (digest, type, bytes) values (${digest}, ${image.type}, ${image.bytes}) on conflict do nothing`.execute(
      database,
    );
  }
}

async function storeParameters(
  database: Kysely<unknown>,
  { environment, widget }: { readonly environment: string; readonly widget: string },
  { secrets, values }: Pick<Parts, 'secrets' | 'values'>,
  context: VersionsContext,
): Promise<void> {
  for (const { place, name, value } of secrets) {
    const sealed = await context.seal(value, JSON.stringify(['secret', environment, widget, place, name]));
    await sql`insert into secrets (environment, owner, place, name, sealed, updated_at)
      values (${environment}, ${widget}, ${place}, ${name}, ${sealed}, ${context.now()}) on conflict do nothing`.execute(
      database,
    );
  }
  for (const { place, name, value } of values) {
    await sql`insert into environment_values (environment, owner, place, name, value, updated_at)
      values (${environment}, ${widget}, ${place}, ${name}, ${JSON.stringify(value)}, ${context.now()}) on conflict do nothing`.execute(
      database,
    );
  }
}

async function splitDrafts(database: Kysely<unknown>, context: VersionsContext): Promise<Set<string>> {
  const { rows } = await sql<{
    key: string;
    definition: JsonValue;
    source: string;
  }>`select key, definition, source from widgets`.execute(database);
  for (const { key, definition, source } of rows) {
    const parts = partsOf(definition, context);
    const switches = source === 'code' ? JSON.stringify({ disabled: parts.disabled, tenants: parts.tenants ?? null }) : null;
    await sql`update widgets set draft = ${JSON.stringify(parts.content)}, draft_digest = ${digestOf(parts.content)}, disabled = ${parts.disabled},
      tenants_on = ${parts.tenants !== undefined}, tenants = ${JSON.stringify(parts.tenants ?? [])}, code_switches = ${switches},
      definition = ${JSON.stringify(asBefore(parts))} where key = ${key}`.execute(database);
    await storeParameters(database, { environment: '*', widget: key }, parts, context);
    await storeImages(database, parts);
  }
  return new Set(rows.map(({ key }) => key));
}

/** What an environment shows of a widget until now. */
interface Shown {
  readonly deployment: Deployment;
  readonly version: number;
  readonly parts: Parts;
}

interface Deployment {
  readonly id: string;
  readonly environment: string;
  readonly widget: string;
  readonly definition: JsonValue;
  readonly deployed_at: Date;
  readonly deployed_by: string | null;
}

/** Every content that was ever deployed becomes a version of its widget, numbered in the order in which it first was. */
async function versionDeployments(
  database: Kysely<unknown>,
  known: ReadonlySet<string>,
  context: VersionsContext,
): Promise<void> {
  const { rows } =
    await sql<Deployment>`select id, environment, widget, definition, deployed_at, deployed_by from deployments order by id`.execute(
      database,
    );
  const versions = new Map<string, Map<string, number>>();
  const newest = new Map<string, Shown | undefined>();
  for (const deployment of rows) {
    const { id, environment, widget, definition } = deployment;
    const place = JSON.stringify([environment, widget]);
    if (definition === null) {
      newest.set(place, undefined);
      await sql`update deployments set kind = 'undeploy' where id = ${id}`.execute(database);
      continue;
    }
    const parts = partsOf(definition, context);
    const content = versionOf(parts.content, context);
    const digest = digestOf(content);
    const numbers = versions.get(widget) ?? new Map<string, number>();
    versions.set(widget, numbers);
    const isRepeated = numbers.has(digest);
    const version = numbers.get(digest) ?? numbers.size + 1;
    numbers.set(digest, version);
    if (!isRepeated) {
      await sql`insert into widget_versions (widget, version, digest, content, created_at, created_by)
        values (${widget}, ${version}, ${digest}, ${JSON.stringify(content)}, ${deployment.deployed_at}, ${deployment.deployed_by})`.execute(
        database,
      );
      await storeImages(database, parts);
    }
    await sql`update deployments set kind = 'deploy', version = ${version}, definition = ${JSON.stringify(asBefore(parts))} where id = ${id}`.execute(
      database,
    );
    newest.set(place, { deployment, version, parts });
  }
  for (const name of new Set(['DRAFT', ...rows.map(({ environment }) => environment)]))
    await sql`insert into environments (name, created_at) values (${name}, ${context.now()})`.execute(database);
  const dropped = new Map<string, Shown[]>();
  for (const shown of newest.values()) {
    if (shown === undefined) continue;
    const { deployment, version } = shown;
    const { environment, widget } = deployment;
    await sql`insert into environment_widgets (environment, widget, version, deployed_at, deployed_by)
      values (${environment}, ${widget}, ${version}, ${deployment.deployed_at}, ${deployment.deployed_by})`.execute(database);
    if (!known.has(widget)) dropped.set(widget, [...(dropped.get(widget) ?? []), shown]);
  }
  for (const [widget, everywhere] of dropped) await keepDropped(database, widget, everywhere, context);
}

const switchesText = ({ disabled, tenants }: Parts): string =>
  JSON.stringify([disabled, tenants === undefined ? null : [...new Set(tenants)].sort()]);

const parametersText = ({ secrets, values }: Parts): string =>
  JSON.stringify(
    [secrets, values].map((list) => list.map(({ place, name, value }) => JSON.stringify([place, name, value])).sort()),
  );

/**
 * Code has dropped it: it is kept, so that it can be switched and undeployed. Until now every environment showed it with the switches and
 * the client that it was deployed with there. Clients stay apart; the switches, which are one for all now, are those of LIVE, and an
 * environment with other ones shows it no more: better that than to people who did not see it before.
 */
async function keepDropped(
  database: Kysely<unknown>,
  widget: string,
  everywhere: readonly Shown[],
  context: VersionsContext,
): Promise<void> {
  const counts = everywhere.find(({ deployment }) => deployment.environment === 'LIVE') ?? everywhere[0];
  if (counts === undefined) return;
  const { parts } = counts;
  await sql`insert into widgets (key, position, definition, source, updated_at, draft, draft_digest, orphaned, disabled, tenants_on, tenants)
    values (${widget}, 1000000, ${JSON.stringify(asBefore(parts))}, 'code', ${context.now()}, ${JSON.stringify(parts.content)},
      ${digestOf(parts.content)}, true, ${parts.disabled}, ${parts.tenants !== undefined}, ${JSON.stringify(parts.tenants ?? [])})`.execute(
    database,
  );
  const isOne = everywhere.every((shown) => parametersText(shown.parts) === parametersText(parts));
  if (isOne) await storeParameters(database, { environment: '*', widget }, parts, context);
  for (const { deployment, parts: own } of everywhere) {
    const { environment } = deployment;
    if (!isOne) await storeParameters(database, { environment, widget }, own, context);
    if (switchesText(own) === switchesText(parts)) continue;
    await sql`delete from environment_widgets where environment = ${environment} and widget = ${widget}`.execute(database);
    const note = `Its switches here were others than in ${counts.deployment.environment}, and are one for all environments now`;
    await sql`insert into deployments (environment, widget, kind, note, digest, deployed_at)
      values (${environment}, ${widget}, 'undeploy', ${note}, '', ${context.now()})`.execute(database);
  }
}

/** A credential belongs to the connector that it was made for, whatever its dependency names later. */
async function nameConnectors(database: Kysely<unknown>, { open }: VersionsContext): Promise<void> {
  for (let after = ''; ; ) {
    const { rows } = await sql<{ id: string; sealed: string; place: string }>`
      select credentials.id, sealed,
        json_build_array('credential', environment, tenant, credentials.connection, dependency)::text as place
      from credentials join connections on connections.id = credentials.connection
      where credentials.id > ${after} order by credentials.id limit 500`.execute(database);
    for (const { id, sealed, place } of rows) {
      const secret = await open(sealed, JSON.stringify(JSON.parse(place)));
      const connector = isObject(secret) ? secret['connector'] : undefined;
      if (typeof connector === 'string')
        await sql`update credentials set connector = ${connector} where id = ${id}`.execute(database);
    }
    const last = rows.at(-1);
    if (last === undefined) return;
    after = last.id;
  }
}

/** A deployment points at an immutable version; switches, secrets and what differs between environments stand beside it. */
export const up =
  (context: VersionsContext) =>
  async (database: Kysely<unknown>): Promise<void> => {
    for (const statement of statements) await sql.raw(statement).execute(database);
    await versionDeployments(database, await splitDrafts(database, context), context);
    await nameConnectors(database, context);
  };
