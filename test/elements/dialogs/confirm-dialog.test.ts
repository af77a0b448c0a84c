import { expect } from '@open-wc/testing';
import { type DialogStage, dialogStage } from '../../support/dialog-stage.js';
import { aConnection, aDependency, aRun, aWidget, inState } from '../../support/factories.js';
import { until } from '../../support/until.js';

let staged: DialogStage;
afterEach(() => staged.dispose());

const connected = { connections: [aConnection(inState.active)] };
const ask = { kind: 'confirm', action: 'disconnect' } as const;

describe('the question before disconnecting', () => {
  it('says what is erased and what is kept, and starts on Cancel', async () => {
    staged = await dialogStage({ widget: connected });
    const { stage } = staged;
    const dialog = await staged.show(ask);
    expect(stage.words).to.include('Disconnect Orchard Shop?');
    expect(stage.words).to.include('The sign-in is withdrawn at Orchard Shop and erased here.');
    expect(stage.words).to.include('Saved settings are erased. History is kept.');
    expect(stage.focused?.textContent?.trim()).to.equal('Cancel');
    expect(dialog.getAttribute('role')).to.equal('alertdialog');
    await expect(stage).to.be.accessible();
  });

  it('promises nothing that is not so', async () => {
    staged = await dialogStage({
      widget: {
        dependencies: [],
        history: false,
        actions: aWidget().actions.filter(({ key }) => key !== 'configure'),
        connections: [aConnection({ active: true, authenticated: true, credentials: [] })],
      },
    });
    await staged.show(ask);
    expect(staged.stage.words).to.equal('Disconnect Orchard Shop? Cancel Disconnect');
  });

  it('names every service and what is running', async () => {
    const dependencies = [aDependency(), aDependency({ key: 'drive', name: 'Parcel Drive', primary: false })];
    const credentials = dependencies.map(({ key }) => ({ dependency: key, status: 'valid' as const }));
    staged = await dialogStage({
      widget: { dependencies, connections: [aConnection({ ...inState.active, credentials, activeRuns: [aRun()] })] },
    });
    await staged.show(ask);
    expect(staged.stage.words).to.include('What is running is cancelled.');
    expect(staged.stage.words).to.include('withdrawn at Orchard Shop and Parcel Drive');
  });

  it('does nothing on Cancel or Escape, and gives the focus back', async () => {
    staged = await dialogStage({ widget: connected });
    const { stage, backend } = staged;
    await staged.show(ask);
    stage.press('Cancel');
    await until(() => stage.focused?.textContent === 'Open');
    expect(backend.callsOf('startRun').length).to.equal(0);
  });

  it('starts the action when it is confirmed', async () => {
    staged = await dialogStage({ widget: connected });
    await staged.show(ask);
    staged.stage.press('Disconnect');
    await until(() => staged.backend.callsOf('startRun').length === 1);
    expect(staged.backend.callsOf('startRun')[0]?.slice(1)).to.deep.equal(['disconnect', {}]);
    expect(staged.stage.request).to.equal(undefined);
  });

  it('offers to disconnect anyway once the flow has failed, and says what that means', async () => {
    const lastRun = aRun({
      action: 'disconnect',
      actionName: 'Disconnect',
      status: 'failed',
      error: { code: 'flow_failed', message: 'The shop is locked.' },
    });
    staged = await dialogStage({ widget: { connections: [aConnection({ ...inState.active, lastRun })] } });
    const { stage, backend } = staged;
    await staged.show(ask);
    expect(stage.words).to.include('Disconnect failed The shop is locked.');
    expect(stage.words).to.include('erases everything here without telling the service');
    expect(stage.focused?.textContent?.trim()).to.equal('Cancel');
    await expect(stage).to.be.accessible();
    stage.press('Disconnect anyway');
    await until(() => backend.callsOf('startRun').length === 1);
    expect(backend.callsOf('startRun')[0]?.slice(1)).to.deep.equal(['disconnect', { anyway: true }]);
  });

  it('goes when the connection does', async () => {
    staged = await dialogStage({ widget: connected });
    await staged.show(ask);
    staged.backend.changeHub({ widgets: [] });
    await until(() => staged.stage.request === undefined);
  });
});
