import type { Pool } from 'pg';

interface Poll {
  /** A statement that the engine sends again and again. */
  readonly statement: RegExp;
  /** How long an answer is good for, in milliseconds. */
  readonly life: number;
  /** Only where it is empty. */
  readonly empty?: boolean;
}

/**
 * The engine asks ten times a second whether a run waits, and every second for what we never use: delayed runs, time limits, schedules of
 * its own, other settings of its queue. A statement that is none of these, in another version of it say, is simply sent.
 */
const polls: readonly Poll[] = [
  // Another process may have queued one and died: who queues a run looks at once (`stir`).
  { statement: /^\s*WITH RECURSIVE partitions\b/, life: 5000, empty: true },
  { statement: /^\s*UPDATE "\w+"\.workflow_status\b[^;]*\bdelay_until_epoch_ms <= \$/, life: 60_000, empty: true },
  { statement: /^\s*UPDATE "\w+"\.workflow_status\b[^;]*\bworkflow_deadline_epoch_ms <= \$/, life: 60_000, empty: true },
  { statement: /^\s*SELECT schedule_id\b[^;]*\bFROM "\w+"\.workflow_schedules\b/, life: 60_000, empty: true },
  { statement: /^\s*SELECT name, concurrency\b[^;]*\bFROM "\w+"\.queues\s+WHERE (?!name)/, life: 60_000 },
];

interface Answer {
  readonly rows: readonly unknown[];
  readonly rowCount: number | null;
}

type Query = (...values: readonly unknown[]) => Promise<Answer>;

/** Answers polls of the engine in the place of the database, while the answer cannot be another one for all that this process knows. */
export class QuietPolls {
  readonly #answers = new Map<string, { readonly answer: Answer; readonly until: number }>();
  /** Grows with everything that may change an answer: one that was on its way then is not kept. */
  #generation = 0;

  /** Something was queued, or may have become free. */
  stir(): void {
    this.#generation += 1;
    this.#answers.clear();
  }

  /** @returns what ends it */
  over(pool: Pool): () => void {
    const ask = pool.query.bind(pool) as unknown as Query;
    const quiet: Query = async (...values) => {
      const [text] = values;
      const poll = typeof text === 'string' ? polls.find(({ statement }) => statement.test(text)) : undefined;
      if (poll === undefined || typeof text !== 'string' || typeof values.at(-1) === 'function') return ask(...values);
      const known = this.#answers.get(text);
      if (known !== undefined && performance.now() < known.until) return known.answer;
      const generation = this.#generation;
      const answer = await ask(...values);
      const isKept = poll.empty !== true || (answer.rowCount ?? answer.rows.length) === 0;
      if (isKept && generation === this.#generation) this.#answers.set(text, { answer, until: performance.now() + poll.life });
      return answer;
    };
    const had = Object.hasOwn(pool, 'query') ? pool.query : undefined;
    Object.assign(pool, { query: quiet });
    return () => {
      if (had === undefined) Reflect.deleteProperty(pool, 'query');
      else pool.query = had;
    };
  }
}
