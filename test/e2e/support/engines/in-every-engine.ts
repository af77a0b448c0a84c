import type { TestType } from '@playwright/test';
import { MissingBrowserError } from '../../../support/browsers.js';
import type { Engine, Profile } from './engine.js';
import { type EngineName, engineNames, startEngine } from './start-engine.js';

/** Long enough to install a browser. */
const startTime = 300_000;

/** Where the tests of one engine get their browsers from. What a test opens is closed after it. */
export interface EngineStage {
  readonly name: EngineName;
  newProfile(): Promise<Profile>;
}

/** Defines tests once for every engine. Those of an engine that cannot be had are skipped, each by its name. */
export function inEveryEngine(test: TestType<object, object>, define: (stage: EngineStage) => void): void {
  for (const name of engineNames) {
    test.describe(name, () => {
      let engine: Engine | undefined;
      const profiles: Profile[] = [];
      test.describe.configure({ timeout: 120_000 });
      test.beforeAll(async () => {
        test.setTimeout(startTime);
        try {
          engine = await startEngine(name);
        } catch (cause) {
          if (!(cause instanceof MissingBrowserError)) throw cause;
          process.stdout.write(`${cause.message} Its tests are skipped.\n`);
          // biome-ignore lint/suspicious/noSkippedTests: the summary names them
          test.skip(true, cause.message);
        }
      });
      test.afterEach(async () => {
        for (const profile of profiles.splice(0)) await profile.close();
      });
      test.afterAll(async () => {
        await engine?.close();
      });
      define({
        name,
        async newProfile() {
          if (engine === undefined) throw new Error(`${name} has not started`);
          const profile = await engine.newProfile();
          profiles.push(profile);
          return profile;
        },
      });
    });
  }
}
