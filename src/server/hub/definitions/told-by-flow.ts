import type { FlowError } from './define.js';

/**
 * What an error of a flow tells. Flows may be plain JavaScript, which gives an error what no type allows, later too: what is not of the kind
 * it should be is not there.
 */
export function toldByFlow(error: FlowError) {
  const { code, message, userMessageHeader, dependency }: { readonly [Key in keyof FlowError]: unknown } = error;
  return {
    code: code === 'not_authenticated' ? code : 'flow_failed',
    message: typeof message === 'string' ? message : String(message),
    header: typeof userMessageHeader === 'string' ? userMessageHeader : undefined,
    dependency: typeof dependency === 'string' ? dependency.replaceAll('\0', '\ufffd') : undefined,
  } as const;
}
