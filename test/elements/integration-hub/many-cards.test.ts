import { expect } from '@open-wc/testing';
import { hubOn, type Stage, stage, strike } from '../../support/element-stage.js';
import { aConnection, anAction, aWidget, inState } from '../../support/factories.js';
import type { HubHarness } from '../../support/harness/hub.harness.js';
import { until } from '../../support/until.js';

const many = (count: number, state = {}) =>
  Array.from({ length: count }, (_, index) =>
    aWidget({ key: `w${index}`, name: `Connector ${index}`, connections: [aConnection(state)] }),
  );

const drawnIn = (hub: HubHarness): number =>
  hub.widgets.filter(({ element }) => element.shadowRoot?.querySelector('[part="name"]')).length;

const allDrawn = (hub: HubHarness, count: number) =>
  until(() => drawnIn(hub) === count, { message: 'Not all cards were drawn.', timeout: 9000 });

const nextFrame = () => new Promise((resolve) => requestAnimationFrame(resolve));

/** How often a question about sizes or styles was asked while something was done. */
async function questionsDuring(work: () => Promise<unknown>): Promise<number> {
  let asked = 0;
  const { get } = Object.getOwnPropertyDescriptor(Element.prototype, 'clientWidth') as { get: () => number };
  const { getComputedStyle } = window;
  Object.defineProperty(Element.prototype, 'clientWidth', {
    configurable: true,
    get(this: Element) {
      asked += 1;
      return get.call(this);
    },
  });
  window.getComputedStyle = (...args) => {
    asked += 1;
    return getComputedStyle.apply(window, args);
  };
  try {
    await work();
  } finally {
    Object.defineProperty(Element.prototype, 'clientWidth', { configurable: true, get });
    window.getComputedStyle = getComputedStyle;
  }
  return asked;
}

describe('a hub of many cards', () => {
  afterEach(strike);

  it('draws a screenful, lets it be painted, and draws the rest in pieces', async () => {
    const hub = await hubOn(stage({ widgets: many(120) }));
    const counts = new Set<number>();
    await until(() => hub.part('toolbar'));
    while (drawnIn(hub) < 120) {
      counts.add(drawnIn(hub));
      await nextFrame();
    }
    expect(Math.min(...[...counts].filter((count) => count > 0))).to.be.at.most(12);
    expect(hub.text('section-heading')).to.equal('Available 120');
  });

  it('asks about no size where no button could leave, and of no theme where no image depends on it', async () => {
    let hub: HubHarness | undefined;
    const asked = await questionsDuring(async () => {
      hub = await hubOn(stage({ widgets: many(60) }));
      await allDrawn(hub, 60);
      await nextFrame();
    });
    expect(asked).to.equal(0);
  });

  it('asks for the theme once, and draws all cards anew where it changes', async () => {
    const images = (['light', 'dark'] as const).map((theme) => ({
      theme,
      url: `data:image/svg+xml,<svg xmlns="http://www.w3.org/2000/svg" id="${theme}"/>`,
    }));
    const widgets = many(60).map((widget) => ({ ...widget, images }));
    let hub: HubHarness | undefined;
    const asked = await questionsDuring(async () => {
      hub = await hubOn(stage({ widgets }));
      await allDrawn(hub, 60);
      await nextFrame();
    });
    expect(asked).to.be.within(1, 6);
    const shown = () => new Set(hub?.widgets.map(({ root }) => root.querySelector('img')?.src.match(/id=.(\w+)/)?.[1]));
    expect(shown()).to.deep.equal(new Set(['light']));
    hub?.element.setAttribute('theme', 'dark');
    await until(() => shown().has('dark') && shown().size === 1);
  });

  it('draws one card anew where one connection changes', async () => {
    const on: Stage = stage({ widgets: many(40) });
    const hub = await hubOn(on);
    await allDrawn(hub, 40);
    await hub.settled();
    const drawn: string[] = [];
    for (const { element } of hub.widgets) {
      const { requestUpdate } = element;
      element.requestUpdate = (...args: Parameters<typeof requestUpdate>) => {
        drawn.push(element.widget ?? '');
        requestUpdate.apply(element, args);
      };
    }
    on.backend.change({ widget: 'w7', connection: 'default' }, { ...inState.active });
    await until(() => hub.widget('w7').badge === 'Live');
    expect(new Set(drawn)).to.deep.equal(new Set(['w7']));
  });

  it('shows at once what is searched for, drawn or not, and keeps what is under way in the others', async () => {
    const hub = await hubOn(stage({ widgets: many(400) }));
    await until(() => hub.part('toolbar'));
    await hub.search('connector 39');
    await until(() => hub.widgets.filter(({ element }) => element.checkVisibility()).length === 14);
    const shown = hub.shown;
    expect(shown).to.include('w39').and.to.include('w399');
    const hidden = hub.widget('w0').element;
    expect(hidden.checkVisibility({ visibilityProperty: true })).to.equal(false);
    await hub.search('');
    await allDrawn(hub, 400);
    expect(hub.widget('w0').element).to.equal(hidden);
    expect([...hub.root.querySelectorAll('integration-widget')].map((widget) => widget.getAttribute('widget'))).to.deep.equal(
      many(400).map(({ key }) => key),
    );
  });

  it('draws all of it before it is printed', async () => {
    const hub = await hubOn(stage({ widgets: many(300) }));
    await until(() => hub.part('toolbar'));
    expect(drawnIn(hub)).to.be.below(300);
    dispatchEvent(new Event('beforeprint'));
    for (let turn = 0; turn < 20; turn += 1) await Promise.resolve();
    expect(drawnIn(hub)).to.equal(300);
  });

  it('measures the buttons of cards that come into view', async () => {
    const actions = ['Synchronise everything', 'Import everything', 'Export everything', 'Compare everything'].map(
      (name, index) => anAction({ key: `a${index}`, name, type: 'none', visibility: 'always' }),
    );
    const hub = await hubOn(stage({ widgets: many(60).map((widget) => ({ ...widget, actions })) }));
    hub.element.style.inlineSize = '320px';
    await allDrawn(hub, 60);
    const last = hub.widget('w59');
    last.element.scrollIntoView();
    await until(() => last.menu.length > 0);
    expect([...last.actions, ...last.menu].sort()).to.deep.equal(actions.map(({ name }) => name).sort());
  });
});
