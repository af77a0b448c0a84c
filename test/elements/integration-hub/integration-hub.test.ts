import { expect } from '@open-wc/testing';
import { hubOn, stage, strike } from '../../support/element-stage.js';
import { aConnection, aDependency, aRun, aWidget, inState } from '../../support/factories.js';
import type { Held } from '../../support/fake-backend.js';
import { until } from '../../support/until.js';

const widgets = () => [
  aWidget({
    key: 'fieldbook',
    name: 'Fieldbook CRM',
    description: 'Contacts in step.',
    label: 'bi_directional',
    connections: [aConnection(inState.active)],
  }),
  aWidget({ key: 'parcel', name: 'Parcel Drive', label: 'inbound' }),
  aWidget({ key: 'tally', name: 'Tallybooks', label: 'outbound', connections: [aConnection(inState.expired)] }),
  aWidget({ key: 'quill', name: 'Quill Docs', connections: [aConnection(inState.needsSetup)] }),
  aWidget({ key: 'cafe', name: 'Café Lantern', connections: [aConnection(inState.saved)] }),
];

describe('<integration-hub>', () => {
  afterEach(strike);

  it('draws every widget in two sections, in the author’s order', async () => {
    const hub = await (await hubOn(stage({ widgets: widgets() }))).drawn();
    expect(hub.sections).to.deep.equal({
      'Your integrations': ['fieldbook', 'tally', 'quill'],
      Available: ['parcel', 'cafe'],
    });
    expect(hub.element.matches(':state(ready)')).to.equal(true);
    await expect(hub.element).to.be.accessible();
  });

  it('has headings whose lines grow with the text', async () => {
    const hub = await (await hubOn(stage({ widgets: widgets() }))).drawn();
    hub.element.style.setProperty('--integration-font-size', '28px');
    const { fontSize, lineHeight } = getComputedStyle(hub.part('section-heading') ?? hub.element);
    expect(Number.parseFloat(lineHeight)).to.be.greaterThan(Number.parseFloat(fontSize));
  });

  it('says how many there are of each kind, and shows them', async () => {
    const hub = await (await hubOn(stage({ widgets: widgets() }))).drawn();
    expect(hub.filters).to.deep.equal(['All 5', 'Active 2', 'Inactive 3', 'Needs attention 1']);
    await hub.filter('Active');
    expect(hub.shown).to.deep.equal(['fieldbook', 'quill']);
    await hub.filter('Inactive');
    expect(hub.shown).to.deep.equal(['tally', 'parcel', 'cafe']);
    await hub.filter('Needs attention');
    expect(hub.shown).to.deep.equal(['tally']);
    await until(() => hub.said.includes('1 integration'));
  });

  it('offers no filter for attention while nothing needs it', async () => {
    const hub = await (await hubOn(stage())).drawn();
    expect(hub.filters).to.deep.equal(['All 1', 'Active 0', 'Inactive 1']);
  });

  it('finds by name and description, whatever the case and accents', async () => {
    const hub = await (await hubOn(stage({ widgets: widgets() }))).drawn();
    await hub.search('CAFE lant');
    expect(hub.shown).to.deep.equal(['cafe']);
    await hub.search('contacts');
    expect(hub.shown).to.deep.equal(['fieldbook']);
  });

  it('says what was looked for in vain, and the way back', async () => {
    const hub = await (await hubOn(stage({ widgets: widgets() }))).drawn();
    await hub.filter('Active');
    await hub.search('ledgr');
    await until(() => hub.part('empty'));
    expect(hub.text('empty')).to.contain('Nothing matches “ledgr”').and.to.contain('Other integrations are hidden.');
    await expect(hub.element).to.be.accessible();
    await hub.press('Show all');
    expect(hub.shown.length).to.equal(5);
    expect(hub.root.activeElement).to.equal(hub.root.querySelector('[part="search"] input'));
  });

  it('filters by the direction of the data', async () => {
    const hub = await (await hubOn(stage({ widgets: widgets() }))).drawn();
    const inbound = await until(() =>
      [...hub.root.querySelectorAll<HTMLElement>('.menu-item')].find((item) => item.textContent.trim() === 'Inbound'),
    );
    inbound.click();
    await hub.settled();
    expect(hub.shown, 'what goes both ways goes in').to.deep.equal(['fieldbook', 'parcel']);
  });

  it('never moves a card under the pointer: not to another section, not out of a filter', async () => {
    const on = stage({ widgets: widgets() });
    const hub = await (await hubOn(on)).drawn();
    await hub.filter('Inactive');
    on.backend.change({ widget: 'parcel', connection: 'default' }, inState.active);
    await until(() => hub.widget('parcel').is('active'));
    expect(hub.sections).to.deep.equal({ 'Your integrations': ['tally'], Available: ['parcel', 'cafe'] });
    expect(hub.filters).to.contain('Active 3');
    await hub.filter('Active');
    expect(hub.shown).to.contain('parcel');
  });

  it('shows what is deployed meanwhile', async () => {
    const on = stage({ widgets: widgets() });
    const hub = await (await hubOn(on)).drawn();
    on.backend.changeHub({ widgets: [...on.backend.hub.widgets, aWidget({ key: 'new', name: 'New one' })] });
    await until(() => hub.shown.includes('new'));
  });

  it('shows nothing for 200 ms, then as many skeletons as there were cards', async () => {
    await (await hubOn(stage({ widgets: widgets() }))).drawn();
    let held: Held | undefined;
    const on = stage({}, (backend) => {
      held = backend.hold('readHub');
    });
    const hub = await hubOn(on);
    expect(hub.root.querySelectorAll('.skeleton').length).to.equal(0);
    await until(() => hub.root.querySelectorAll('.skeleton').length === 5, { message: 'No skeletons came.' });
    expect(hub.element.matches(':state(loading)')).to.equal(true);
    await expect(hub.element).to.be.accessible();
    held?.release();
    await hub.drawn();
    expect(hub.shown).to.deep.equal(['orchard']);
  });

  it('says that there is nothing yet', async () => {
    const hub = await (await hubOn(stage({ widgets: [] }))).drawn();
    await until(() => hub.part('empty'));
    expect(hub.text('empty')).to.contain('No integrations yet');
    expect(hub.element.matches(':state(empty)')).to.equal(true);
    await expect(hub.element).to.be.accessible();
  });

  it('says that it could not load, keeps the code small, and tries again', async () => {
    const on = stage({ widgets: widgets() }, (backend) => backend.failNext('readHub', 'network_error'));
    const hub = await hubOn(on);
    await until(() => hub.part('error'));
    expect(hub.text('error')).to.contain('Integrations could not be loaded').and.to.contain('network_error');
    expect(hub.text('error')).to.contain('Your connections keep working.');
    await expect(hub.element).to.be.accessible();
    await hub.press('Try again');
    await hub.drawn();
    expect(hub.shown.length).to.equal(5);
  });

  it('says that the session is over, without a way out that is none, and keeps the code small', async () => {
    const on = stage({}, (backend) => backend.failNext('readHub', 'token_expired'));
    const hub = await hubOn(on);
    await until(() => hub.part('error') && hub.text('error')?.includes('Your session has ended'));
    expect(hub.part('error')?.querySelector('button')).to.equal(null);
    expect(hub.part('error')?.querySelector('.reference')?.textContent).to.equal('token_expired');
    await expect(hub.element).to.be.accessible();
  });

  it('says that live updates are paused, and no longer when they are back', async () => {
    const on = stage();
    const hub = await (await hubOn(on)).drawn();
    on.backend.setLive('paused');
    await until(() => hub.part('paused'));
    expect(hub.element.matches(':state(paused)')).to.equal(true);
    on.backend.setLive('live');
    await until(() => hub.part('paused') === null);
  });

  it('speaks a change of state once, from one polite region', async () => {
    const on = stage({ widgets: widgets() });
    const hub = await (await hubOn(on)).drawn();
    on.backend.change({ widget: 'fieldbook', connection: 'default' }, inState.expired);
    await until(() => hub.said.includes('Fieldbook CRM: Sign-in expired'));
    expect(hub.root.querySelectorAll('[aria-live]').length).to.equal(1);
    expect(hub.widget('fieldbook').root.querySelector('[aria-live]')).to.equal(null);
  });

  it('fires the facts of every widget once, also of those that it does not draw', async () => {
    const on = stage({ widgets: widgets() });
    const hub = await (await hubOn(on)).drawn();
    const heard: string[] = [];
    hub.element.addEventListener('integration-expired', (event) => heard.push(event.widget));
    on.backend.change({ widget: 'fieldbook', connection: 'default' }, inState.expired);
    await until(() => heard.length > 0);
    await until(() => hub.widget('fieldbook').is('expired'));
    expect(heard).to.deep.equal(['fieldbook']);
  });

  it('draws the accounts of one widget as rows of one card', async () => {
    const dependency = aDependency({ name: 'Murmur' });
    const connections = [
      aConnection({ ...inState.active, key: 'a', label: 'Acme HQ' }),
      aConnection({ ...inState.active, key: 'b', label: 'Acme Benelux', activeRuns: [] }),
      aConnection({ ...inState.expired, key: 'c', label: 'Field team' }),
    ];
    const on = stage({
      widgets: [aWidget({ key: 'murmur', name: 'Murmur', multiConnection: true, dependencies: [dependency], connections })],
    });
    const hub = await (await hubOn(on)).drawn();
    const card = hub.widget('murmur');
    expect(card.badge).to.equal('1 of 3 needs you');
    expect(card.parts('connection').map((row) => row.querySelector('.connection-name')?.textContent.trim())).to.deep.equal([
      'Acme HQ',
      'Acme Benelux',
      'Field team',
    ]);
    await expect(hub.element).to.be.accessible();
    await card.press('Reconnect Field team');
    expect(on.opener.windows.length).to.equal(1);
    await until(() => card.parts('connection')[2]?.textContent.includes('Connecting'));
  });

  it('counts a sign-in that waits for an answer among what needs attention', async () => {
    const on = stage({ widgets: [aWidget({ connections: [aConnection(inState.active)] })] });
    const hub = await (await hubOn(on)).drawn();
    on.backend.askAbout({ widget: 'orchard', connection: 'default' }, { was: 'a@example.com', now: 'b@example.com' });
    await until(() => hub.filters.includes('Needs attention 1'));
  });

  it('keeps the run that failed in sight', async () => {
    const lastRun = aRun({ status: 'failed', userMessage: 'The list is gone.' });
    const hub = await (
      await hubOn(stage({ widgets: [aWidget({ connections: [aConnection({ ...inState.active, lastRun })] })] }))
    ).drawn();
    expect(hub.filters).to.contain('Needs attention 1');
  });
});
