import { expect, fixture, html } from '@open-wc/testing';
import type { IntegrationErrorCode } from '../../src/contract/error-code.js';
import { IntegrationError } from '../../src/core/errors.js';
import type { IntegrationHubElement } from '../../src/elements/integration-hub/integration-hub.js';
import type { IntegrationWidgetElement } from '../../src/elements/integration-widget/integration-widget.js';
import { stage, strike } from '../support/element-stage.js';
import { aConnection, aWidget } from '../support/factories.js';
import { until } from '../support/until.js';

const { error } = console;
let said: string[] = [];

const mistake = async (element: Element): Promise<HTMLElement> =>
  until(() => element.shadowRoot?.querySelector('[part="developer-error"] h3')?.parentElement, {
    message: 'No mistake is shown.',
  });

/** What the page shows and what the console says are the same words. */
function expectSame(shown: HTMLElement): void {
  const words = (text: string) =>
    text
      .replace(/[\s.()]+/gu, ' ')
      .replace('integration-hub: ', '')
      .trim();
  expect(said.length, 'said once').to.equal(1);
  expect(words(said[0] ?? '')).to.equal(words([...shown.children].map((child) => child.textContent).join(' ')));
}

describe('a mistake in the markup', () => {
  beforeEach(() => {
    said = [];
    console.error = (text: string) => said.push(text);
  });
  afterEach(() => {
    console.error = error;
    strike();
  });

  it('is shown in the element’s place and said once: no tenant', async () => {
    const hub = await fixture<IntegrationHubElement>(html`<integration-hub></integration-hub>`);
    const shown = await mistake(hub);
    expect(shown.textContent)
      .to.contain('<integration-hub> needs a tenant')
      .and.to.contain('tenant="acme"')
      .and.to.contain('missing_tenant');
    expect(hub.matches(':state(invalid)')).to.equal(true);
    hub.requestUpdate();
    await hub.updateComplete;
    expectSame(shown);
    await expect(hub).to.be.accessible();
  });

  it('is forgotten when it is repaired', async () => {
    const on = stage();
    const hub = await fixture<IntegrationHubElement>(html`<integration-hub></integration-hub>`);
    await mistake(hub);
    hub.store = on.store;
    await until(() => hub.shadowRoot?.querySelector('[part="toolbar"]'));
    expect(hub.shadowRoot?.querySelector('[part="developer-error"]')).to.equal(null);
  });

  for (const [attributes, title, code] of [
    [{ backend: undefined }, 'does not know its backend', 'missing_backend'],
    [{ backend: 'https://user:secret@backend.test' }, 'is not an address', 'invalid_backend'],
    [{ backend: 'javascript:alert(1)' }, 'is not an address', 'invalid_backend'],
    [{ backend: 'http://backend.test' }, 'needs a secure page', 'insecure_context'],
  ] as const) {
    it(`is ${code} for the backend ${attributes.backend}`, async () => {
      const hub = await fixture<IntegrationHubElement>(
        html`<integration-hub tenant="acme" .backend=${attributes.backend}></integration-hub>`,
      );
      const shown = await mistake(hub);
      expect(shown.textContent).to.contain(title).and.to.contain(code);
      expect(shown.textContent).not.to.contain('secret');
      expectSame(shown);
    });
  }

  for (const [code, words] of [
    ['wrong_tenant', 'is not the tenant of the session token'],
    ['origin_not_allowed', 'allowedOrigins'],
  ] as const satisfies readonly (readonly [IntegrationErrorCode, string])[]) {
    it(`is ${code} when the backend says so`, async () => {
      const on = stage({}, (backend) => backend.failNext('readHub', code));
      const hub = await fixture<IntegrationHubElement>(html`<integration-hub .store=${on.store}></integration-hub>`);
      const shown = await mistake(hub);
      expect(shown.textContent).to.contain(words).and.to.contain(code);
      expectSame(shown);
    });
  }

  it('is said once in the console when a session token is refused: the page has only the code', async () => {
    const hint = 'No session key is named k1: add it to sessionKeys';
    const on = stage({}, (backend) => backend.failNext('readHub', new IntegrationError('token_invalid', { hint })));
    const hub = await fixture<IntegrationHubElement>(html`<integration-hub .store=${on.store}>
      <integration-widget widget="drive"></integration-widget>
    </integration-hub>`);
    const shown = await until(() => hub.shadowRoot?.querySelector('[part="error"]'));
    hub.requestUpdate();
    await hub.updateComplete;
    expect(said).to.deep.equal([`integration-hub: ${hint} (token_invalid)`]);
    expect(shown.textContent).to.contain('token_invalid').and.not.to.contain(hint);
  });

  it('names the widget that was meant', async () => {
    const on = stage({ widgets: [aWidget({ key: 'slack' }), aWidget({ key: 'drive' })] });
    const hub = await fixture<IntegrationHubElement>(html`<integration-hub .store=${on.store}>
      <integration-widget widget="slak"></integration-widget><integration-widget widget="drive"></integration-widget>
    </integration-hub>`);
    const [slak, drive] = [...hub.querySelectorAll<IntegrationWidgetElement>('integration-widget')];
    if (slak === undefined) throw new Error('No widget.');
    const shown = await mistake(slak);
    expect(shown.textContent).to.contain('There is no widget slak').and.to.contain('Did you mean slack?');
    expectSame(shown);
    await until(() => drive?.shadowRoot?.querySelector('[part="card"]'), { message: 'The other widget is touched.' });
  });

  it('names the connection that was meant, and those there are', async () => {
    const connections = [aConnection(), aConnection({ key: 'warehouse' })];
    const on = stage({ widgets: [aWidget({ multiConnection: true, connections })] });
    const widget = await fixture<IntegrationWidgetElement>(
      html`<integration-widget widget="orchard" connection="warhouse" .store=${on.store}></integration-widget>`,
    );
    const shown = await mistake(widget);
    expect(shown.textContent)
      .to.contain('The widget has no connection warhouse')
      .and.to.contain('Did you mean warehouse? This tenant has default, warehouse.');
    expectSame(shown);
  });

  it('guesses nothing far-fetched', async () => {
    const on = stage({ widgets: [aWidget({ key: 'slack' })] });
    const widget = await fixture<IntegrationWidgetElement>(
      html`<integration-widget widget="quickbooks" .store=${on.store}></integration-widget>`,
    );
    expect((await mistake(widget)).textContent).not.to.contain('Did you mean');
  });

  it('is a widget without a name', async () => {
    const on = stage({ widgets: [aWidget({ key: 'slack' })] });
    const widget = await fixture<IntegrationWidgetElement>(html`<integration-widget .store=${on.store}></integration-widget>`);
    expect((await mistake(widget)).textContent)
      .to.contain('needs a widget')
      .and.to.contain('widget="slack"');
  });
});
