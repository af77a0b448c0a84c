import { bundleForNode } from '../../support/bundle-sources.js';
import { embeddedTemplate } from '../../support/embedded-template.js';

/** What the processes of every world are made from, once for all workers. */
// biome-ignore lint/style/noDefaultExport: Playwright takes it so
export default async function setUp(): Promise<void> {
  await bundleForNode(['surroundings', 'backend'].map((name) => `test/e2e/support/${name}-process.ts`));
  await embeddedTemplate();
}
