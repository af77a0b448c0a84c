import assert from 'node:assert/strict';
import * as z from 'zod';

interface MediaType {
  readonly schema?: object;
}
interface Operation {
  readonly operationId: string;
  readonly responses: Readonly<Record<string, { readonly content?: Readonly<Record<string, MediaType>> }>>;
}

export interface OpenApi {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, object>> };
}

const matcher = (path: string): RegExp =>
  new RegExp(`^${path.replaceAll(/[.*+?^$()|[\]\\]/g, '\\$&').replaceAll(/\{\w+\}/g, '[^/]+')}$`);

/** Fails where an answer is not one that the document describes: its status, its media type, and its body. */
export class DocumentCheck {
  readonly #paths: readonly { readonly pattern: RegExp; readonly operations: Readonly<Record<string, Operation>> }[];
  readonly #components: Readonly<Record<string, object>>;
  readonly #schemas = new Map<object, z.ZodType>();
  /** Operations whose answers were checked, as `operationId status`. */
  readonly seen = new Set<string>();

  constructor(document: OpenApi) {
    // Paths without parameters first: `/{version}/{file}` matches many.
    const paths = Object.entries(document.paths).sort(([a], [b]) => a.split('{').length - b.split('{').length);
    this.#paths = paths.map(([path, operations]) => ({ pattern: matcher(path), operations }));
    this.#components = document.components.schemas;
  }

  check(
    method: string,
    path: string,
    response: { readonly status: number; readonly type: string; readonly body: unknown },
  ): void {
    const operation = this.#paths.find(({ pattern }) => pattern.test(path))?.operations[method.toLowerCase()];
    if (operation === undefined) {
      assert.ok(
        [404, 405].includes(response.status),
        `${method} ${path} is not in the document, but answered ${response.status}`,
      );
      return;
    }
    const where = `${operation.operationId} ${response.status}`;
    const described = operation.responses[`${response.status}`];
    assert.ok(described !== undefined, `${where} is not in the document: ${JSON.stringify(response.body)}`);
    const content = described.content ?? {};
    if (Object.keys(content).length === 0) {
      assert.ok(response.body === undefined || response.body === '', `${where} has a body`);
    } else {
      const media = content[response.type];
      assert.ok(media !== undefined, `${where}: ${response.type} is not in the document`);
      if (media.schema !== undefined && response.type.endsWith('json') && typeof response.body === 'object')
        this.#validate(where, media.schema, response.body);
    }
    this.seen.add(where);
  }

  #validate(where: string, schema: object, body: unknown): void {
    let known = this.#schemas.get(schema);
    if (known === undefined) {
      const whole = JSON.stringify({ ...schema, $defs: this.#components }).replaceAll('#/components/schemas/', '#/$defs/');
      known = z.fromJSONSchema(JSON.parse(whole));
      this.#schemas.set(schema, known);
    }
    const parsed = known.safeParse(body);
    assert.ok(
      parsed.success,
      `${where} does not fit the document: ${parsed.error?.message.slice(0, 1000)} ${JSON.stringify(body).slice(0, 1000)}`,
    );
  }
}
