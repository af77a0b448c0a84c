import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { compactCss, compactHtml, rename, shortNames } from './support/compact-literals.js';
import { filesBelow } from './support/files-below.js';

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

  it('shortens the names of private properties, the same in every style sheet, and no others', () => {
    const sheets = ['a{--_wide:1;--_wide-er:var(--x)}', 'b{c:var(--_narrow,var(--_wide))}'];
    const names = shortNames(sheets);
    assert.deepEqual(
      sheets.map((sheet) => rename(sheet, names)),
      ['a{--_1:1;--_2:var(--x)}', 'b{c:var(--_0,var(--_1))}'],
    );
  });

  it('finds private properties nowhere but in style sheets', () => {
    for (const file of filesBelow('src').filter((path) => /(?<!\.styles)\.ts$/.test(path)))
      assert.doesNotMatch(readFileSync(file, 'utf8'), /--_[a-z]/, file);
  });

  it('reads one space for many in markup, and leaves text that is shown as it is written', () => {
    assert.equal(compactHtml('<p>\n    a\n    <b>b</b>\n</p>'), '<p> a <b>b</b> </p>');
    assert.equal(compactHtml('<pre>\n  a</pre>'), '<pre>\n  a</pre>');
  });
});
