import { expect } from '@open-wc/testing';
import { type DialogStage, dialogStage } from '../../support/dialog-stage.js';
import { aConnection, aRun, inState } from '../../support/factories.js';
import { until } from '../../support/until.js';

let staged: DialogStage;
afterEach(() => staged.dispose());

describe('the question before an account is removed', () => {
  it('keeps the focus when Remove gives way to what can be done after a failure', async () => {
    staged = await dialogStage({ widget: { connections: [aConnection(inState.active)] } });
    const { stage, backend } = staged;
    await staged.show({ kind: 'remove', name: 'Acme' });
    const removing = backend.hold('removeConnection');
    stage.press('Remove');
    await until(() => removing.waiting === 1);
    const lastRun = aRun({ action: 'disconnect', actionName: 'Disconnect', status: 'failed', error: { code: 'flow_failed' } });
    backend.change({ widget: 'orchard', connection: 'default' }, { lastRun });
    await until(() => stage.words.includes('Remove anyway'));
    await until(() => stage.focused?.textContent?.trim() === 'Cancel');
    await expect(stage).to.be.accessible();
  });
});
