import { expect, fixture, fixtureCleanup, html } from '@open-wc/testing';
import type { IntegrationHubElement } from '../../src/elements/integration-hub/integration-hub.js';
import type { IntegrationWidgetElement } from '../../src/elements/integration-widget/integration-widget.js';
import '../support/element-stage.js';
import { aWidget } from '../support/factories.js';
import { type FakeNetwork, installFakeNetwork, tokenOf } from '../support/fake-network.js';
import { HubHarness } from '../support/harness/hub.harness.js';
import { WidgetHarness } from '../support/harness/widget.harness.js';
import { until } from '../support/until.js';

let backend = 'https://backend.test/api';
let tests = 0;
const tokenUrl = (tenant: string) => `/token-of?tenant=${tenant}`;

describe('what a page says by attributes', () => {
  let network: FakeNetwork;
  beforeEach(() => {
    // An address of its own: the page keeps a hub for a moment after its last element has gone.
    tests += 1;
    backend = `https://backend.test/api${tests}`;
    network = installFakeNetwork({
      acme: { widgets: [aWidget({ key: 'slack', name: 'Slack of Acme' }), aWidget({ key: 'drive', name: 'Drive' })] },
      globex: { widgets: [aWidget({ key: 'slack', name: 'Slack of Globex' })] },
    });
  });
  afterEach(() => {
    fixtureCleanup();
    network.restore();
  });

  const hubOf = async (tenant: string) => {
    const element = await fixture<IntegrationHubElement>(
      html`<integration-hub tenant=${tenant} backend=${backend} token-url=${tokenUrl(tenant)}></integration-hub>`,
    );
    return new HubHarness(element).drawn();
  };

  it('is enough for a hub', async () => {
    const hub = await hubOf('acme');
    expect(hub.shown).to.deep.equal(['slack', 'drive']);
    expect(network.requests).to.contain('GET /v1/hub acme');
  });

  it('is enough for a widget alone, without a hub', async () => {
    const element = await fixture<IntegrationWidgetElement>(
      html`<integration-widget widget="slack" tenant="acme" backend=${backend} token-url=${tokenUrl('acme')}></integration-widget>`,
    );
    const widget = await new WidgetHarness(element).drawn();
    expect(widget.name).to.equal('Slack of Acme');
    await expect(element).to.be.accessible();
  });

  it('may be a function that answers tokens', async () => {
    const asked: string[] = [];
    const getToken = async ({ tenant, environment }: { tenant: string; environment: string }) => {
      asked.push(`${tenant} ${environment}`);
      return tokenOf('acme');
    };
    const element = await fixture<IntegrationHubElement>(
      html`<integration-hub tenant="acme" env="DRAFT" backend=${backend} .getToken=${getToken}></integration-hub>`,
    );
    await new HubHarness(element).drawn();
    expect(asked).to.deep.equal(['acme DRAFT']);
  });

  it('keeps two tenants on one page apart', async () => {
    const page = await fixture<HTMLElement>(html`<div>
      <integration-hub tenant="acme" backend=${backend} token-url=${tokenUrl('acme')}></integration-hub>
      <integration-hub tenant="globex" backend=${backend} token-url=${tokenUrl('globex')}></integration-hub>
    </div>`);
    const [acme, globex] = [...page.querySelectorAll('integration-hub')].map((element) => new HubHarness(element));
    await Promise.all([acme?.drawn(), globex?.drawn()]);
    expect(acme?.widget('slack').name).to.equal('Slack of Acme');
    expect(globex?.widget('slack').name).to.equal('Slack of Globex');
  });

  it('is asked for once by all elements with the same session', async () => {
    const page = await fixture<HTMLElement>(html`<div>
      <integration-hub tenant="acme" backend=${backend} token-url=${tokenUrl('acme')}></integration-hub>
      <integration-widget widget="slack" tenant="acme" backend=${backend} token-url=${tokenUrl('acme')}></integration-widget>
    </div>`);
    await Promise.all([
      new HubHarness(page.querySelector('integration-hub') as IntegrationHubElement).drawn(),
      new WidgetHarness(page.querySelector(':scope > integration-widget') as IntegrationWidgetElement).drawn(),
    ]);
    await until(() => network.requests.includes('GET /v1/events acme'));
    expect(network.requests.filter((request) => request.startsWith('GET /v1/events')).length, 'one stream').to.equal(1);
  });

  it('may change: another tenant’s integrations come', async () => {
    const hub = await hubOf('acme');
    hub.element.tenant = 'globex';
    hub.element.tokenUrl = tokenUrl('globex');
    await until(
      () => hub.part('toolbar') !== null && hub.shown.join() === 'slack' && hub.widget('slack').name === 'Slack of Globex',
    );
  });

  it('may be set after the element is made by script', async () => {
    const element = document.createElement('integration-hub');
    element.backend = backend;
    document.body.append(element);
    element.tenant = 'acme';
    element.tokenUrl = tokenUrl('acme');
    const hub = await new HubHarness(element).drawn();
    expect(hub.shown).to.deep.equal(['slack', 'drive']);
    element.remove();
  });

  it('may be set before the element is upgraded', async () => {
    const element = document.createElement('integration-hub-later') as IntegrationHubElement;
    Object.assign(element, { tenant: 'acme', backend, tokenUrl: tokenUrl('acme') });
    document.body.append(element);
    class Later extends (customElements.get('integration-hub') as typeof IntegrationHubElement) {}
    customElements.define('integration-hub-later', Later);
    const hub = await new HubHarness(element).drawn();
    expect(hub.shown).to.deep.equal(['slack', 'drive']);
    element.remove();
  });

  it('keeps what was loaded when the element is moved in the page', async () => {
    const page = await fixture<HTMLElement>(html`<div><section></section><aside></aside></div>`);
    const element = document.createElement('integration-hub');
    Object.assign(element, { tenant: 'acme', backend, tokenUrl: tokenUrl('acme') });
    page.querySelector('section')?.append(element);
    const hub = await new HubHarness(element).drawn();
    page.querySelector('aside')?.append(element);
    await hub.settled();
    expect(hub.shown).to.deep.equal(['slack', 'drive']);
    await until(() => network.requests.includes('GET /v1/events acme'));
    expect(network.requests.filter((request) => request.startsWith('GET /v1/events')).length, 'one stream').to.equal(1);
  });

  it('comes back after the element was away', async () => {
    const hub = await hubOf('acme');
    const { element } = hub;
    const parent = element.parentElement;
    element.remove();
    await until(async () => {
      await new Promise((resolve) => setTimeout(resolve, 0));
      return !element.isConnected;
    });
    parent?.append(element);
    await hub.drawn();
    expect(hub.shown).to.deep.equal(['slack', 'drive']);
  });
});
