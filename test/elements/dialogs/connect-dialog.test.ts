import { expect } from '@open-wc/testing';
import { sendKeys } from '@web/test-runner-commands';
import type { Dependency } from '../../../src/contract/widget.js';
import { IntegrationError } from '../../../src/core/errors.js';
import { blockClipboard, fillClipboard } from '../../support/clipboard.js';
import { type DialogStage, dialogStage } from '../../support/dialog-stage.js';
import { aConnection, aDependency, aField } from '../../support/factories.js';
import { until } from '../../support/until.js';

let staged: DialogStage;
afterEach(() => staged.dispose());

const shop = aField({ key: 'shop', label: 'Shop name', suffix: '.orchard.example', required: true });
const key = aField({ key: 'key', label: 'API key', type: 'password', required: true });
const oauth = { method: 'oauth', fields: [shop] } as const;
const apiKey = { method: 'api_key', fields: [key] } as const;
const orchard = aDependency({
  allowSwitching: true,
  methods: [
    { ...oauth, fields: [shop] },
    { ...apiKey, fields: [key] },
  ],
});
const database = aDependency({
  name: 'Granite DB',
  defaultMethod: 'custom_input',
  methods: [
    {
      method: 'custom_input',
      fields: [
        aField({
          key: 'host',
          label: 'Host',
          required: true,
          pattern: '[^/]+',
          patternMessage: 'Enter a host name without https://',
        }),
        { ...key, key: 'password', label: 'Password' },
        aField({ key: 'tls', label: 'Require TLS', type: 'checkbox', default: true }),
        aField({ key: 'size', label: 'Size', type: 'select', options: [{ label: 'Small', value: 's' }] }),
      ],
    },
  ],
});
const drive = aDependency({ key: 'drive', name: 'Parcel Drive', primary: false, access: ['Reads files'] });

const only = async (dependency: Dependency): Promise<DialogStage> => {
  staged = await dialogStage({ widget: { dependencies: [dependency] } });
  await staged.show({ kind: 'connect', dependencies: [dependency], action: 'connect' });
  return staged;
};
const field = (label: string): HTMLInputElement => {
  const { dialog } = staged.stage;
  const found = [...dialog.querySelectorAll('label')].find(
    (each) => each.textContent?.trim().replace(/\s+optional$/, '') === label,
  );
  const control = found === undefined ? null : dialog.querySelector(`#${CSS.escape(found.htmlFor)}`);
  if (control === null) throw new Error(`No field “${label}”: ${staged.stage.words}`);
  return control as HTMLInputElement;
};
const type = async (label: string, text: string) => {
  field(label).focus();
  field(label).select();
  await sendKeys({ type: text });
};
const lines = () => [...staged.stage.dialog.querySelectorAll('.error-summary li')].map((line) => line.textContent?.trim());
const summaryHasFocus = () => staged.stage.focused?.classList.contains('error-summary');

describe('a server that people run themselves', () => {
  const forge = aDependency({
    name: 'Forge',
    methods: [
      {
        method: 'oauth',
        redirectUrl: 'https://hub.example/oauth/callback/forge/{server}',
        fields: [
          aField({ key: 'server', label: 'Server', type: 'url', required: true }),
          aField({ key: 'clientId', label: 'Client id', required: true }),
        ],
      },
    ],
  });

  it('is told which redirect URL to register as soon as it is named, between its address and its client', async () => {
    const { stage } = await only(forge);
    const labels = [...stage.dialog.querySelectorAll('label')].map((label) => label.textContent?.trim());
    expect(labels).to.deep.equal(['Server', 'Redirect URL', 'Client id']);
    expect([field('Redirect URL').value, field('Redirect URL').disabled]).to.deep.equal(['', true]);
    expect(stage.words).to.include('Enter Server to see it.');
    await type('Server', 'https://git.acme.example:8443');
    await until(() => field('Redirect URL').value === 'https://hub.example/oauth/callback/forge/git.acme.example~8443');
    expect(stage.words).to.include('Add an application on that server with exactly this address.');
    await expect(stage).to.be.accessible();
  });

  describe('its redirect URL', () => {
    const url = 'https://hub.example/oauth/callback/forge/git.acme.example';
    const named = async () => {
      const { stage } = await only(forge);
      await type('Server', 'https://git.acme.example');
      await until(() => field('Redirect URL').value === url);
      return stage;
    };
    afterEach(() => Reflect.deleteProperty(navigator, 'clipboard'));

    it('is copied; the button and the dialog say so', async () => {
      const copied = fillClipboard();
      const stage = await named();
      stage.press('Copy');
      await until(() => stage.said === 'Copied');
      expect(stage.focused?.textContent).to.equal('Copied');
      expect(copied).to.deep.equal([url]);
    });

    it('is selected where copying is not allowed, and the person hears why', async () => {
      blockClipboard();
      const stage = await named();
      stage.press('Copy');
      const words = 'This could not be copied. It is selected: copy it by hand.';
      await until(() => stage.said === words && stage.words.includes(words));
      const input = field('Redirect URL');
      expect(stage.focused).to.equal(input);
      expect([input.selectionStart, input.selectionEnd]).to.deep.equal([0, url.length]);
      await expect(stage).to.be.accessible();
      await type('Server', '.other');
      await until(() => stage.dialog.querySelector('.copy-failed') === null);
    });
  });
});

describe('what the author says', () => {
  const content = 'Ask an administrator of the shop first';
  const connect = { key: 'connect', name: 'Connect', type: 'activation', visibility: 'pre_auth', content } as const;
  const open = async (dependencies: readonly Dependency[], request: { readonly action?: string }) => {
    staged = await dialogStage({ widget: { dependencies: [...dependencies], actions: [connect] } });
    await staged.show({ kind: 'connect', dependencies, ...request });
    return staged.stage.words;
  };

  it('of the action and of the service stands in the dialog, with one service and with several, accessibly', async () => {
    const about = { ...database, key: 'orchard', description: 'Keeps your orders' };
    expect(await open([about], { action: 'connect' })).to.match(/Ask an administrator of the shop first Keeps your orders/);
    await expect(staged.stage).to.be.accessible();
    staged.dispose();
    const several = await open([about, { ...drive, description: 'Holds your files' }], { action: 'connect' });
    expect(several).to.match(/Ask an administrator of the shop first.*Keeps your orders.*Holds your files/);
    await expect(staged.stage).to.be.accessible();
  });

  it('of an action is not said where another one is taken', async () => {
    expect(await open([database], {})).not.to.include(content);
  });
});

describe('typed-in credentials', () => {
  it('say what will be accessed and that they are tested, accessibly', async () => {
    await only({ ...database, access: ['Reads tables'] });
    expect(staged.stage.words).to.include('Connect Orchard Shop What is accessed at Granite DB Reads tables');
    expect(staged.stage.words).to.include('Tested before it is saved.');
    await expect(staged.stage).to.be.accessible();
  });

  it('are checked before they are sent; the summary gets the focus and leads to the field', async () => {
    const { stage, backend } = await only(database);
    await type('Host', 'https://db');
    stage.press('Connect');
    await until(summaryHasFocus);
    expect(lines()).to.deep.equal(['Enter a host name without https://', 'Enter Password']);
    expect(backend.callsOf('saveCredential').length).to.equal(0);
    await expect(stage).to.be.accessible();
    stage.press('Enter Password');
    expect(stage.focused).to.equal(field('Password'));
  });

  it('that the service refuses keep what was typed and say what the service said', async () => {
    const { stage, backend } = await only(database);
    await type('Host', 'db.acme.example');
    await type('Password', 'wrong');
    backend.failNext(
      'saveCredential',
      new IntegrationError('credentials_refused', { said: 'FATAL: no <i>entry</i>', reference: '7Q2M' }),
    );
    stage.press('Connect');
    await until(summaryHasFocus);
    expect(stage.words).to.include('Granite DB did not accept this');
    expect(stage.words).to.include('Granite DB said: FATAL: no <i>entry</i>');
    expect([field('Host').value, field('Password').value]).to.deep.equal(['db.acme.example', 'wrong']);
    await expect(stage).to.be.accessible();
    await type('Password', 'right');
    stage.press('Connect');
    await until(() => stage.request === undefined);
    const [, dependency, request] = backend.callsOf('saveCredential').at(-1) ?? [];
    expect(dependency).to.equal('orchard');
    expect(request).to.deep.equal({
      method: 'custom_input',
      action: 'connect',
      values: { host: 'db.acme.example', password: 'right', tls: true, size: null },
    });
  });

  it('that the service refuses for one field are told once, with a way to that field', async () => {
    const { stage, backend } = await only(database);
    await type('Host', 'db');
    await type('Password', 'x');
    const said = 'Wrong password';
    const fields = [{ pointer: '#/values/password', code: 'custom', detail: said }];
    backend.failNext('saveCredential', new IntegrationError('credentials_refused', { said, fields }));
    stage.press('Connect');
    await until(summaryHasFocus);
    const summary = stage.dialog.querySelector<HTMLElement>('.error-summary')?.innerText ?? '';
    expect(summary.split(said).length - 1).to.equal(1);
    expect(lines()).to.deep.equal([`Granite DB said: ${said}`]);
    await expect(stage).to.be.accessible();
    stage.press(said);
    expect(stage.focused).to.equal(field('Password'));
  });

  it('show the server’s word about one field at that field', async () => {
    const { stage, backend } = await only(database);
    await type('Host', 'db');
    await type('Password', 'x');
    const fields = [{ pointer: '#/values/host', code: 'custom', detail: 'There is no such host.' }];
    backend.failNext('saveCredential', new IntegrationError('validation_failed', { fields }));
    stage.press('Connect');
    await until(summaryHasFocus);
    expect(lines()).to.deep.equal(['There is no such host.']);
    expect(field('Host').getAttribute('aria-invalid')).to.equal('true');
  });

  it('cannot be sent twice while they are tested', async () => {
    const { stage, backend } = await only(database);
    const held = backend.hold('saveCredential');
    await type('Host', 'db');
    await type('Password', 'x');
    stage.press('Connect');
    await until(() => stage.words.includes('Connecting') && backend.callsOf('saveCredential').length === 1);
    expect(field('Host').readOnly).to.equal(true);
    stage.press('Connecting');
    expect(backend.callsOf('saveCredential').length).to.equal(1);
    await expect(stage).to.be.accessible();
    held.release();
    await until(() => stage.request === undefined);
  });

  it('are asked about before the dialog lets go of them', async () => {
    const { stage } = await only(database);
    await type('Host', 'db');
    await sendKeys({ press: 'Escape' });
    await until(() => stage.heading === 'Leave without saving?');
    stage.press('Keep editing');
    await until(() => stage.heading === 'Connect Orchard Shop');
    expect(field('Host').value).to.equal('db');
  });

  it('that were not touched let the dialog close at once', async () => {
    const { stage } = await only(database);
    stage.press('Cancel');
    await until(() => stage.request === undefined);
  });
});

describe('credentials of another account', () => {
  const accounts = { was: 'alice@granite', now: 'bob@granite' };
  const submitted = async () => {
    const { stage, backend } = await only({ ...orchard, allowSwitching: false, defaultMethod: 'api_key' });
    await type('API key', 'good');
    backend.failNext('saveCredential', new IntegrationError('another_account', { accounts }));
    stage.press('Connect');
    await until(() => stage.words.includes('Signed in as bob@granite, which is another account.'));
    return { stage, backend };
  };

  it('are asked about, accessibly, and sent again when they are wanted', async () => {
    const { stage, backend } = await submitted();
    expect(stage.words).to.include('Saved settings were made with alice@granite.');
    await until(() => stage.focused?.matches('.notice'));
    await expect(stage).to.be.accessible();
    stage.press('Replace');
    await until(() => backend.callsOf('saveCredential').length === 2);
    expect(backend.callsOf('saveCredential').map(([, , request]) => Reflect.get(request as object, 'replace'))).to.deep.equal([
      undefined,
      true,
    ]);
    await until(() => stage.request === undefined);
  });

  it('are left out when they are not: what was typed stays, nothing is sent', async () => {
    const { stage, backend } = await submitted();
    stage.press('Keep alice@granite');
    await until(() => !stage.words.includes('another account'));
    expect([backend.callsOf('saveCredential').length, field('API key').value]).to.deep.equal([1, 'good']);
    expect(stage.focused?.getAttribute('part')).to.equal('dialog-title');
  });

  it('at a window are asked about in the dialog as well', async () => {
    const { stage, backend } = await only(aDependency());
    stage.press('Continue');
    await until(() => backend.callsOf('registerAuthorization').length === 1);
    backend.askAbout({ widget: 'orchard', connection: 'default' }, accounts);
    await until(() => stage.words.includes('Signed in as bob@granite'));
    await expect(stage).to.be.accessible();
    stage.press('Keep alice@granite');
    await until(() => backend.callsOf('answerAuthorization').length === 1);
    await until(() => !stage.words.includes('another account'));
  });
});

describe('a choice of methods', () => {
  it('shows what the chosen one asks for, and keeps what was typed in the other', async () => {
    const { stage } = await only(orchard);
    expect(stage.words).to.include('Sign in with Orchard Shop Opens a window Shop name');
    await type('Shop name', 'acme');
    stage.press('API key');
    await stage.updateComplete;
    await until(() => stage.dialog.querySelector('input[type="password"]'));
    expect(stage.words).to.include('Tested before it is saved.');
    await expect(stage).to.be.accessible();
    stage.press('Sign in with Orchard Shop');
    await until(() => stage.words.includes('Shop name'));
    expect(field('Shop name').value).to.equal('acme');
  });

  it('is not offered where switching is not allowed', async () => {
    const { stage } = await only({ ...orchard, allowSwitching: false, defaultMethod: 'api_key' });
    expect(stage.dialog.querySelector('input[type="radio"]')).to.equal(null);
    expect(field('API key').type).to.equal('password');
  });
});

describe('every way to sign in', () => {
  const region = aField({
    key: 'region',
    label: 'Region',
    type: 'select',
    required: true,
    options: [
      { label: 'Europe', value: 'eu' },
      { label: 'United States', value: 'us' },
    ],
    default: { label: 'Europe', value: 'eu' },
  });
  const workspace = aField({
    key: 'workspace',
    label: 'Workspace',
    required: true,
    suffix: '.desk.example',
    description: 'The first part of its address',
    pattern: '[a-z0-9-]+',
    patternMessage: 'Enter the workspace without the rest of the address',
  });
  const help = 'https://desk.example/help';
  const custom = [
    workspace,
    region,
    aField({ key: 'pages', label: 'Pages', type: 'number', minimum: 1, maximum: 9, step: 1, default: 3 }),
    aField({ key: 'site', label: 'Site', type: 'url' }),
    aField({ key: 'secret', label: 'API token', type: 'password', required: true, helpUrl: help }),
  ];
  const desk = aDependency({
    name: 'Orchard Desk',
    allowSwitching: true,
    methods: [
      { method: 'oauth', fields: [] },
      { method: 'custom_input', description: 'For a whole workspace', fields: custom },
      {
        method: 'api_key',
        description: 'For a server of yours',
        fields: [{ ...key, pattern: 'k_.+', patternMessage: 'Begins with k_' }],
      },
      { method: 'bearer_token', fields: [{ ...key, key: 'token', label: 'Personal token' }] },
      {
        method: 'basic_auth',
        fields: [aField({ key: 'username', label: 'Account', required: true }), { ...key, key: 'password', label: 'Password' }],
      },
    ],
  });
  const radios = () => [...staged.stage.dialog.querySelectorAll<HTMLInputElement>('input[type="radio"]')];
  const chosen = () => radios().findIndex(({ checked }) => checked);
  const names = ['Sign in with Orchard Desk', 'Enter the details', 'API key', 'Token', 'User name and password'];

  it('is accessible in each, also with errors', async () => {
    const { stage } = await only(desk);
    for (const [index, name] of names.entries()) {
      stage.press(name);
      await until(() => chosen() === index);
      await stage.updateComplete;
      await expect(stage).to.be.accessible();
      if (index === 0) continue;
      stage.press('Connect');
      await until(summaryHasFocus);
      await expect(stage).to.be.accessible();
    }
  });

  it('says who a way is for, to screen readers as well', async () => {
    const { stage } = await only(desk);
    const described = radios().map(
      (radio) => stage.dialog.querySelector(`#${radio.getAttribute('aria-describedby')}`)?.textContent,
    );
    expect(described).to.deep.equal(['Opens a window', 'For a whole workspace', 'For a server of yours', undefined, undefined]);
  });

  it('is one stop of Tab; the arrows choose, and the focus stays on what is chosen', async () => {
    await only(desk);
    radios()[0]?.focus();
    const press = async (key: string, index: number) => {
      await sendKeys({ press: key });
      await until(() => chosen() === index);
      expect(staged.stage.focused).to.equal(radios()[index]);
    };
    // Not beyond the ends: some engines go round, some do not.
    for (const index of [1, 2, 3, 4]) await press('ArrowDown', index);
    await press('ArrowUp', 3);
    await press('ArrowDown', 4);
    await sendKeys({ press: 'Tab' });
    expect(staged.stage.focused).to.equal(field('Account'));
    await sendKeys({ press: 'Shift+Tab' });
    expect(staged.stage.focused).to.equal(radios()[4]);
  });

  it('sends what was typed and chosen, with defaults, as plain values', async () => {
    const { stage, backend } = await only({ ...desk, defaultMethod: 'custom_input' });
    expect([field('Region').value, field('Pages').value]).to.deep.equal(['eu', '3']);
    expect(stage.dialog.querySelector<HTMLAnchorElement>('.help')?.href).to.equal(help);
    await type('Workspace', 'willow');
    const select = field('Region') as unknown as HTMLSelectElement;
    select.value = 'us';
    select.dispatchEvent(new Event('change'));
    await type('Pages', '4');
    await type('API token', 'secret-token');
    stage.press('Connect');
    await until(() => stage.request === undefined);
    expect(backend.callsOf('saveCredential').at(-1)?.[2]).to.deep.equal({
      method: 'custom_input',
      action: 'connect',
      values: { workspace: 'willow', region: 'us', pages: 4, site: null, secret: 'secret-token' },
    });
  });

  it('checks a pattern, a number and an address before anything is sent', async () => {
    const { stage, backend } = await only({ ...desk, defaultMethod: 'custom_input' });
    await type('Workspace', 'willow.desk.example');
    await type('Pages', '12');
    await type('Site', 'nowhere');
    stage.press('Connect');
    await until(summaryHasFocus);
    expect(lines()).to.deep.equal([
      'Enter the workspace without the rest of the address',
      'Pages must be at most 9',
      'Site must be an address, such as https://example.com',
      'Enter API token',
    ]);
    expect(backend.callsOf('saveCredential').length).to.equal(0);
  });

  it('begins with the one that was used before, when it is signed in to again', async () => {
    const credential = { dependency: 'orchard', status: 'expired' as const, method: 'basic_auth' as const };
    staged = await dialogStage({ widget: { dependencies: [desk], connections: [aConnection({ credentials: [credential] })] } });
    await staged.show({ kind: 'connect', dependencies: [desk] });
    expect(chosen()).to.equal(4);
    expect(field('Account').value).to.equal('');
  });
});

describe('a sign-in through a window', () => {
  it('opens within the press, with what was asked before', async () => {
    const { stage, opener, backend } = await only(orchard);
    await type('Shop name', 'acme');
    stage.press('Continue');
    expect(opener.windows.length).to.equal(1);
    await until(() => backend.callsOf('registerAuthorization').length === 1);
    expect(backend.callsOf('registerAuthorization')[0]?.[0]).to.include({ dependency: 'orchard', action: 'connect' });
    expect(backend.callsOf('registerAuthorization')[0]?.[0]).to.deep.include({ values: { shop: 'acme' } });
  });

  it('does not open for a shop without a name', async () => {
    const { stage, opener } = await only(orchard);
    stage.press('Continue');
    await until(summaryHasFocus);
    expect(opener.windows.length).to.equal(0);
    expect(lines()).to.deep.equal(['Enter Shop name']);
  });

  it('says that it is open, with ways on and out, and keeps the focus in the dialog', async () => {
    const { stage, opener } = await only(orchard);
    await type('Shop name', 'acme');
    stage.press('Continue');
    await until(() => stage.words.includes('Sign-in is open in another window.'));
    await until(() => stage.focused?.classList.contains('notice'));
    await expect(stage).to.be.accessible();
    stage.press('Continue');
    expect(opener.windows[0]?.focused).to.equal(1);
    stage.press('Reopen');
    expect(opener.windows.length).to.equal(2);
    stage.press('Cancel');
    await until(() => stage.dialog.querySelector('input[name="shop"]'));
    expect(field('Shop name').value).to.equal('acme');
    await until(() => stage.focused?.getAttribute('part') === 'dialog-title');
  });

  it('is a link where the browser blocks windows', async () => {
    const { stage, opener } = await only(orchard);
    opener.block();
    await type('Shop name', 'acme');
    stage.press('Continue');
    await until(() => stage.words.includes('Your browser blocked the sign-in window.'));
    const link = stage.dialog.querySelector<HTMLAnchorElement>('.notice a');
    expect([link?.href, link?.target, link?.rel]).to.deep.equal([
      opener.startUrl(opener.refused[0]?.id ?? ''),
      '_blank',
      'opener',
    ]);
    await expect(stage).to.be.accessible();
  });

  it('that came to nothing says why, and can be begun again', async () => {
    const { stage, backend, opener } = await only(orchard);
    await type('Shop name', 'acme');
    stage.press('Continue');
    await until(() => backend.hub.widgets[0]?.connections[0]?.authorization !== undefined);
    backend.settleSignIn({ widget: 'orchard', connection: 'default' }, 'failed', {
      code: 'insufficient_scope',
      said: 'Scope missing',
      missing: ['Read your orders', 'Change <b>prices</b>'],
    });
    await until(() => stage.words.includes('Orchard Shop needs more permissions'));
    expect(stage.words).to.include('Orchard Shop said: Scope missing');
    expect(stage.words).to.include('Tick these boxes: Read your orders, Change <b>prices</b>');
    await expect(stage).to.be.accessible();
    stage.press('Continue');
    await until(() => opener.windows.length === 2);
  });

  it('closes the dialog when it is done', async () => {
    const { stage, backend } = await only(orchard);
    await type('Shop name', 'acme');
    stage.press('Continue');
    await until(() => backend.hub.widgets[0]?.connections[0]?.authorization !== undefined);
    backend.settleSignIn({ widget: 'orchard', connection: 'default' }, 'completed');
    await until(() => stage.request === undefined);
  });
});

describe('several dependencies', () => {
  const dependencies = [drive, { ...database, key: 'orchard' }];
  const credentials = [
    { dependency: 'orchard', status: 'missing' as const },
    { dependency: 'drive', status: 'missing' as const },
  ];
  const open = async (request: { readonly action?: string } = { action: 'connect' }) => {
    staged = await dialogStage({ widget: { dependencies, connections: [aConnection({ credentials })] } });
    await staged.show({ kind: 'connect', dependencies, ...request });
    return staged;
  };
  const step = (name: string) =>
    [...staged.stage.dialog.querySelectorAll('.chain > li')].find((item) => item.querySelector('h3')?.textContent === name);

  it('are a step each, the primary one first, accessibly', async () => {
    const { stage } = await open();
    const names = [...stage.dialog.querySelectorAll('.chain h3')].map(({ textContent }) => textContent);
    expect(names).to.deep.equal(['Granite DB', 'Parcel Drive']);
    expect(stage.words).to.include('2 services, 0 connected');
    expect(step('Parcel Drive')?.textContent).to.include('Next');
    await expect(stage).to.be.accessible();
  });

  it('are kept one by one: the wire is solid behind what is done, and the next one gets the focus', async () => {
    const { stage, backend } = await open();
    await type('Host', 'db');
    await type('Password', 'x');
    stage.press('Connect');
    await until(() => stage.words.includes('2 services, 1 connected'));
    await until(() => stage.focused?.textContent === 'Parcel Drive');
    expect(step('Granite DB')?.classList.contains('is-pending')).to.equal(false);
    expect(step('Granite DB')?.textContent).to.include('Connected');
    await expect(stage).to.be.accessible();
    stage.press('Finish later');
    await until(() => stage.request === undefined);
    expect(backend.hub.widgets[0]?.connections[0]?.credentials.map(({ status }) => status)).to.deep.equal(['valid', 'missing']);
  });

  it('are signed in to again with other words', async () => {
    const { stage } = await open({});
    expect(stage.words).to.include('Sign in to Orchard Shop again');
  });

  it('read from right to left, accessibly', async () => {
    const { stage } = await open();
    stage.dir = 'rtl';
    const wire = getComputedStyle(step('Granite DB') ?? stage, '::before');
    expect(wire.right).to.equal('13px');
    await expect(stage).to.be.accessible();
  });
});
