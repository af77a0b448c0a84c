import { performance } from 'node:perf_hooks';
import type { Database } from '../../platform/database/open-database.js';
import type { Queries } from '../../platform/database/queries.js';
import type { Log } from '../../platform/log.js';
import type { Catalogue } from './catalogue.js';
import { type Switches, versionContent } from './content.js';
import {
  deployedPointers,
  draftContents,
  draftPointers,
  environmentRevision,
  type Pointer,
  type StoredContent,
  secretsOf,
  valuesOf,
  versionContents,
  versionsOf,
} from './definition.rows.js';
import { type DeployedWidget, deployedWidget, type Parameters, type ReadContent, readContent } from './deployed-widget.js';
import { readVersion, readWidget } from './stored-content.js';

/** Told, with an environment's name, of everything that changes what it shows. */
export const definitionsChannel = 'integration_hub_definitions';

/** How long a snapshot is believed without a word, in milliseconds: a connection that was cut tells nothing. */
const TRUSTED = 5000;
/** Contents that are kept read, the ones last used. */
const KEPT = 2000;

/** Versions of a widget in which a form is looked for that was opened before. */
const SEARCHED = 50;

/** What stands beside contents, for every environment that has none of its own. */
export const everyEnvironment = '*';

/** The identity of a sealed parameter. */
export const secretContext = (environment: string, owner: string, place: string, name: string): string =>
  JSON.stringify(['secret', environment, owner, place, name]);

/** What an environment shows, as one reading of it. */
export interface EnvironmentDefinitions {
  /** In the hub's order, hidden ones too. */
  readonly widgets: readonly DeployedWidget[];
  widget(key: string): DeployedWidget | undefined;
}

interface Snapshot extends EnvironmentDefinitions {
  readonly revision: string | undefined;
  /** Until when it is believed, by the monotonic clock. */
  trustedUntil: number;
}

/** All that code defines and that is deployed, by environment: read once per deployment, and again when somebody tells of a change. */
export class Definitions {
  readonly catalogue: Catalogue;
  readonly #log: Log;
  readonly #snapshots = new Map<string, Snapshot>();
  readonly #contents = new Map<string, ReadContent>();
  readonly #logged = new Set<string>();
  /** Grows with every change that is told: what was read before is not kept. */
  #generation = 0;
  #unlisten: (() => Promise<void>) | undefined;

  constructor({ catalogue, log }: { readonly catalogue: Catalogue; readonly log: Log }) {
    this.catalogue = catalogue;
    this.#log = log;
  }

  /** Hears of changes that other processes make. */
  async start(database: Pick<Database, 'listen'>): Promise<void> {
    this.#unlisten = await database.listen(
      definitionsChannel,
      (environment) => this.forget(environment),
      () => this.forget(),
    );
  }

  async stop(): Promise<void> {
    await this.#unlisten?.();
  }

  /** An environment shows something else now; without a name, any may. */
  forget(environment?: string): void {
    this.#generation += 1;
    if (environment === undefined || environment === everyEnvironment) this.#snapshots.clear();
    else this.#snapshots.delete(environment);
  }

  /** What an environment shows now. A row that cannot be read is logged and left out. */
  async in(queries: Queries, environment: string): Promise<EnvironmentDefinitions> {
    const known = this.#snapshots.get(environment);
    if (known !== undefined && performance.now() < known.trustedUntil) return known;
    const generation = this.#generation;
    const revision = await environmentRevision(queries, environment);
    const snapshot =
      known !== undefined && known.revision === revision ? known : await this.#read(queries, environment, revision);
    snapshot.trustedUntil = performance.now() + TRUSTED;
    if (generation === this.#generation) this.#snapshots.set(environment, snapshot);
    return snapshot;
  }

  /** A version that an environment may show no more: for what began with it. */
  async version(queries: Queries, environment: string, key: string, version: number): Promise<DeployedWidget | undefined> {
    const current = (await this.in(queries, environment)).widget(key);
    if (current?.version === version) return current;
    const [found] = await this.#contentsOf(queries, [{ widget: key, version, digest: '' }]);
    if (found === undefined) return undefined;
    const switches = current?.switches ?? { disabled: false, tenants: undefined };
    return deployedWidget(found, version, switches, await this.#parametersOf(queries, environment, key));
  }

  /** The newest version of a widget that had what is looked for. */
  async earlier(queries: Queries, widget: string, isIt: (content: ReadContent) => boolean): Promise<ReadContent | undefined> {
    const versions = await versionsOf(queries, widget, SEARCHED);
    const contents = await this.#contentsOf(
      queries,
      versions.map((version) => ({ widget, version, digest: '' })),
    );
    return contents.find((content) => content !== undefined && isIt(content));
  }

  async #read(queries: Queries, environment: string, revision: string | undefined): Promise<Snapshot> {
    const pointers = environment === 'DRAFT' ? await draftPointers(queries) : await deployedPointers(queries, environment);
    const contents = await this.#contentsOf(queries, pointers);
    const parameters = await this.#parameters(queries, environment);
    const widgets = pointers.flatMap((pointer, index) => {
      const content = contents[index];
      if (content === undefined) return [];
      return deployedWidget(
        content,
        pointer.version ?? undefined,
        switchesOf(pointer),
        parameters.get(pointer.widget) ?? new Map(),
      );
    });
    const byKey = new Map(widgets.map((widget) => [widget.definition.key, widget]));
    return { widgets, revision, trustedUntil: 0, widget: (key) => byKey.get(key) };
  }

  /** In the order of the pointers, `undefined` where one cannot be read. */
  async #contentsOf(
    queries: Queries,
    pointers: readonly Pick<Pointer, 'widget' | 'version' | 'digest'>[],
  ): Promise<readonly (ReadContent | undefined)[]> {
    const unknown = pointers.filter((pointer) => !this.#contents.has(addressOf(pointer)));
    const drafts = unknown.filter(({ version }) => version === null).map(({ widget }) => widget);
    const versions = unknown.flatMap(({ widget, version }) => (version === null ? [] : [[widget, version] as const]));
    const rows = [
      ...(drafts.length === 0 ? [] : await draftContents(queries, drafts)),
      ...(versions.length === 0 ? [] : await versionContents(queries, versions)),
    ];
    const read = new Map(rows.map((row) => [addressOf(row), this.#readRow(row)]));
    return pointers.map((pointer) => {
      const address = addressOf(pointer);
      const content = this.#contents.get(address) ?? read.get(address);
      this.#keep(address, content);
      return content;
    });
  }

  #keep(address: string, content: ReadContent | undefined): void {
    if (content === undefined) return;
    this.#contents.delete(address);
    this.#contents.set(address, content);
    const [oldest] = this.#contents.keys();
    if (this.#contents.size > KEPT && oldest !== undefined) this.#contents.delete(oldest);
  }

  #readRow(row: StoredContent): ReadContent | undefined {
    const { content, faults } = row.version === null ? this.#readDraft(row) : readVersion(row.content);
    const isItself = content === undefined || content.widget.key === row.widget;
    const address = addressOf(row);
    if ((faults.length > 0 || !isItself) && !this.#logged.has(address)) {
      this.#logged.add(address);
      const fields = { widget: row.widget, version: row.version ?? 'draft', faults: faults.slice(0, 10) };
      if (content === undefined || !isItself) this.#log.error('A stored widget cannot be read, and is left out', fields);
      else this.#log.warn('A part of a stored widget cannot be read, and is left out', fields);
    }
    return content === undefined || !isItself ? undefined : readContent(content, row.digest, this.catalogue);
  }

  /** A draft's forms and flows are those of the code that is there. */
  #readDraft({ content: draft }: StoredContent): ReturnType<typeof readVersion> {
    const { content, faults } = readWidget(draft);
    return { content: content && versionContent(content, this.catalogue), faults };
  }

  async #parametersOf(queries: Queries, environment: string, widget: string): Promise<ReadonlyMap<string, Parameters>> {
    return (await this.#parameters(queries, environment)).get(widget) ?? new Map();
  }

  /** By widget and dependency. */
  async #parameters(queries: Queries, environment: string): Promise<ReadonlyMap<string, ReadonlyMap<string, Parameters>>> {
    type Kept = { secrets: Map<string, { sealed: string; context: string }>; values: Map<string, unknown> };
    const owners = new Map<string, Map<string, Kept>>();
    const keptOf = (owner: string, place: string): Kept => {
      const places = owners.get(owner) ?? new Map<string, Kept>();
      owners.set(owner, places);
      const kept = places.get(place) ?? { secrets: new Map(), values: new Map() };
      places.set(place, kept);
      return kept;
    };
    for (const { owner, place, name, sealed, environment: whose } of await secretsOf(queries, environment))
      keptOf(owner, place).secrets.set(name, { sealed, context: secretContext(whose, owner, place, name) });
    for (const { owner, place, name, value } of await valuesOf(queries, environment))
      keptOf(owner, place).values.set(name, value);
    return owners as ReadonlyMap<string, ReadonlyMap<string, Parameters>>;
  }
}

const addressOf = ({ widget, version, digest }: Pick<Pointer, 'widget' | 'version' | 'digest'>): string =>
  version === null ? `${widget}\n${digest}` : `${widget}\n${version}`;

const switchesOf = ({ disabled, tenants_on: isListed, tenants }: Pointer): Switches => ({
  disabled,
  tenants: isListed ? (Array.isArray(tenants) ? tenants : []) : undefined,
});
