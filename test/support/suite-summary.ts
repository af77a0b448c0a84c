import { readFileSync, rmSync, writeFileSync } from 'node:fs';

/** What one suite did. A test that failed or was skipped is known by its name, so that none is looked for or forgotten. */
export interface SuiteSummary {
  readonly passed: number;
  readonly failed: readonly string[];
  readonly skipped: readonly string[];
}

/** The environment variable that tells a suite's reporter which file to write its summary to; without it, it writes none. */
const variable = 'SUITE_SUMMARY_FILE';

export const summaryEnvironment = (file: string): Record<string, string> => ({ [variable]: file });

export const isSummaryWanted = (): boolean => process.env[variable] !== undefined;

export function writeSummary(summary: SuiteSummary): void {
  const file = process.env[variable];
  if (file !== undefined) writeFileSync(file, JSON.stringify(summary));
}

/** Reads and removes what a suite's reporter wrote; `undefined` where the suite ended before it could. */
export function takeSummary(file: string): SuiteSummary | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as SuiteSummary;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  } finally {
    rmSync(file, { force: true });
  }
}
