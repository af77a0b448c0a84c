import { existsSync, readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';

/** A row of the table of options: the environment variable, the option of `createServer`, what it is without, what it means. */
export interface EnvironmentRow {
  readonly name: string;
  readonly option: string;
  readonly default: string;
  readonly meaning: string;
}

const source = 'src/server/options/option-variables.ts';
const [begin, end] = ['<!-- environment -->', '<!-- /environment -->'];

const cell = (text: string): string => text.replaceAll('|', '\\|').replaceAll('\n', ' ').trim();
const code = (text: string): string => (text === '' ? '' : `\`${cell(text)}\``);

/** The table as it must stand in the README, between its two comments. */
export function renderEnvironmentTable(rows: readonly EnvironmentRow[]): string {
  const lines = rows.map((row) => `| ${code(row.name)} | ${code(row.option)} | ${cell(row.default)} | ${cell(row.meaning)} |`);
  return ['| variable | option | default | meaning |', '|---|---|---|---|', ...lines].join('\n');
}

/** What differs between a README and the table that the server exports; `undefined` when nothing does. */
export function readmeFault(readme: string, rows: readonly EnvironmentRow[]): string | undefined {
  const expected = renderEnvironmentTable(rows);
  const at = readme.indexOf(begin);
  const until = readme.indexOf(end);
  if (at === -1 || until < at) return `README.md has no table of options between ${begin} and ${end}:\n${expected}`;
  if (readme.slice(at + begin.length, until).trim() === expected) return undefined;
  return `The README's table of options is not the server's, which is:\n${expected}`;
}

/** @throws Error with the table that the README should have. */
export async function checkReadme(): Promise<string> {
  if (!existsSync(source)) throw new Error(`${source} is missing: it exports environmentTable, the README's table of options.`);
  const { environmentTable } = (await import(pathToFileURL(source).href)) as { environmentTable?: readonly EnvironmentRow[] };
  if (environmentTable === undefined || environmentTable.length === 0) throw new Error(`${source} exports no environmentTable.`);
  const fault = readmeFault(existsSync('README.md') ? readFileSync('README.md', 'utf8') : '', environmentTable);
  if (fault !== undefined) throw new Error(fault);
  return `${environmentTable.length} options`;
}
