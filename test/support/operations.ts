import type { OpenApi } from './openapi.js';

export interface Operation {
  readonly operationId: string;
  readonly method: string;
  /** `/v1/widgets/{widget}`. */
  readonly path: string;
  readonly audience: 'session' | 'admin' | 'other';
  readonly hasBody: boolean;
}

interface Described {
  readonly operationId: string;
  readonly security?: readonly Readonly<Record<string, unknown>>[];
  readonly requestBody?: unknown;
}

/** Every operation of the document. */
export function operationsOf(document: OpenApi): Operation[] {
  return Object.entries(document.paths).flatMap(([path, operations]) =>
    Object.entries(operations).map(([method, operation]) => {
      const { operationId, security = [], requestBody } = operation as unknown as Described;
      const [scheme] = Object.keys(security[0] ?? {});
      return {
        operationId,
        method: method.toUpperCase(),
        path,
        audience: scheme === 'session' || scheme === 'admin' ? scheme : 'other',
        hasBody: requestBody !== undefined,
      };
    }),
  );
}

/** The path with its parameters filled in; `x` for those that are not named. */
export const fillPath = (path: string, values: Readonly<Record<string, string>> = {}): string =>
  path.replaceAll(/\{(\w+)\}/g, (_match, name: string) => values[name] ?? 'x');
