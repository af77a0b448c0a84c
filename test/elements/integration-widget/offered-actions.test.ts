import { expect } from '@open-wc/testing';
import type { ActionType, Visibility } from '../../../src/contract/action.js';
import type { Connection } from '../../../src/contract/connection.js';
import { stage, strike, widgetOn } from '../../support/element-stage.js';
import { aConnection, aHistoryEntry, anAction, aRun, aWidget, inState } from '../../support/factories.js';
import { until } from '../../support/until.js';

const columns = ['A0C0', 'A0C1', 'A1C0', 'A1C1', 'expired C0', 'expired C1'] as const;

const connections: Readonly<Record<(typeof columns)[number], Partial<Connection>>> = {
  A0C0: {},
  A0C1: inState.saved,
  A1C0: inState.needsSetup,
  A1C1: inState.active,
  'expired C0': { ...inState.expired, configured: false },
  'expired C1': inState.expired,
};

/** The table of visibilities as it is published, cell by cell; an expired sign-in counts as signed out. */
const table: Readonly<Record<Visibility, readonly [boolean, boolean, boolean, boolean, boolean, boolean]>> = {
  always: [true, true, true, true, true, true],
  pre_auth: [true, true, false, false, true, true],
  post_auth: [false, false, true, true, false, false],
  post_auth_configured: [false, false, false, true, false, false],
  pre_auth_configured: [false, true, false, false, false, true],
  post_auth_not_configured: [false, false, true, false, false, false],
  pre_auth_not_configured: [true, false, false, false, true, false],
};

/** Expired overrides two rows: no Activation, always Deactivation. */
const expected = (type: ActionType, visibility: Visibility, column: number): boolean =>
  column < 4 || (type !== 'activation' && type !== 'deactivation')
    ? (table[visibility][column] ?? false)
    : type === 'deactivation';

describe('the buttons of a card', () => {
  afterEach(strike);

  for (const [index, column] of columns.entries()) {
    it(`are those of the table when the connection is ${column}`, async () => {
      const actions = (['none', 'activation', 'deactivation'] as const).flatMap((type) =>
        (Object.keys(table) as Visibility[]).map((visibility) =>
          anAction({ key: `${type}-${visibility}`, name: `${type} ${visibility}`, type, visibility }),
        ),
      );
      const on = stage({ widgets: [aWidget({ actions, connections: [aConnection(connections[column])] })] });
      const widget = await (await widgetOn(on)).drawn();
      const drawn = [...widget.actions, ...widget.menu].sort();
      const wanted = actions.filter(({ type, visibility }) => expected(type, visibility, index)).map(({ name }) => name);
      expect(drawn).to.deep.equal([...wanted].sort());
      expect(widget.has('Reconnect')).to.equal(column.startsWith('expired'));
    });
  }

  it('stand in the author’s order, and what does not fit is in the menu, Deactivation last', async () => {
    const names = ['Sync', 'Import', 'Remove everything', 'Export', 'Check again', 'Copy'];
    const actions = names.map((name) =>
      anAction({
        key: name.toLowerCase().replaceAll(' ', '-'),
        name,
        type: name.startsWith('Remove') ? 'deactivation' : 'none',
        visibility: 'always',
      }),
    );
    const on = stage({ widgets: [aWidget({ actions, history: false })] });
    const widget = await widgetOn(on);
    widget.element.style.inlineSize = '300px';
    await widget.drawn();
    await until(() => widget.menu.length > 0);
    expect(widget.actions.length).to.be.greaterThan(1);
    expect(widget.actions).to.deep.equal(names.filter((name) => widget.actions.includes(name)));
    expect(widget.menu.at(-1)).to.equal('Remove everything');
    expect([...widget.actions, ...widget.menu].sort()).to.deep.equal([...names].sort());
    const row = widget.part('actions');
    expect(new Set(widget.parts('action').map((button) => button.offsetTop)).size, 'one row').to.equal(1);
    expect(row?.scrollWidth).to.equal(row?.clientWidth);
  });

  it('return from the menu when the card grows', async () => {
    const names = ['Synchronise everything', 'Import everything', 'Export everything'];
    const actions = names.map((name, index) => anAction({ key: `a${index}`, name, type: 'none', visibility: 'always' }));
    const widget = await widgetOn(stage({ widgets: [aWidget({ actions })] }));
    widget.element.style.inlineSize = '300px';
    await widget.drawn();
    await until(() => widget.menu.length > 0);
    expect(widget.menu).to.deep.equal(['Export everything']);
    widget.element.style.inlineSize = '700px';
    await until(() => widget.menu.length === 0);
    expect(widget.actions).to.deep.equal(names);
  });

  it('never send one of two to the menu', async () => {
    const actions = ['A very long name that does not fit', 'Another very long name that does not'].map((name, index) =>
      anAction({ key: `a${index}`, name, type: 'none', visibility: 'always' }),
    );
    const widget = await widgetOn(stage({ widgets: [aWidget({ actions })] }));
    widget.element.style.inlineSize = '260px';
    await widget.drawn();
    expect(widget.actions.length).to.equal(2);
    expect(widget.part('menu-button')).to.equal(null);
  });

  it('are none for a session that may only look', async () => {
    const on = stage({ access: 'view', widgets: [aWidget({ connections: [aConnection(inState.expired)] })] });
    const widget = await (await widgetOn(on)).drawn();
    expect(widget.actions).to.deep.equal([]);
    expect(widget.has('Reconnect')).to.equal(false);
    expect(widget.badge).to.equal('Sign-in expired');
  });

  it('offer a session that may only look no way to cancel a run in the history either', async () => {
    const run = aRun({ status: 'running' });
    const on = stage({
      access: 'view',
      widgets: [aWidget({ connections: [aConnection({ ...inState.active, activeRuns: [run] })] })],
    });
    on.backend.history = [aHistoryEntry({ outcome: 'running', run: run.id })];
    on.backend.answer('readRun', async () => ({ ...run, steps: [], log: [] }));
    const widget = await (await widgetOn(on)).drawn();
    await widget.press('History of Orchard Shop');
    const dialog = await widget.dialog();
    (await until(() => dialog.querySelector<HTMLElement>('.run--open'))).click();
    await until(() => dialog.textContent.includes(`Run ${run.id}`));
    expect(dialog.textContent).not.to.include('Cancel run');
  });
});
