import { expect } from '@open-wc/testing';
import { IntegrationError } from '../../../src/core/errors.js';
import { type DialogStage, dialogStage } from '../../support/dialog-stage.js';
import { aConnection, inState } from '../../support/factories.js';
import { until } from '../../support/until.js';

let staged: DialogStage;
afterEach(() => staged.dispose());

const message = {
  outcome: 'succeeded',
  header: 'Import finished',
  text: '1,284 copied.\n4 were <b>left</b> out.',
  run: 'run-7',
} as const;
const widget = { connections: [aConnection(inState.active)] };

describe('a message from a run', () => {
  for (const outcome of ['succeeded', 'failed'] as const) {
    it(`shows the flow's words as plain text when it has ${outcome}`, async () => {
      staged = await dialogStage({ widget });
      const dialog = await staged.show({ kind: 'message', message: { ...message, outcome } });
      expect(dialog.querySelector('.message-text')?.textContent).to.equal(message.text);
      expect(dialog.querySelector('.message-head')?.className).to.include(outcome === 'failed' ? 'tone-danger' : 'tone-success');
      await expect(staged.stage).to.be.accessible();
    });
  }

  it('has a title of its own when the flow gave none', async () => {
    staged = await dialogStage({ widget });
    const untold = { outcome: 'failed', header: undefined, text: undefined, action: 'Sync now', run: undefined } as const;
    await staged.show({ kind: 'message', message: untold });
    expect(staged.stage.words).to.equal('Sync now failed OK');
    await expect(staged.stage).to.be.accessible();
  });

  it('says in words of ours what failed where no flow was asked', async () => {
    staged = await dialogStage({ widget });
    const error = new IntegrationError('other_session');
    await staged.show({
      kind: 'message',
      message: { outcome: 'failed', header: undefined, text: undefined, run: undefined, error },
    });
    expect(staged.stage.heading).to.equal('Nothing was connected');
    expect(staged.stage.words).to.include('started by somebody else or in another session');
    await expect(staged.stage).to.be.accessible();
  });

  it('leads to the run in the history, and is over when that is closed', async () => {
    staged = await dialogStage({ widget });
    const { stage, backend } = staged;
    backend.answer('readRun', async (id) => ({
      id,
      widget: 'orchard',
      connection: 'default',
      action: 'sync',
      actionName: 'Sync now',
      status: 'succeeded',
      createdAt: '2026-01-01T12:00:00.000Z',
      steps: [],
      log: [],
    }));
    await staged.show({ kind: 'message', message });
    stage.press('View run');
    await until(() => stage.words.includes('Run run-7. Give this to support.'));
    stage.requestUpdate();
    await stage.updateComplete;
    expect(stage.words).to.include('Sync now');
    stage.press('Close');
    await until(() => stage.request === undefined);
  });

  it('has no way to a history that the widget does not show', async () => {
    staged = await dialogStage({ widget: { ...widget, history: false } });
    await staged.show({ kind: 'message', message });
    expect(staged.stage.words).not.to.include('View run');
  });
});
