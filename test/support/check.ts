import { checkBundleSize } from './checks/bundle-size.js';
import { checkDemoMemory } from './checks/demo-memory.js';
import { checkElementDocs } from './checks/element-docs.js';
import { checkPackageLint } from './checks/package-lint.js';
import { checkReadme } from './checks/readme.js';
import { checkRuns } from './checks/runs.js';
import { checkServerLoad } from './checks/server-load.js';
import { checkSinks } from './checks/sinks.js';
import { checkSpeed } from './checks/speed.js';
import { checkUnused } from './checks/unused.js';
import { isSummaryWanted, writeSummary } from './suite-summary.js';

/** Each answers with a line for the report, and throws with what to mend. They look at what `npm run build` made. */
const checks: Readonly<Record<string, () => string | Promise<string>>> = {
  'size of the first load': checkBundleSize,
  'speed beside a page made by hand': checkSpeed,
  'strings that become HTML or code': checkSinks,
  'doc blocks and manifest': checkElementDocs,
  'the package as it is published': checkPackageLint,
  'what a server takes and gives': checkServerLoad,
  'the memory of npm start': checkDemoMemory,
  'what nothing uses': checkUnused,
  "the README's table of options": checkReadme,
  'what runs cost': checkRuns,
};

const failed: string[] = [];
for (const [name, check] of Object.entries(checks)) {
  try {
    process.stdout.write(`✔ ${name}: ${await check()}\n`);
  } catch (error) {
    failed.push(name);
    process.stdout.write(`✖ ${name}: ${error instanceof Error ? error.message : String(error)}\n`);
  }
}
const passed = Object.keys(checks).length - failed.length;
writeSummary({ passed, failed, skipped: [] });
if (!isSummaryWanted()) process.stdout.write(`${passed} passed, ${failed.length} failed\n`);
process.exitCode = failed.length > 0 ? 1 : 0;
