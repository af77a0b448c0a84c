import { AsyncLocalStorage } from 'node:async_hooks';

export interface StepScope {
  readonly name: string;
  counts: number;
}

/** Which run a piece of code belongs to. */
export interface FlowScope {
  readonly run: string;
  /** Absent between steps. */
  readonly step?: StepScope;
}

/** One for the process: the runtime keeps every storage that was ever entered, and asks each of them at every promise. */
const scopes = new AsyncLocalStorage<FlowScope>();

export const inFlowScope = <T>(scope: FlowScope, work: () => T): T => scopes.run(scope, work);

/** Of the flow that this code was called by, however long ago. */
export const currentFlowScope = (): FlowScope | undefined => scopes.getStore();
