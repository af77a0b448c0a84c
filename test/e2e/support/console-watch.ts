import type { BrowserContext } from '@playwright/test';

/** What the pages of a browser complain about: errors and warnings in their consoles, what was thrown, what their policies refused. */
export class ConsoleWatch {
  /** `console.error` and what the browser itself reports as an error. */
  readonly errors: string[] = [];
  readonly warnings: string[] = [];
  readonly thrown: string[] = [];
  readonly violations: string[] = [];

  private constructor(context: BrowserContext) {
    context.on('console', (message) => {
      const text = message.text();
      const line = `${text} (${message.location().url})`;
      if (text.startsWith(marker)) this.violations.push(text.slice(marker.length));
      else if (message.type() === 'error') this.errors.push(line);
      else if (message.type() === 'warning') this.warnings.push(line);
    });
    context.on('weberror', (error) => this.thrown.push(String(error.error().stack)));
  }

  /** Call it before the first page is opened. */
  static async of(context: BrowserContext): Promise<ConsoleWatch> {
    const watch = new ConsoleWatch(context);
    await context.addInitScript((start) => {
      addEventListener('securitypolicyviolation', ({ effectiveDirective, blockedURI, sourceFile, sample }) => {
        console.info(`${start}${effectiveDirective} ${blockedURI} ${sourceFile} ${sample}`);
      });
    }, marker);
    return watch;
  }
}

const marker = 'policy violation: ';
