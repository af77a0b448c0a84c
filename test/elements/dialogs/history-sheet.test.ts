import { expect } from '@open-wc/testing';
import type { HistoryEntry } from '../../../src/contract/history.js';
import { type RunDetails, runStatuses } from '../../../src/contract/run.js';
import { historyCsv } from '../../../src/elements/dialogs/history/history-csv.js';
import { byDay, entryTitle } from '../../../src/elements/dialogs/history/history-view.js';
import { en } from '../../../src/localization/en.js';
import { blockClipboard, fillClipboard } from '../../support/clipboard.js';
import { type DialogStage, dialogStage } from '../../support/dialog-stage.js';
import { aConnection, aHistoryEntry, aRun, inState } from '../../support/factories.js';
import { until } from '../../support/until.js';

let staged: DialogStage | undefined;
afterEach(() => {
  staged?.dispose();
  staged = undefined;
});

const widget = { connections: [aConnection(inState.active)] };
const ago = (minutes: number) => new Date(Date.now() - minutes * 60_000).toISOString();
const failed = aHistoryEntry({ id: 'failed', at: ago(1), outcome: 'failed', message: 'The list is gone.', run: 'run-2' });
const entries = (count: number): HistoryEntry[] =>
  Array.from({ length: count }, (_entry, index) =>
    aHistoryEntry({ id: `entry-${index}`, at: ago(2 + index), run: `run-${index}` }),
  );

async function open(history: readonly HistoryEntry[], run?: string): Promise<DialogStage> {
  staged = await dialogStage({ widget });
  staged.backend.history = history;
  await staged.show(run === undefined ? { kind: 'history' } : { kind: 'history', run });
  return staged;
}
const rows = ({ stage }: DialogStage) => [...stage.dialog.querySelectorAll<HTMLElement>('.run')];

const details = (changes: Partial<RunDetails> = {}): RunDetails => ({
  ...aRun({
    id: 'run-2',
    status: 'failed',
    startedBy: 'Maya Lind',
    finishedAt: '2026-01-01T12:00:04.200Z',
    error: { code: 'flow_failed' },
  }),
  userMessageHeader: 'The list no longer exists.',
  userMessage: 'Choose another one.',
  steps: [
    { name: 'Read settings', status: 'succeeded', duration: 100 },
    { name: 'Find list', status: 'failed', detail: 'Answered 404', duration: 2200 },
    { name: 'Update list', status: 'pending' as 'running' },
  ],
  log: [{ at: '2026-01-01T12:00:00.000Z', level: 'error', text: 'list_not_found' }],
  ...changes,
});

describe('the history of a connection', () => {
  it('is told newest first, by day, with what happened and who did it, accessibly', async () => {
    const opened = await open([
      failed,
      ...entries(2),
      aHistoryEntry({ id: 'old', at: '2020-05-05T10:00:00.000Z', kind: 'configured', run: undefined }),
    ]);
    await until(() => rows(opened).length === 4);
    const { dialog } = opened.stage;
    const days = [...dialog.querySelectorAll('.day')].map(({ textContent }) => textContent);
    expect(days[0]).to.equal('Today');
    expect(days.at(-1)).to.equal('5 May 2020');
    const [first] = rows(opened);
    expect(first?.textContent?.replaceAll(/\s+/g, ' ')).to.match(/Sync now failed The list is gone\. \d\d:\d\d Alice, 1\.2/);
    expect(first?.querySelector('time')?.title).to.include(String(new Date().getFullYear()));
    expect(opened.stage.words).to.include('4 of 4');
    await expect(opened.stage).to.be.accessible();
  });

  it('says that nothing happened yet', async () => {
    const opened = await open([]);
    await until(() => opened.stage.words.includes('Nothing happened yet'));
    await expect(opened.stage).to.be.accessible();
  });

  it('says that it is loading', async () => {
    staged = await dialogStage({ widget });
    staged.backend.hold('readHistory');
    await staged.show({ kind: 'history' });
    expect(staged.stage.dialog.querySelector('[role="status"]')?.textContent).to.equal('Loading');
    await expect(staged.stage).to.be.accessible();
  });

  it('says why it could not be loaded, and tries again', async () => {
    staged = await dialogStage({ widget });
    const { stage, backend } = staged;
    backend.failNext('readHistory', 'unavailable');
    await staged.show({ kind: 'history' });
    await until(() => stage.words.includes('This could not be loaded'));
    await expect(stage).to.be.accessible();
    stage.press('Try again');
    await until(() => stage.words.includes('Nothing happened yet'));
    await until(() => stage.focused?.getAttribute('part') === 'dialog-title');
  });

  it('is filtered by outcome', async () => {
    const opened = await open([failed, ...entries(3)]);
    await until(() => rows(opened).length === 4);
    opened.stage.press('Failed');
    await until(() => rows(opened).length === 1);
    const pressed = [...opened.stage.dialog.querySelectorAll('[aria-pressed="true"]')].map((button) =>
      button.textContent?.trim(),
    );
    expect(pressed).to.deep.equal(['Failed']);
    opened.stage.press('Cancelled');
    await until(() => opened.stage.words.includes('Nothing of this kind'));
  });

  it('comes page by page', async () => {
    const opened = await open(entries(45));
    await until(() => opened.stage.words.includes('20 of 45'));
    opened.stage.press('Show more');
    await until(() => opened.stage.words.includes('40 of 45'));
    opened.stage.press('Show more');
    await until(() => rows(opened).length === 45);
    expect(opened.stage.words).not.to.include('Show more');
  });

  it('keeps the focus on “Show more” while there is more, then gives it to the first line that is new', async () => {
    const opened = await open([...entries(41), aHistoryEntry({ id: 'old', at: ago(99), kind: 'connected', run: undefined })]);
    await until(() => opened.stage.words.includes('20 of 42'));
    opened.stage.press('Show more');
    await until(() => opened.stage.words.includes('40 of 42'));
    expect(opened.stage.focused?.textContent?.trim()).to.equal('Show more');
    opened.stage.press('Show more');
    await until(() => opened.stage.focused === rows(opened)[40]);
  });

  it('gives the focus to the first new line that is no run, as well', async () => {
    const old = aHistoryEntry({ id: 'old', at: ago(99), kind: 'connected', run: undefined });
    const opened = await open([...entries(20), old]);
    await until(() => opened.stage.words.includes('20 of 21'));
    opened.stage.press('Show more');
    await until(() => opened.stage.focused === rows(opened)[20]);
    await expect(opened.stage).to.be.accessible();
  });

  it('says in words what a shape says', async () => {
    const outcomes = ['running', 'succeeded', 'failed', 'cancelled', 'exploded' as 'failed'] as const;
    const opened = await open(outcomes.map((outcome, index) => aHistoryEntry({ id: outcome, at: ago(index), outcome })));
    const words = () => rows(opened).map((row) => row.querySelector('.glyph + .visually-hidden')?.textContent);
    await until(() => words().length === 5);
    expect(words()).to.deep.equal(['Running', 'Succeeded', 'Failed', 'Cancelled', undefined]);
    opened.stage.language = 'de';
    await until(() => words().join() === 'Läuft,Erfolgreich,Fehlgeschlagen,Abgebrochen,');
  });

  it('has the parts that the card’s documentation names', async () => {
    const opened = await open([failed]);
    const { dialog } = opened.stage;
    expect(dialog.part.contains('sheet')).to.equal(true);
    expect(dialog.querySelector('[part="filters"]')?.textContent).to.include('Cancelled');
    await until(() => dialog.querySelector('[part="panel"]')?.textContent.includes('Sync now failed'));
  });

  it('shows what happens while it is open, at the top', async () => {
    const opened = await open(entries(2));
    await until(() => rows(opened).length === 2);
    const [kept] = rows(opened);
    opened.backend.history = [failed, ...entries(2)];
    opened.backend.emit({ type: 'history.added', widget: 'orchard', connection: 'default' });
    await until(() => rows(opened).length === 3);
    expect(rows(opened)[0]?.textContent).to.include('Sync now failed');
    expect(rows(opened)[1]).to.equal(kept);
  });

  it('stops reading when it is closed', async () => {
    const opened = await open(entries(2));
    await until(() => rows(opened).length === 2);
    opened.stage.press('Close');
    await until(() => opened.stage.request === undefined);
    const reads = opened.backend.callsOf('readHistory').length;
    opened.backend.emit({ type: 'history.added', widget: 'orchard', connection: 'default' });
    await opened.stage.updateComplete;
    expect(opened.backend.callsOf('readHistory').length).to.equal(reads);
  });

  it('is exported whole, not as far as it is shown', async () => {
    const opened = await open(entries(45));
    await until(() => opened.stage.words.includes('20 of 45'));
    const { createObjectURL } = URL;
    const files: Blob[] = [];
    URL.createObjectURL = (blob) => {
      files.push(blob as Blob);
      return createObjectURL(blob);
    };
    opened.stage.press('Export');
    await until(() => opened.stage.said === 'Exported');
    URL.createObjectURL = createObjectURL;
    const text = (await files[0]?.text()) ?? '';
    expect(text.trim().split('\r\n').length).to.equal(46);
  });
});

describe('a run', () => {
  it('opens from its line; the focus goes to its name and comes back to the line', async () => {
    const opened = await open([failed]);
    opened.backend.answer('readRun', async () => details());
    const [line] = await until(() => (rows(opened).length === 1 ? rows(opened) : undefined));
    line?.click();
    await until(() => opened.stage.words.includes('The list no longer exists. Choose another one.'));
    expect(opened.stage.focused?.textContent?.trim()).to.equal('Sync now');
    opened.stage.press('Back to the history');
    await until(() => opened.stage.focused === rows(opened)[0]);
  });

  it('shows its steps, its log and an id for support, accessibly', async () => {
    staged = await dialogStage({ widget });
    staged.backend.answer('readRun', async () => details());
    await staged.show({ kind: 'history', run: 'run-2' });
    const { stage } = staged;
    await until(() => stage.words.includes('Steps'));
    expect(stage.words).to.include('Maya Lind');
    const steps = [...stage.dialog.querySelectorAll('.timeline > li')];
    expect(steps.map(({ className }) => className.trim())).to.deep.equal([
      'tone-success',
      'tone-danger is-broken',
      'tone-neutral is-pending',
    ]);
    expect(steps[2]?.textContent).to.include('Not reached');
    const outcomes = steps.map((step) => step.querySelector('.glyph + .visually-hidden')?.textContent);
    expect(outcomes).to.deep.equal(['Succeeded', 'Failed', undefined]);
    expect(stage.dialog.querySelector('.log')?.textContent).to.include('list_not_found');
    expect(stage.words).to.include('Run run-2. Give this to support.');
    await expect(stage).to.be.accessible();
  });

  for (const status of runStatuses) {
    it(`is accessible while it is ${status}`, async () => {
      staged = await dialogStage({ widget });
      staged.backend.answer('readRun', async () =>
        details({ status, progress: { done: 640, total: 2110, text: 'Reading subscribers' } }),
      );
      await staged.show({ kind: 'history', run: 'run-2' });
      const { stage } = staged;
      await until(() => stage.words.includes('Steps'));
      expect(stage.words.includes('640 of 2,110')).to.equal(status === 'running' || status === 'queued');
      await expect(stage).to.be.accessible();
    });
  }

  it('that is at work is followed, and can be cancelled', async () => {
    staged = await dialogStage({ widget });
    const { stage, backend, store } = staged;
    await store.run('sync');
    const run = await until(() => backend.hub.widgets[0]?.connections[0]?.activeRuns[0]);
    await staged.show({ kind: 'history', run: run.id });
    await until(() => stage.words.includes('Cancel run'));
    stage.press('Cancel run');
    await until(() => backend.callsOf('cancelRun').length === 1);
    await until(() => !stage.words.includes('Cancel run'));
    await until(() => stage.focused?.getAttribute('part') === 'dialog-title');
  });

  it('shows its steps as they come while it tells how far it is', async () => {
    staged = await dialogStage({ widget });
    const { stage, backend, store } = staged;
    await store.run('sync');
    const run = await until(() => backend.hub.widgets[0]?.connections[0]?.activeRuns[0]);
    await staged.show({ kind: 'history', run: run.id });
    await until(() => stage.words.includes('Cancel run'));
    const steps = [{ name: 'Read the list', status: 'running' }] as const;
    backend.answer('readRun', async () => ({ ...run, progress: { done: 2, total: 5 }, steps: [...steps], log: [] }));
    for (const done of [1, 2])
      backend.emit({
        type: 'run.changed',
        widget: run.widget,
        connection: run.connection,
        run: run.id,
        status: 'running',
        progress: { done, total: 5 },
      });
    await until(() => stage.words.includes('Read the list') && stage.words.includes('2 of 5'));
    expect(backend.callsOf('readRun').length).to.be.within(2, 3);
  });

  it('says that it is being cancelled where the button to cancel it was', async () => {
    staged = await dialogStage({ widget });
    const { stage, backend } = staged;
    let cancelling = false;
    backend.answer('readRun', async () => details({ status: 'running', cancelling }));
    backend.answer('cancelRun', async () => {
      cancelling = true;
      backend.emit({ type: 'run.changed', widget: 'orchard', connection: 'default', run: 'run-2' });
      return aRun({ id: 'run-2', status: 'running', cancelling });
    });
    backend.change({ widget: 'orchard', connection: 'default' }, { activeRuns: [aRun({ id: 'run-2', status: 'running' })] });
    await staged.show({ kind: 'history', run: 'run-2' });
    await until(() => stage.words.includes('Cancel run'));
    stage.press('Cancel run');
    await until(() => stage.focused?.textContent?.includes('Cancelling'));
  });

  it('offers no way to cancel another run in its place', async () => {
    staged = await dialogStage({ widget });
    const { stage, backend, store } = staged;
    await store.run('sync');
    await until(() => backend.hub.widgets[0]?.connections[0]?.activeRuns[0]);
    backend.answer('readRun', async () => details({ status: 'running' }));
    await staged.show({ kind: 'history', run: 'run-2' });
    await until(() => stage.words.includes('Steps'));
    expect(stage.words).not.to.include('Cancel run');
  });

  it('offers nothing to those who may only look', async () => {
    staged = await dialogStage({ widget });
    staged.stage.readOnly = true;
    staged.backend.answer('readRun', async () => details());
    await staged.show({ kind: 'history', run: 'run-2' });
    await until(() => staged?.stage.words.includes('Steps'));
    expect(staged.stage.dialog.querySelector('[part="dialog-footer"]')).to.equal(null);
  });

  describe('with a log', () => {
    const log = async () => {
      staged = await dialogStage({ widget });
      staged.backend.answer('readRun', async () => details());
      await staged.show({ kind: 'history', run: 'run-2' });
      const { stage } = staged;
      await until(() => stage.words.includes('Steps'));
      return stage;
    };
    afterEach(() => Reflect.deleteProperty(navigator, 'clipboard'));

    it('has it copied, says so for a while, and in the dialog', async () => {
      const copied = fillClipboard();
      const stage = await log();
      stage.press('Copy');
      await until(() => stage.said === 'Copied');
      expect(stage.focused?.textContent).to.equal('Copied');
      expect(copied).to.deep.equal(['2026-01-01T12:00:00.000Z error list_not_found']);
      await until(() => stage.focused?.textContent === 'Copy');
    });

    it('does not say for ever that it was copied, where the card was moved meanwhile', async () => {
      fillClipboard();
      const stage = await log();
      stage.press('Copy');
      await until(() => stage.focused?.textContent === 'Copied');
      const place = document.createElement('div');
      document.body.append(place);
      place.append(stage);
      await until(() => stage.topmost?.querySelector('.subhead .link')?.textContent === 'Copy', { timeout: 1000 });
    });

    it('says that it could not be copied, and selects it', async () => {
      blockClipboard();
      const stage = await log();
      stage.press('Copy');
      await until(() => stage.words.includes('This could not be copied. It is selected: copy it by hand.'));
      expect(stage.said).to.equal('This could not be copied. It is selected: copy it by hand.');
      expect(stage.focused?.getAttribute('part')).to.equal('log');
      expect(String(getSelection())).to.include('list_not_found');
      await expect(stage).to.be.accessible();
      fillClipboard();
      stage.press('Copy');
      await until(() => stage.said === 'Copied');
      expect(stage.dialog.querySelector('.copy-failed')).to.equal(null);
    });
  });

  it('offers its own action and the settings next', async () => {
    staged = await dialogStage({ widget });
    staged.backend.answer('readRun', async () => details());
    await staged.show({ kind: 'history', run: 'run-2' });
    const { stage } = staged;
    await until(() => stage.words.includes('Steps'));
    expect(
      [...stage.dialog.querySelectorAll('[part="dialog-footer"] button')].map((button) => button.textContent?.trim()),
    ).to.deep.equal(['Configure', 'Sync now']);
    stage.press('Sync now');
    await until(() => stage.request === undefined);
    expect(stage.performed).to.deep.equal(['sync']);
  });

  it('that could not be loaded is tried again', async () => {
    staged = await dialogStage({ widget });
    const { stage, backend } = staged;
    backend.failNext('readRun', 'unavailable');
    backend.answer('readRun', async () => details());
    await staged.show({ kind: 'history', run: 'run-2' });
    await until(() => stage.words.includes('This could not be loaded'));
    stage.press('Try again');
    await until(() => stage.words.includes('Steps'));
    await until(() => stage.focused?.getAttribute('part') === 'dialog-title');
  });
});

describe('entries as they are told', () => {
  it('are grouped by the reader’s day', () => {
    const now = new Date(2026, 0, 2, 12).valueOf();
    const at = (day: number, hour: number) => new Date(2026, 0, day, hour).toISOString();
    const list = [at(2, 11), at(2, 1), at(1, 23), new Date(2025, 11, 1).toISOString()].map((instant, index) =>
      aHistoryEntry({ id: `${index}`, at: instant }),
    );
    const days = byDay(list, en, () => '1 December', now);
    expect(days.map(({ label, entries: those }) => `${label} ${those.length}`)).to.deep.equal([
      'Today 2',
      'Yesterday 1',
      '1 December 1',
    ]);
  });

  it('have words for every kind and outcome, and for those of a newer backend', () => {
    expect(entryTitle(en, aHistoryEntry({ outcome: 'cancelled' }))).to.equal('Sync now cancelled');
    expect(entryTitle(en, aHistoryEntry({ kind: 'expired' }))).to.equal('Sign-in expired');
    expect(entryTitle(en, aHistoryEntry({ kind: 'teleported' as 'run' }))).to.equal('Sync now');
    expect(entryTitle(en, aHistoryEntry({ outcome: 'exploded' as 'failed' }))).to.equal('Sync now');
  });

  it('are harmless in a spreadsheet', () => {
    const csv = historyCsv([aHistoryEntry({ message: '=HYPERLINK("https://evil.example")', who: 'O"Neill, Ann' })], en);
    expect(csv).to.include(`"'=HYPERLINK(""https://evil.example"")"`);
    expect(csv).to.include('"O""Neill, Ann"');
    expect(csv.split('\r\n')[0]).to.equal('"Time","Action","Who","Outcome","Message","Duration"');
  });
});
