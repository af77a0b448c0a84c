import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { docFaults, eventNames, readElement } from './support/checks/element-docs.js';
import type { ElementDeclaration } from './support/manifest.js';
import { parseSource } from './support/source.js';

const events = eventNames([
  parseSource('done-event.ts', `export class DoneEvent extends Event { constructor() { super('integration-done'); } }`),
]);

const source = `
  class XElement extends LitElement {
    static styles = css\`:host { color: var(--integration-color-text, red); }\`;
    willUpdate() { this.#internals.states.add('saving'); this.states.set(this.#names()); }
    #names() { return this.busy ? ['busy'] : [this.status]; }
    render() { return html\`<div part="card \${this.open ? 'open' : 'shut'}"><slot></slot><slot name="empty"></slot></div>\`; }
    #done() { this.dispatchEvent(new DoneEvent()); this.dispatchEvent(new Event('cancel')); return 'waiting'; }
  }`;

const named = (...names: string[]) => names.map((name) => ({ name }));
const whole: ElementDeclaration = {
  name: 'XElement',
  tagName: 'x-x',
  cssParts: named('card', 'open', 'shut'),
  slots: named('', 'empty'),
  cssStates: named('saving', 'busy', 'waiting'),
  events: named('integration-done', 'cancel'),
  cssProperties: named('--integration-color-text'),
};
const nothing = { parts: new Set<string>(), events: new Set<string>() };
const faultsOf = (declaration: Partial<ElementDeclaration>, others = nothing): string[] =>
  docFaults({ ...whole, ...declaration }, readElement([parseSource('x.ts', source)], events), others);

describe('the check of the doc blocks', () => {
  it('agrees with a doc block that is the truth', () => assert.deepEqual(faultsOf({}), []));

  it('finds what is not documented', () => {
    for (const kind of ['cssParts', 'slots', 'events'] as const)
      assert.equal(faultsOf({ [kind]: whole[kind]?.slice(1) }).length, 1, kind);
    assert.equal(faultsOf({ cssStates: named('saving') }).length, 1);
  });

  it('finds what is documented and not there', () => {
    for (const kind of ['cssParts', 'slots', 'events', 'cssStates', 'cssProperties'] as const) {
      assert.equal(faultsOf({ [kind]: [...(whole[kind] ?? []), { name: 'gone' }] }).length, 1, kind);
    }
  });

  it('takes no string for a part that a condition only compares with', () => {
    const text = `const y = html\`<p part=\${size === 'sheet' ? 'dialog panel' : 'dialog'}></p>\`;`;
    const conditional = parseSource('y.ts', text);
    assert.deepEqual([...readElement([conditional], events).parts], ['dialog', 'panel']);
  });

  it('takes parts and events of the elements inside for its own', () => {
    const others = { parts: new Set(['inner']), events: new Set(['integration-inner']) };
    const documented = {
      cssParts: [...(whole.cssParts ?? []), ...named('inner')],
      events: [...(whole.events ?? []), ...named('integration-inner')],
    };
    assert.equal(faultsOf(documented).length, 2);
    assert.deepEqual(faultsOf(documented, others), []);
  });
});
