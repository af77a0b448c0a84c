import { expect } from '@open-wc/testing';
import { closest, describe as describeFault } from '../../../../src/elements/shared/mistakes/developer-mistake.js';

describe('the widget that was meant', () => {
  it('is the closest, and only a close one', () => {
    const known = ['slack', 'google-drive', 'hubspot'];
    expect(closest('slak', known)).to.equal('slack');
    expect(closest('Google-Drve', known)).to.equal('google-drive');
    expect(closest('quickbooks', known)).to.equal(undefined);
    expect(closest('slack', [])).to.equal(undefined);
  });

  it('is never missing words for a code that is new', () => {
    const mistake = describeFault({ code: 'unexpected', hint: 'Look here.' }, 'integration-hub');
    expect(mistake).to.include({ title: 'unexpected', text: 'Look here.' });
  });
});
