import { expect, fixture, html } from '@open-wc/testing';
import type { IntegrationHubElement } from '../../src/elements/integration-hub/integration-hub.js';
import type { IntegrationWidgetElement } from '../../src/elements/integration-widget/integration-widget.js';
import { type Stage, stage, strike } from '../support/element-stage.js';
import { aConnection, aWidget, inState } from '../support/factories.js';
import { HubHarness } from '../support/harness/hub.harness.js';
import { WidgetHarness } from '../support/harness/widget.harness.js';
import { until } from '../support/until.js';

const two = () => stage({ widgets: [aWidget(), aWidget({ key: 'quill', name: 'Quill Docs' })] });

async function page({ store }: Stage): Promise<{ hub: HubHarness; widget: WidgetHarness; root: HTMLElement }> {
  const root = await fixture<HTMLElement>(html`<div>
    <integration-hub .store=${store}>
      <section><p class="own">Ours</p><div><integration-widget widget="orchard"></integration-widget></div></section>
    </integration-hub>
    <aside></aside>
  </div>`);
  const hub = new HubHarness(root.querySelector('integration-hub') as IntegrationHubElement);
  const widget = new WidgetHarness(root.querySelector('integration-widget') as IntegrationWidgetElement);
  await widget.drawn();
  return { hub, widget, root };
}

describe('a hub around the page’s own markup', () => {
  afterEach(strike);

  it('draws no card of its own, and gives the widgets in it what they need', async () => {
    const { hub, widget } = await page(two());
    expect(widget.name).to.equal('Orchard Shop');
    expect(hub.widgets).to.deep.equal([]);
    expect(hub.part('toolbar')).to.equal(null);
  });

  it('gives them its theme', async () => {
    const on = stage({ widgets: [aWidget()] });
    const hub = await fixture<IntegrationHubElement>(
      html`<integration-hub theme="dark" .store=${on.store}><integration-widget widget="orchard"></integration-widget></integration-hub>`,
    );
    const widget = hub.querySelector('integration-widget');
    const root = await until(() => widget?.shadowRoot?.querySelector('[part="card"]'));
    expect(getComputedStyle(root).colorScheme).to.equal('dark');
  });

  it('leaves the page’s own text as the page wants it', async () => {
    const { root } = await page(two());
    const own = root.querySelector<HTMLElement>('.own');
    const beside = document.createElement('p');
    root.append(beside);
    if (own === null) throw new Error('The paragraph is gone.');
    const [inside, outside] = [getComputedStyle(own), getComputedStyle(beside)];
    for (const property of ['font-size', 'line-height', 'letter-spacing', 'color', 'text-align', 'font-family']) {
      expect(inside.getPropertyValue(property), property).to.equal(outside.getPropertyValue(property));
    }
  });

  it('goes back to its own cards when the markup is taken out', async () => {
    const { hub } = await page(two());
    hub.element.replaceChildren();
    await until(() => hub.part('toolbar'));
    expect(hub.shown).to.deep.equal(['orchard', 'quill']);
  });

  it('fires the facts of widgets that the page did not place', async () => {
    const on = two();
    const { hub } = await page(on);
    const heard: string[] = [];
    hub.element.addEventListener('integration-connected', (event) => heard.push(event.widget));
    on.backend.change({ widget: 'quill', connection: 'default' }, inState.active);
    on.backend.change({ widget: 'orchard', connection: 'default' }, inState.active);
    await until(() => heard.length === 2);
    expect(heard.sort()).to.deep.equal(['orchard', 'quill']);
  });

  it('keeps a sign-in alive when the widget is moved in the page', async () => {
    const on = two();
    const { hub, widget } = await page(on);
    await widget.press('Connect');
    await until(() => widget.badge === 'Connecting');
    hub.element.append(widget.element);
    await widget.settled();
    expect(widget.badge).to.equal('Connecting');
    await until(() => on.backend.callsOf('registerAuthorization').length === 1);
    on.backend.settleSignIn({ widget: 'orchard', connection: 'default' }, 'completed');
    await until(() => widget.is('connected'));
  });

  it('loses nothing when the widget is removed while a sign-in is open', async () => {
    const on = two();
    const { hub, widget } = await page(on);
    await widget.press('Connect');
    await until(() => on.backend.callsOf('registerAuthorization').length === 1);
    widget.element.remove();
    on.backend.settleSignIn({ widget: 'orchard', connection: 'default' }, 'completed');
    const next = document.createElement('integration-widget');
    next.widget = 'orchard';
    hub.element.append(next);
    const again = await new WidgetHarness(next).drawn();
    await until(() => again.is('connected'));
  });

  it('lets go of a widget that leaves it', async () => {
    const on = two();
    const { widget, root } = await page(on);
    root.querySelector('aside')?.append(widget.element);
    await until(() => widget.text('developer-error')?.includes('needs a tenant'), { message: 'It still has a session.' });
  });

  it('takes a widget that is made by script', async () => {
    const { hub } = await page(two());
    const element = document.createElement('integration-widget');
    element.setAttribute('widget', 'quill');
    hub.element.append(element);
    const widget = await new WidgetHarness(element).drawn();
    expect(widget.name).to.equal('Quill Docs');
    element.widget = 'orchard';
    await until(() => widget.name === 'Orchard Shop');
  });

  it('shows the same widget twice, in step', async () => {
    const on = stage({ widgets: [aWidget({ connections: [aConnection()] })] });
    const root = await fixture<HTMLElement>(html`<integration-hub .store=${on.store}>
      <integration-widget widget="orchard"></integration-widget><integration-widget widget="orchard"></integration-widget>
    </integration-hub>`);
    const cards = [...root.querySelectorAll('integration-widget')].map((element) => new WidgetHarness(element));
    await Promise.all(cards.map((card) => card.drawn()));
    await cards[0]?.press('Connect');
    await until(() => cards.every((card) => card.badge === 'Connecting'));
  });

  it('puts the page’s extra content at the end of the card', async () => {
    const on = two();
    const root = await fixture<HTMLElement>(html`<integration-hub .store=${on.store}>
      <integration-widget widget="orchard"><p>Ask Maya about this one.</p></integration-widget>
    </integration-hub>`);
    const card = await new WidgetHarness(root.querySelector('integration-widget') as IntegrationWidgetElement).drawn();
    expect(card.part('body')?.querySelector('slot')?.assignedElements()[0]?.textContent).to.equal('Ask Maya about this one.');
  });
});
