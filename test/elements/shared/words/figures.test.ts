import { expect } from '@open-wc/testing';
import { bytes, duration, percent, relative } from '../../../../src/elements/shared/words/figures.js';
import { Formatter } from '../../../../src/elements/shared/words/format.js';

describe('figures and times', () => {
  const now = Date.UTC(2026, 10, 23, 12);
  const en = new Formatter('en-GB', now);
  const ago = (minutes: number) => new Date(now - minutes * 60_000).toISOString();

  it('are relative up to a day, then a date', () => {
    expect(relative(en, ago(4))).to.match(/^4 min/);
    expect(relative(en, ago(125))).to.match(/^2 h/);
    expect(relative(en, ago(60 * 24 * 5))).to.equal('18 November');
    expect(relative(en, ago(60 * 24 * 500))).to.contain('2025');
    expect(relative(en, 'never')).to.equal('');
  });

  it('follow the locale', () => {
    expect(new Formatter('de', now).number(12480)).to.equal('12.480');
    expect(percent(new Formatter('de', now), 97.5)).to.match(/^97,5\s%$/);
    expect(bytes(en, 1_500_000)).to.equal('1.5 MB');
    expect(bytes(en, 0)).to.equal('0 byte');
    expect(duration(en, 4200)).to.equal('4.2s');
  });
});
