import { execFileSync } from 'node:child_process';

/** @throws Error with the files, exports and dependencies that nothing uses. */
export function checkUnused(): string {
  try {
    execFileSync('node_modules/.bin/knip', ['--config', '.knip.json', '--no-progress', '--no-config-hints'], {
      encoding: 'utf8',
      stdio: 'pipe',
    });
  } catch (error) {
    const { stdout, stderr } = error as { stdout?: string; stderr?: string };
    throw new Error(`Nothing uses these:\n${stdout ?? ''}${stderr ?? ''}`);
  }
  return 'no file, export or dependency';
}
