import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { findSinks, plantedSinks } from './support/checks/sinks.js';
import { parseSource } from './support/source.js';

const sinksOf = (code: string): string[] => findSinks(parseSource('bundle.js', code)).map(({ what }) => what);
const lit = 'class T{static createElement(e,t){let n=d.createElement(`template`);return n.innerHTML=e,n}}';

describe('the search for sinks', () => {
  for (const code of plantedSinks) it(`finds ${code}`, () => assert.notDeepEqual(sinksOf(code), []));

  it('lets the one write of the template library through, once', () => {
    assert.deepEqual(sinksOf(lit), []);
    assert.deepEqual(sinksOf(`${lit};document.body.innerHTML = x;`), ['.innerHTML']);
    assert.deepEqual(sinksOf(`${lit}${lit.replace('T', 'U')}`), ['.innerHTML']);
  });

  it('leaves harmless code alone', () => {
    const harmless = [
      'setTimeout(() => {}, 1); setTimeout(go, 1);',
      'x instanceof Function;',
      '// innerHTML',
      'element.textContent = "innerHTML=";',
    ];
    for (const code of harmless) assert.deepEqual(sinksOf(code), [], code);
  });
});
