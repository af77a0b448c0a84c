/** Durable runs: stored queued in the database, carried on by any process. */
export interface RunQueue {
  /** This process, as others know it: what it has under way is theirs once they know that it died. */
  readonly executor: string;
  /** Hands a stored run to the runner, which finds it by itself some seconds later. */
  handOver(id: string, tenant: string): Promise<void>;
  /** Asks a run to stop. Answers false when it was over. */
  cancel(id: string): Promise<boolean>;
  /** Forgets how runs that ended before an instant were carried on. */
  forget(before: Date): Promise<void>;
}
