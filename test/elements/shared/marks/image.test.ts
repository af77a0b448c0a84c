import { expect } from '@open-wc/testing';
import { nothing, render } from 'lit';
import { monogram } from '../../../../src/contract/rules/monogram.js';
import { imageCandidates, logo } from '../../../../src/elements/shared/marks/image.js';
import { until } from '../../../support/until.js';

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
