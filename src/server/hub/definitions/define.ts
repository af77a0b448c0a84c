import type { ActionType } from '../../../contract/action.js';
import type { AuthMethod, ConnectorDefinition } from '../../../contract/connector.js';
import type { FormStep, FormValues, OptionsPage } from '../../../contract/form.js';
import type { JsonValue } from '../../../contract/names.js';
import type { FieldError } from '../../../contract/problem.js';
import type { WidgetDefinition } from '../../../contract/widget.js';
import { CodedError } from '../../platform/coded-error.js';

/** `fetch` with a credential already applied. Sends it only to the origins that the connector names; follows no redirect with it. */
export type AuthorisedFetch = (url: string | URL, init?: RequestInit) => Promise<Response>;

export interface TypedCredential {
  readonly method: Exclude<AuthMethod, 'oauth'>;
  /** By the keys of the method's fields. */
  readonly values: Readonly<Record<string, JsonValue>>;
}

/** Thrown by a connector's test call: the service refused. `said` is shown to the person, as the service's words. */
export class CredentialsRefusedError extends CodedError<'credentials_refused'> {
  override readonly name = 'CredentialsRefusedError';
  readonly said: string;
  /** The key of the field that is wrong, where that is known. */
  readonly field: string | undefined;

  constructor(said: string, field?: string) {
    super('credentials_refused', 'The service refused these credentials');
    // Connectors may be plain JavaScript, and a service's words a number.
    this.said = String(said);
    this.field = typeof field === 'string' ? field : undefined;
  }
}

export interface ConnectorFunctions {
  /**
   * Proves typed-in credentials before they are stored (src/README.md §4). Answers the account line.
   * @throws {CredentialsRefusedError} when the service refuses them
   */
  test?(
    credential: TypedCredential,
    context: { readonly fetch: AuthorisedFetch; readonly signal: AbortSignal },
  ): Promise<{ account?: string }>;
  /**
   * Turns stored credentials into request headers where `apply` is not enough, such as a service account's signed assertion.
   * Kept until `expiresAt`. `undefined` for a method whose own way is enough.
   * @throws {CredentialsRefusedError} when the service refuses them: the sign-in has expired
   */
  authorize?(
    credential: TypedCredential,
    context: { readonly fetch: typeof fetch; readonly now: () => Date; readonly signal: AbortSignal },
  ): Promise<{ readonly headers: Readonly<Record<string, string>>; readonly expiresAt?: Date } | undefined>;
}

export type Connector = ConnectorDefinition & ConnectorFunctions;

/** A step of a run, done at least once and remembered: its answer is JSON. */
export type StepWork<T> = (signal: AbortSignal) => Promise<T>;

/** `T` where it is kept as it is in JSON, interfaces too; what JSON would lose or change (dates, functions, maps) is `never`. */
export type Storable<T> = T extends null | undefined | boolean | number | string
  ? T
  : T extends ((...values: never[]) => unknown) | bigint | symbol | Date | ReadonlyMap<unknown, unknown> | ReadonlySet<unknown>
    ? never
    : { [Key in keyof T]: Storable<T[Key]> };

/** What a flow is given. Everything that is not deterministic belongs in a `step`. */
export interface FlowContext {
  readonly run: string;
  readonly environment: string;
  readonly tenant: string;
  readonly widget: string;
  readonly connection: string;
  readonly action: { readonly key: string; readonly type: ActionType };
  /** The action's payload, unchanged (seed: "Flow payload"). */
  readonly input: JsonValue;
  /** Saved values by configuration flow, as they were when the run started. */
  readonly configuration: Readonly<Record<string, FormValues>>;
  /** Aborted when the run is cancelled. */
  readonly signal: AbortSignal;
  /**
   * Does `work` once and remembers its answer: after a crash, finished steps are not done again; the one under way is repeated.
   * @param options.attempts how often it is tried when it throws; default 3
   */
  step<T>(name: string, work: StepWork<T & Storable<T>>, options?: { readonly attempts?: number }): Promise<T>;
  /** Sleeps durably, in milliseconds. @throws {TypeError} unless `duration` is finite */
  sleep(duration: number): Promise<void>;
  /** A call to a dependency's service as the tenant. @throws {FlowError} `not_authenticated` */
  fetch(dependency: string, url: string | URL, init?: RequestInit): Promise<Response>;
  /** A workspace connection: a credential of the workspace itself. */
  workspace(name: string): { readonly fetch: AuthorisedFetch; readonly values: Readonly<Record<string, JsonValue>> };
  /** A stored typed-in credential, for services that are not HTTP. @throws {FlowError} `not_authenticated` */
  credential(dependency: string): Promise<TypedCredential>;
  /** `total` is absent where it is not known. What is not a finite number is left out. */
  progress(progress: { readonly done: number; readonly total?: number; readonly text?: string }): Promise<void>;
  log(text: string, level?: 'info' | 'warn' | 'error'): Promise<void>;
  /** Adds to a counter that metrics read. Inside a run, one call of one place counts once. @throws {TypeError} unless `amount` is finite */
  count(counter: string, amount: number): Promise<void>;
}

/** Shown in a dialog on success and failure alike (src/README.md §3). Plain text. */
export interface FlowResult {
  /** Its heading. Default: that the action is done, or is not. */
  readonly userMessageHeader?: string;
  /** What a person reads of it, such as how much was done. */
  readonly userMessage?: string;
}

/** Thrown by a flow to fail with words for the person. */
export class FlowError extends CodedError<'flow_failed' | 'not_authenticated'> {
  override readonly name = 'FlowError';
  readonly userMessageHeader: string | undefined;
  /** With `not_authenticated`: which dependency. */
  readonly dependency: string | undefined;

  constructor(
    message: string,
    options: {
      readonly code?: 'flow_failed' | 'not_authenticated';
      readonly userMessageHeader?: string;
      readonly dependency?: string;
    } = {},
  ) {
    // Flows may be plain JavaScript: a code of a service's is none of ours, and has no words.
    super(options.code === 'not_authenticated' ? options.code : 'flow_failed', message);
    this.userMessageHeader = options.userMessageHeader;
    this.dependency = typeof options.dependency === 'string' ? options.dependency : undefined;
  }
}

/**
 * A code flow. Its `version` is its identity: a widget that was deployed with one runs that one, and runs of a version that code no
 * longer defines fail with `flow_changed`. Several versions of a key may be defined; the first is what the next deployment takes.
 */
export interface Flow {
  /** What actions call it: a slug. */
  readonly key: string;
  /** What the history calls it. */
  readonly name: string;
  /** Its identity beside the key: raise it when the steps change. */
  readonly version: string;
  /** The work, cut into steps. What it answers is shown to the person. */
  // biome-ignore lint/suspicious/noConfusingVoidType: a flow that answers nothing is written without a return
  run(context: FlowContext): Promise<FlowResult | undefined | void> | FlowResult | undefined | void;
}

export interface ConfigurationContext {
  readonly environment: string;
  readonly tenant: string;
  readonly widget: string;
  readonly connection: string;
  readonly fetch: FlowContext['fetch'];
  readonly workspace: FlowContext['workspace'];
  readonly credential: FlowContext['credential'];
  readonly signal: AbortSignal;
}

export interface OptionsQuery {
  readonly search: string | undefined;
  readonly cursor: string | undefined;
  readonly values: FormValues;
}

/** A configuration flow: a form, its dynamic options, and its own check (seed: Settings > Configurations; src/README.md §5). */
export interface ConfigurationFlow {
  /** What widgets and actions call it: a slug. */
  readonly key: string;
  /** The heading of the form. */
  readonly name: string;
  /** What it is for, in words. */
  readonly description?: string;
  /** Raise it when the questions change. */
  readonly version: string;
  /** The pages of the form. */
  readonly steps: readonly FormStep[];
  /** One loader a dynamic field. */
  readonly options?: Readonly<Record<string, (context: ConfigurationContext, query: OptionsQuery) => Promise<OptionsPage>>>;
  /** An action to be run again and again while these values are saved, in minutes; `undefined`: only when a person presses it. */
  schedule?(values: FormValues): { readonly action: string; readonly minutes: number } | undefined;
  /** Runs after the schema's validation. Answers errors by pointer below `#/values`, or none. */
  validate?(context: ConfigurationContext, values: FormValues): Promise<readonly FieldError[]>;
}

/** A credential of the workspace itself (the seed's *fixed* connection). */
export interface WorkspaceConnection {
  readonly connector: string;
  readonly method: TypedCredential['method'];
  readonly values: Readonly<Record<string, JsonValue>>;
}

/** Declares an external service by data, with the functions that data cannot say. */
export const defineConnector = (connector: Connector): Connector => connector;
/** Types what an action runs: steps that are done once each, whatever happens meanwhile. */
export const defineFlow = (flow: Flow): Flow => flow;
/** Types a form: the questions that a widget asks, and what is looked up for them. */
export const defineConfigurationFlow = (flow: ConfigurationFlow): ConfigurationFlow => flow;
/** Declares a widget (seed: "Configure widget settings"). */
export const defineWidget = (widget: WidgetDefinition): WidgetDefinition => widget;

/** What code defines. */
export interface CodeDefinitions {
  /** External services, made with `defineConnector`. */
  readonly connectors?: readonly Connector[];
  /** What actions run, made with `defineFlow`. */
  readonly flows?: readonly Flow[];
  /** Forms, made with `defineConfigurationFlow`. */
  readonly configurationFlows?: readonly ConfigurationFlow[];
  /** Cards, made with `defineWidget`, in the order of the hub. */
  readonly widgets?: readonly WidgetDefinition[];
  /** Credentials of the workspace itself, by the names that flows call them with `context.workspace(name)`. */
  readonly workspaceConnections?: Readonly<Record<string, WorkspaceConnection>>;
}
