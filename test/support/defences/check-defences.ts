import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { type Defence, type Edit, defences as ofSignIn } from './defences.js';
import { defencesUnderFault } from './under-fault.js';

const defences: readonly Defence[] = [...ofSignIn, ...defencesUnderFault];

/**
 * Switches each defence off, in a copy of the project, and expects the test that names its fault to fail, which passes with it. Arguments
 * pick faults by a part of their name.
 */
const wanted = process.argv.slice(2);
const chosen = defences.filter(({ fault }) => wanted.length === 0 || wanted.some((part) => fault.includes(part)));
const root = mkdtempSync(join(tmpdir(), 'integration-hub-defences-'));

function copyProject(): void {
  const files = execFileSync('git', ['ls-files', '-co', '--exclude-standard', '-z'], { encoding: 'utf8' }).split('\0');
  for (const file of files.filter((name) => name !== '')) cpSync(file, join(root, file), { recursive: true });
  symlinkSync(resolve('node_modules'), join(root, 'node_modules'));
}

function apply(edits: readonly Edit[]): () => void {
  const before = new Map<string, string>();
  for (const [file, from, to] of edits) {
    const path = join(root, file);
    const text = readFileSync(path, 'utf8');
    if (!before.has(path)) before.set(path, text);
    writeFileSync(
      path,
      text.replace(from, () => to),
    );
  }
  return () => {
    for (const [path, text] of before) writeFileSync(path, text);
  };
}

/** One is enough. */
const databaseOf = (file: string): string => (readFileSync(file, 'utf8').includes('\nonPostgresql(') ? 'postgresql' : 'embedded');

/** Whether the test passes in the copy; an error where it was not executed. */
function passes({ file, name, needs }: Defence['test']): boolean {
  const isBrowser = /^test\/(?:browser|elements)\//.test(file);
  const escaped = [name, needs ?? name].map((text) => text.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&')).join('|');
  const command = isBrowser
    ? ['node_modules/.bin/wtr', '--files', file]
    : ['--import', 'tsx', '--test', '--test-reporter=tap', `--test-name-pattern=/^(?:${escaped})$/`, file];
  const { stdout, error } = spawnSync('node', command, {
    cwd: root,
    encoding: 'utf8',
    timeout: 180_000,
    env: { ...process.env, DATABASES: databaseOf(file), LIST_TESTS: '1' },
  });
  // A test that never ends has noticed as well.
  if ((error as NodeJS.ErrnoException | undefined)?.code === 'ETIMEDOUT') return false;
  const lines = stdout.split('\n').map((line) => line.trim());
  if (isBrowser) {
    if (!lines.some((line) => /^(?:OK|FAILED) /.test(line) && line.endsWith(name)))
      throw new Error(`${file} does not run "${name}":\n${stdout.slice(-2000)}`);
    return lines.some((line) => line === `OK ${name}`);
  }
  const results = lines.filter((line) => /^(?:not )?ok \d+ - /.test(line) && !/# SKIP/.test(line));
  const own = results.filter(
    (line) =>
      line
        .replace(/^(?:not )?ok \d+ - /, '')
        .replaceAll('\\#', '#')
        .replaceAll('\\\\', '\\') === name,
  );
  if (own.length === 0) throw new Error(`${file} does not run "${name}":\n${stdout.slice(-2000)}`);
  return own.every((line) => line.startsWith('ok'));
}

copyProject();
let red = 0;
try {
  const green = new Map<string, boolean>();
  for (const { fault, off, test } of chosen) {
    const key = `${test.file}\n${test.name}`;
    const isGreen = green.get(key) ?? passes(test);
    green.set(key, isGreen);
    const restore = apply(off);
    const noticed = isGreen && !passes(test);
    restore();
    if (noticed) red += 1;
    process.stdout.write(
      `${noticed ? '✔' : '✖'} ${fault}${isGreen ? '' : ' (its test fails anyway)'}\n    ${dirname(test.file)}: ${test.name}\n`,
    );
  }
} finally {
  rmSync(root, { recursive: true, force: true });
}
process.stdout.write(`\n${red} of ${chosen.length}\n`);
if (red < chosen.length) process.exitCode = 1;
