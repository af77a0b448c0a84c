import { expect } from '@open-wc/testing';
import type * as z from 'zod/mini';
import type { Schema } from '../../src/browser/answer.js';
import { connectionAnswer, hello, hubAnswer, tokenAnswer, tokenPayload, widgetAnswer } from '../../src/browser/first-answers.js';
import { problemAnswer } from '../../src/browser/problem.js';
import { AuthorizationHello } from '../../src/contract/authorization.js';
import { Connection } from '../../src/contract/connection.js';
import { LooseHub } from '../../src/contract/hub.js';
import { Problem } from '../../src/contract/problem.js';
import { TokenAnswer, TokenPayload } from '../../src/contract/session.js';
import { Widget } from '../../src/contract/widget.js';

interface Definition {
  readonly type: string;
  readonly shape?: Record<string, z.ZodMiniType>;
  readonly innerType?: z.ZodMiniType;
  readonly element?: z.ZodMiniType;
}

/** A value with every field of a schema, each of the kind that it asks for; a field within a field once. */
function fullSample(schema: z.ZodMiniType, depth = 0): unknown {
  const { type, shape, innerType, element } = schema._zod.def as unknown as Definition;
  if (shape !== undefined) {
    const fields = Object.entries(shape).filter(([name]) => name !== 'fields' || depth < 6);
    return Object.fromEntries(fields.map(([name, field]) => [name, fullSample(field, depth + 1)]));
  }
  if (innerType !== undefined) return fullSample(innerType, depth);
  if (element !== undefined) return [fullSample(element, depth + 1), fullSample(element, depth + 1)];
  const simple: Record<string, unknown> = { string: 'a text', number: 4.5, boolean: true, unknown: { a: [1] } };
  if (!(type in simple)) throw new Error(`This test knows no ${type}.`);
  return simple[type];
}

/** The same value with something else at each of its places in turn. */
function* variants(value: unknown): Generator<unknown> {
  for (const other of [null, 'x', '', 0, -1.5, Number.POSITIVE_INFINITY, Number.NaN, true, [], {}, [null], { key: 'x' }])
    yield other;
  if (Array.isArray(value)) {
    yield value.slice(1);
    for (const other of variants(value[0])) yield [other, ...value.slice(1)];
  } else if (typeof value === 'object' && value !== null) {
    yield { ...value, more: 1, constructor: 'x', toString: 2 };
    for (const [name, field] of Object.entries(value)) {
      yield Object.fromEntries(Object.entries(value).filter(([key]) => key !== name));
      for (const other of variants(field)) yield { ...value, [name]: other };
    }
  }
}

const asTold = (schema: Schema<unknown>, value: unknown) => {
  const read = schema.safeParse(value);
  return read.success ? read.data : read.error.issues.map(({ path }) => path.join('.')).sort();
};

const pairs: Record<string, readonly [z.ZodMiniType, Schema<unknown>]> = {
  'a widget': [Widget, widgetAnswer],
  'a connection': [Connection, connectionAnswer],
  'a hub': [LooseHub, hubAnswer],
  'a problem': [Problem, problemAnswer],
  'what a host answers': [TokenAnswer, tokenAnswer],
  'what a token says': [TokenPayload, tokenPayload],
  'a hello': [AuthorizationHello, hello],
};

describe('the first answers', () => {
  for (const [name, [schema, answer]] of Object.entries(pairs)) {
    it(`are read as the contract says it: ${name}`, () => {
      const sample = fullSample(schema);
      expect(asTold(answer, sample), 'every field is kept').to.deep.equal(sample);
      let count = 0;
      for (const value of variants(sample)) {
        count += 1;
        expect(asTold(answer, value), JSON.stringify(value)).to.deep.equal(asTold(schema as unknown as Schema<unknown>, value));
      }
      expect(count).to.be.greaterThan(20);
    }).timeout(20_000);
  }

  it('take nothing from what a page has added to every object', () => {
    Reflect.set(Object.prototype, 'label', 'added by the page');
    try {
      expect(asTold(tokenPayload, { tenant: 'acme', exp: 1 })).to.deep.equal({ tenant: 'acme', exp: 1 });
      expect(asTold(connectionAnswer, fullSample(Connection))).to.have.property('label', 'a text');
      const { label: _, ...bare } = fullSample(Connection) as Record<string, unknown>;
      expect(Object.hasOwn(Object(asTold(connectionAnswer, bare)), 'label')).to.equal(false);
    } finally {
      Reflect.deleteProperty(Object.prototype, 'label');
    }
  });
});
