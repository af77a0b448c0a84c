import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Connection } from '../../../src/contract/connection.js';
import type { Widget } from '../../../src/contract/widget.js';
import { cardState } from '../../../src/core/connection/card-state.js';
import type { ConnectionSnapshot } from '../../../src/core/connection/connection.js';
import { untouched } from '../../../src/core/connection/local.js';
import { aConnection, anAction, aRun, aWidget, inState } from '../../support/factories.js';

type Ready = Extract<ConnectionSnapshot, { status: 'ready' }>;

const snapshot = (connection: Partial<Connection> = {}, more: Partial<Ready> = {}, widget: Partial<Widget> = {}): Ready => ({
  status: 'ready',
  widget: aWidget(widget),
  connection: aConnection(connection),
  ...untouched,
  ...more,
});
const open = { status: 'open', dependency: 'orchard' } as const;
const blocked = { status: 'blocked', dependency: 'orchard', url: 'https://backend.test/oauth/start/1', returns: false } as const;
const failed = aRun({ status: 'failed' });

describe('cardState', () => {
  it('fills the form that needs attention, whatever its visibility and however many there are', () => {
    const form = (key: string, flow: string) =>
      anAction({ key, type: 'configuration', visibility: 'post_auth_not_configured', flow });
    const widget = { actions: [form('one', 'first'), form('two', 'second')] };
    const state = cardState(
      snapshot({ ...inState.active, attention: 'configuration_incomplete', incomplete: ['second'] }, {}, widget),
    );
    assert.deepEqual([state.state, state.filled, state.filledAction], ['attention', 'action', 'two']);
  });

  it('fills and names a Multi Connector like the Activation that its widget lacks', () => {
    const both = anAction({ key: 'both', type: 'multi_connector', visibility: 'always', activeLabel: 'Both' });
    const beside = anAction({ key: 'connect', type: 'activation', visibility: 'pre_auth' });
    assert.equal(cardState(snapshot({}, {}, { actions: [both] })).filledAction, 'both');
    assert.equal(cardState(snapshot(inState.active, {}, { actions: [both] })).label, 'Both');
    assert.equal(cardState(snapshot({}, {}, { actions: [both, beside] })).filledAction, 'connect');
    assert.equal(cardState(snapshot(inState.active, {}, { actions: [both, beside] })).label, undefined);
  });

  const table: readonly (readonly [string, Ready, object])[] = [
    [
      'A0 C0',
      snapshot(),
      { state: 'idle', tone: 'neutral', wire: 'dashed', glyph: 'ring', filled: 'action', filledAction: 'connect' },
    ],
    [
      'A0 C1',
      snapshot(inState.saved),
      { state: 'saved', tone: 'neutral', wire: 'dashed', glyph: 'second_half', filled: 'action', filledAction: 'connect' },
    ],
    [
      'authorizing',
      snapshot({}, { signIn: open }),
      { state: 'connecting', tone: 'accent', wire: 'travels', glyph: 'arc', filled: 'none' },
    ],
    [
      'a blocked window',
      snapshot({}, { signIn: blocked }),
      { state: 'blocked', tone: 'warning', wire: 'dashed', glyph: 'triangle', filled: 'open_link' },
    ],
    [
      'A1 C0',
      snapshot(inState.needsSetup),
      { state: 'needs_setup', tone: 'accent', wire: 'solid', glyph: 'first_half', filled: 'action', filledAction: 'configure' },
    ],
    [
      'A1 C1',
      snapshot(inState.active),
      { state: 'active', tone: 'success', wire: 'solid', glyph: 'disc', filled: 'none', label: 'Live' },
    ],
    [
      'a run',
      snapshot({ ...inState.active, activeRuns: [aRun()] }),
      { state: 'running', tone: 'accent', wire: 'filled', glyph: 'share', filled: 'none', run: aRun() },
    ],
    [
      'a failed run',
      snapshot({ ...inState.active, lastRun: failed }),
      { state: 'failed', tone: 'danger', wire: 'broken', glyph: 'octagon', filled: 'none', run: failed },
    ],
    [
      'an expired sign-in',
      snapshot(inState.expired),
      { state: 'expired', tone: 'warning', wire: 'broken', glyph: 'cut_ring', filled: 'reconnect' },
    ],
    [
      'a setting that needs a person',
      snapshot({ ...inState.active, attention: 'configuration_incomplete' }),
      { state: 'attention', tone: 'warning', wire: 'broken', glyph: 'triangle', filled: 'action', filledAction: 'configure' },
    ],
  ];
  for (const [name, given, expected] of table)
    it(`draws ${name} as the design says`, () => {
      assert.deepEqual(cardState(given), expected);
    });

  it('ranks running over connecting over expired over failed over the rest', () => {
    const all = { ...inState.expired, activeRuns: [aRun()], lastRun: failed };
    assert.equal(cardState(snapshot(all, { signIn: open })).state, 'running');
    assert.equal(cardState(snapshot({ ...all, activeRuns: [] }, { signIn: open })).state, 'connecting');
    assert.equal(cardState(snapshot({ ...all, activeRuns: [] })).state, 'expired');
    assert.equal(
      cardState(snapshot({ ...inState.active, attention: 'configuration_incomplete', lastRun: failed })).state,
      'failed',
    );
  });

  it('lets go of a run that missed a sign-in once there is one', () => {
    const lastRun = aRun({ status: 'failed', error: { code: 'not_authenticated' } });
    assert.equal(cardState(snapshot({ ...inState.active, lastRun })).state, 'active');
    assert.equal(cardState(snapshot({ lastRun })).state, 'failed');
  });

  it('runs from the click on, before the server has answered', () => {
    assert.equal(cardState(snapshot(inState.active, { starting: 'sync' })).state, 'running');
  });

  it('connects wherever the window is: here, maybe closed, or in another tab', () => {
    for (const status of ['open', 'unsure', 'elsewhere'] as const)
      assert.equal(cardState(snapshot({}, { signIn: { status, dependency: 'orchard' } })).state, 'connecting');
  });

  it('tells the share of a run that knows how much there is, never beyond the whole', () => {
    const share = (progress: { done: number; total?: number }) =>
      cardState(snapshot({ ...inState.active, activeRuns: [aRun({ progress })] })).share;
    assert.equal(share({ done: 3, total: 4 }), 0.75);
    assert.equal(share({ done: 9, total: 4 }), 1);
    assert.equal(share({ done: 3 }), undefined);
    assert.equal(share({ done: 0, total: 0 }), undefined);
  });

  it('is active without a form to fill in: nothing is left to set up', () => {
    assert.equal(cardState(snapshot(inState.needsSetup, {}, { actions: [anAction()] })).state, 'active');
  });

  it('fills no button where no Activation is offered', () => {
    assert.equal(cardState(snapshot({}, {}, { actions: [anAction({ type: 'none', visibility: 'always' })] })).filled, 'none');
  });

  it('draws something for a connection that is not there', () => {
    assert.equal(cardState({ status: 'absent' }).state, 'idle');
  });
});
