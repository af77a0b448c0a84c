import { executeServerCommand } from '@web/test-runner-commands';

/** Gives the page this much room, or as little as the engine's window can be: WebKit's is at least 447 px wide. */
export const resizeWindow = (size: { readonly width: number; readonly height: number }): Promise<unknown> =>
  executeServerCommand('resize-window', size);
