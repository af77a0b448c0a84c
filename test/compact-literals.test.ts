import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { compactCss, compactHtml } from './support/compact-literals.js';

describe('compacting the templates of the bundle', () => {
  it('takes comments and indentation out of a style sheet', () => {
    const css = `
      /* the card */
      :host([hidden]) {
        display: none;
        --_a: var(--x, 1px);
      }`;
    assert.equal(compactCss(css), ' :host([hidden]){display:none;--_a:var(--x,1px);}');
  });

  it('keeps the white space that means something in a style sheet', () => {
    for (const kept of [
      'a :hover{}',
      'width:calc(1px + 2px)',
      `content:"a  { /* b */ ;  c"`,
      `content:'  '`,
      'a b',
      'url(//x/y)',
    ]) {
      assert.equal(compactCss(kept), kept);
    }
  });

  it('reads one space for many in markup, and leaves text that is shown as it is written', () => {
    assert.equal(compactHtml('<p>\n    a\n    <b>b</b>\n</p>'), '<p> a <b>b</b> </p>');
    assert.equal(compactHtml('<pre>\n  a</pre>'), '<pre>\n  a</pre>');
  });
});
