import { expect, fixture, html } from '@open-wc/testing';
import type { IntegrationHubElement } from '../../src/elements/integration-hub/integration-hub.js';
import { hubOn, stage, strike, widgetOn } from '../support/element-stage.js';
import { aConnection, aRun, aWidget, inState } from '../support/factories.js';
import { HubHarness } from '../support/harness/hub.harness.js';
import { until } from '../support/until.js';

describe('in another language', () => {
  afterEach(() => {
    strike();
    document.documentElement.lang = 'en';
    document.documentElement.dir = '';
  });

  it('speaks that of the nearest lang attribute, for every card too', async () => {
    const on = stage({ widgets: [aWidget({ connections: [aConnection(inState.expired)] })] });
    const page = await fixture<HTMLElement>(html`<div lang="de-AT"><integration-hub .store=${on.store}></integration-hub></div>`);
    const hub = await new HubHarness(page.querySelector('integration-hub') as IntegrationHubElement).drawn();
    await until(() => hub.filters[0] === 'Alle 1');
    const card = hub.widget('orchard');
    await until(() => card.badge === 'Anmeldung abgelaufen');
    expect(card.has('Neu verbinden')).to.equal(true);
    await until(() => card.notice?.includes('Orchard Shop bittet Sie, sich erneut anzumelden.'));
    await expect(page).to.be.accessible();
  });

  it('follows the page when its language changes', async () => {
    const hub = await (await hubOn(stage())).drawn();
    expect(hub.filters[0]).to.equal('All 1');
    document.documentElement.lang = 'de';
    await until(() => hub.filters[0] === 'Alle 1');
    await until(() => hub.widget('orchard').badge === 'Nicht verbunden');
    document.documentElement.lang = 'en';
    await until(() => hub.filters[0] === 'All 1');
  });

  it('lets the attribute decide before the page does', async () => {
    const hub = await hubOn(stage());
    hub.element.locale = 'de';
    await hub.drawn();
    await until(() => hub.filters[0] === 'Alle 1');
    await until(() => hub.widget('orchard').badge === 'Nicht verbunden', { message: 'The hub does not pass its locale on.' });
  });

  it('keeps English words for a language without a translation, and that language’s figures', async () => {
    const run = aRun({ progress: { done: 1284, total: 3020 } });
    const on = stage({ widgets: [aWidget({ connections: [aConnection({ ...inState.active, activeRuns: [run] })] })] });
    const widget = await (await widgetOn(on)).drawn();
    widget.element.locale = 'es-419-x-none';
    await widget.settled();
    expect(widget.badge).to.equal('Running');
    widget.element.locale = 'de-CH';
    await widget.settled();
    await until(() => /1['’]284 von 3['’]020/u.test(widget.text('body') ?? ''));
  });

  for (const lang of ['de_DE', 'de_AT', 'de_DE.UTF-8', 'de_CH@euro', 'DE-de']) {
    it(`understands ${lang}, as servers write it`, async () => {
      const hub = await hubOn(stage());
      document.documentElement.lang = lang;
      await hub.drawn();
      await until(() => hub.filters[0] === 'Alle 1');
    });
  }

  it('takes a lang that is not one for none', async () => {
    const hub = await hubOn(stage());
    hub.element.locale = 'not a locale!';
    await hub.drawn();
    expect(hub.filters[0]).to.equal('All 1');
  });

  it('mirrors the card on a right-to-left page', async () => {
    document.documentElement.dir = 'rtl';
    const on = stage({ widgets: [aWidget({ label: 'outbound', connections: [aConnection(inState.needsSetup)] })] });
    const widget = await (await widgetOn(on)).drawn();
    const box = (name: string) => widget.part(name)?.getBoundingClientRect() as DOMRect;
    expect(box('logo').left).to.be.greaterThan(box('name').right - 1);
    expect(box('history-button').left).to.be.lessThan(box('action').left);
    const [half, arrow] = [widget.part('badge')?.querySelector('svg'), widget.part('label')?.querySelector('svg')];
    for (const shape of [half, arrow]) expect(shape && getComputedStyle(shape).scale).to.equal('-1 1');
    await expect(widget.element).to.be.accessible();
  });
});
