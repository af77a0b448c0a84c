import { expect } from '@open-wc/testing';
import { nothing, render } from 'lit';
import { monogram } from '../../../src/contract/rules/monogram.js';
import { overflowing } from '../../../src/elements/integration-widget/action-overflow.js';
import { safeDefine } from '../../../src/elements/safe-define.js';
import { imageCandidates, logo } from '../../../src/elements/shared/marks/image.js';
import { closest, describe as describeFault } from '../../../src/elements/shared/mistakes/developer-mistake.js';
import { bytes, duration, percent, relative } from '../../../src/elements/shared/words/figures.js';
import { Formatter } from '../../../src/elements/shared/words/format.js';
import { until } from '../../support/until.js';

const pixel = 'data:image/gif;base64,R0lGODlhAQABAAAAACH5BAEKAAEALAAAAAABAAEAAAICTAEAOw==';

describe('a themed image', () => {
  it('is that of the theme, else Default, else the first', () => {
    const images = [
      { url: 'https://a.test/light.svg', theme: 'light' },
      { url: 'https://a.test/default.svg', theme: 'default' },
      { url: 'https://a.test/dark.svg', theme: 'dark' },
    ] as const;
    const first = (theme: 'light' | 'dark', of: readonly (typeof images)[number][] = images) => imageCandidates(of, theme)[0];
    expect(first('dark')).to.equal('https://a.test/dark.svg');
    expect(first('light')).to.equal('https://a.test/light.svg');
    expect(first('dark', [images[0], images[1]])).to.equal('https://a.test/default.svg');
    expect(first('dark', [images[0]])).to.equal('https://a.test/light.svg');
  });

  it('is never one whose address is not safe', () => {
    const urls = [
      'javascript:alert(1)',
      'http://a.test/x.png',
      '//a.test/x.png',
      'data:text/html,x',
      'https://u:p@a.test/x.png',
      'java\tscript:1',
    ];
    expect(
      imageCandidates(
        urls.map((url) => ({ url, theme: 'default' as const })),
        'light',
      ),
    ).to.deep.equal([]);
  });

  it('gives way to the next that loads, and at last to a monogram', async () => {
    const place = document.createElement('div');
    document.body.append(place);
    const draw = () => {
      const images = [
        { url: 'data:image/png;base64,broken', theme: 'light' as const },
        { url: 'data:image/png;base64,broken-too', theme: 'default' as const },
      ];
      render(logo({ name: 'Inkwell Forms', images, theme: 'light' }, draw), place);
    };
    draw();
    expect(place.querySelector('img')).to.exist;
    await until(() => place.textContent === 'If');
    render(logo({ name: 'X', images: [{ url: pixel, theme: 'dark' }], theme: 'light' }, draw), place);
    expect(place.querySelector('img')?.src).to.equal(pixel);
    render(nothing, place);
    place.remove();
  });

  it('has a monogram of at most two letters, whatever the script', () => {
    expect(['Slack', 'google drive', 'Ünder_cover', '𝒜lpha', '', '東京 都'].map(monogram)).to.deep.equal([
      'Sl',
      'Gd',
      'Üc',
      '𝒜l',
      '',
      '東都',
    ]);
  });
});

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

describe('what does not fit', () => {
  const actions = [
    { key: 'a', type: 'none' },
    { key: 'off', type: 'deactivation' },
    { key: 'b', type: 'none' },
    { key: 'c', type: 'none' },
  ] as const;

  it('is Deactivation first, then from the end, never the filled one, never below two', () => {
    const fitting = (count: number) => (keys: readonly string[]) => keys.length <= count;
    expect([...overflowing(actions, fitting(4), undefined)]).to.deep.equal([]);
    expect([...overflowing(actions, fitting(3), undefined)]).to.deep.equal(['off']);
    expect([...overflowing(actions, fitting(2), 'c')]).to.deep.equal(['off', 'b']);
    expect([...overflowing(actions, fitting(0), undefined)]).to.deep.equal(['off', 'c']);
  });
});

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
