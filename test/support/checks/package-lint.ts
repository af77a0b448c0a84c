import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Packs what `npm publish` would into a folder of its own and hands over the archive's path. */
export function withPackedPackage<Result>(use: (archive: string) => Result): Result {
  const folder = mkdtempSync(join(tmpdir(), 'integration-hub-pack-'));
  try {
    execFileSync('npm', ['pack', '--silent', '--ignore-scripts', '--pack-destination', folder], { stdio: 'ignore' });
    const [archive] = readdirSync(folder);
    if (archive === undefined) throw new Error('npm pack left no archive.');
    return use(join(folder, archive));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Installs the packed package in somebody's folder, as npm does. */
export function installPackedPackage(folder: string): void {
  const options = ['--no-audit', '--no-fund', '--prefer-offline', '--loglevel', 'error'];
  withPackedPackage((archive) =>
    execFileSync('npm', ['install', ...options, archive], { cwd: folder, stdio: ['ignore', 'ignore', 'inherit'] }),
  );
}

/** Runs a tool whose words matter only when it fails. */
function quietly(program: string, ...args: string[]): void {
  try {
    execFileSync(`node_modules/.bin/${program}`, args, { encoding: 'utf8', stdio: 'pipe' });
  } catch (error) {
    const { stdout, stderr } = error as { stdout?: string; stderr?: string };
    throw new Error(`${program} ${args.join(' ')} fails:\n${stdout ?? ''}${stderr ?? ''}`);
  }
}

/** @throws Error when the package's entries, types and files do not fit together for those who install it. */
export function checkPackageLint(): string {
  return withPackedPackage((archive) => {
    quietly('publint', 'run', archive, '--strict');
    // Without types: the bundle for a script element, and two JSON files.
    const untyped = ['script-tag', 'custom-elements.json', 'package.json'];
    quietly('attw', archive, '--profile', 'esm-only', '--exclude-entrypoints', ...untyped);
    return 'publint and attw agree';
  });
}
