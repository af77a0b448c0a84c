import { expect } from '@open-wc/testing';
import { safeDefine } from '../../src/elements/safe-define.js';

describe('a second copy of the library', () => {
  it('leaves the first one alone, warns once, and throws nothing', () => {
    class First extends HTMLElement {}
    class Second extends HTMLElement {}
    const { warn } = console;
    const said: string[] = [];
    console.warn = (text: string) => said.push(text);
    try {
      safeDefine('integration-twice', First);
      safeDefine('integration-twice', First);
      safeDefine('integration-twice', Second);
      safeDefine('integration-twice', Second);
    } finally {
      console.warn = warn;
    }
    expect(customElements.get('integration-twice')).to.equal(First);
    expect(said.length).to.equal(1);
    expect(said[0]).to.contain('<integration-twice>');
  });
});
