import type { BrowserLauncher, TestRunnerPlugin } from '@web/test-runner';
import type { PlaywrightLauncher } from '@web/test-runner-playwright';

interface Size {
  readonly width: number;
  readonly height: number;
}

/** A browser that changes the size of its own window. */
export interface ResizableBrowser {
  resize(size: Size): Promise<void>;
}

const isResizable = (browser: BrowserLauncher): browser is BrowserLauncher & ResizableBrowser => 'resize' in browser;

/** The test runner's own command knows no WebDriver. */
export function resizePlugin(): TestRunnerPlugin<Size> {
  return {
    name: 'resize-window',
    async executeCommand({ command, payload, session: { browser, id } }) {
      if (command !== 'resize-window' || payload === undefined) return undefined;
      if (isResizable(browser)) await browser.resize(payload);
      else await (browser as PlaywrightLauncher).getPage(id).setViewportSize(payload);
      return true;
    },
  };
}
