import type { Action } from '../../contract/action.js';
import { activates } from '../../contract/rules/signs-in.js';
import type { Run } from '../../contract/run.js';
import type { ConnectionSnapshot } from './connection.js';
import { offeredActions } from './plan.js';

type Ready = Extract<ConnectionSnapshot, { status: 'ready' }>;

export type CardStateName =
  | 'idle'
  | 'saved'
  | 'connecting'
  | 'blocked'
  | 'needs_setup'
  | 'active'
  | 'running'
  | 'failed'
  | 'expired'
  /** A setting needs a person, or a sign-in an answer. */
  | 'attention';

export type Glyph = 'ring' | 'second_half' | 'arc' | 'triangle' | 'first_half' | 'disc' | 'share' | 'octagon' | 'cut_ring';

/** How a card is drawn: a row of the table in the design notes. */
export interface CardState {
  readonly state: CardStateName;
  readonly tone: 'neutral' | 'accent' | 'success' | 'warning' | 'danger';
  readonly wire: 'dashed' | 'travels' | 'solid' | 'filled' | 'broken';
  readonly glyph: Glyph;
  /** What the one filled button is: an action (its key in `filledAction`), or one that the hub adds. */
  readonly filled: 'none' | 'action' | 'reconnect' | 'open_link';
  readonly filledAction?: string;
  /** The badge's words where the author gave them (seed: Activation's label). */
  readonly label?: string;
  /** The run that the card shows. */
  readonly run?: Run;
  /** 0 to 1, where the run told how much there is. */
  readonly share?: number;
}

const rows = {
  idle: { tone: 'neutral', wire: 'dashed', glyph: 'ring' },
  saved: { tone: 'neutral', wire: 'dashed', glyph: 'second_half' },
  connecting: { tone: 'accent', wire: 'travels', glyph: 'arc' },
  blocked: { tone: 'warning', wire: 'dashed', glyph: 'triangle' },
  needs_setup: { tone: 'accent', wire: 'solid', glyph: 'first_half' },
  active: { tone: 'success', wire: 'solid', glyph: 'disc' },
  running: { tone: 'accent', wire: 'filled', glyph: 'share' },
  failed: { tone: 'danger', wire: 'broken', glyph: 'octagon' },
  expired: { tone: 'warning', wire: 'broken', glyph: 'cut_ring' },
  attention: { tone: 'warning', wire: 'broken', glyph: 'triangle' },
} as const satisfies Record<CardStateName, Pick<CardState, 'tone' | 'wire' | 'glyph'>>;

const draw = (state: CardStateName, more: Partial<CardState> = {}): CardState => ({
  state,
  ...rows[state],
  filled: 'none',
  ...more,
});

function filling({ widget, connection }: Ready, isIt: (action: Action) => boolean): Partial<CardState> {
  const action = offeredActions(widget, connection).find(isIt);
  return action === undefined ? {} : { filled: 'action', filledAction: action.key };
}

function running(run: Run | undefined): CardState {
  if (run === undefined) return draw('running');
  const { done, total } = run.progress ?? { done: 0 };
  return draw('running', total === undefined || total <= 0 ? { run } : { run, share: Math.min(1, Math.max(0, done / total)) });
}

function authenticated(snapshot: Ready): CardState {
  const { widget, connection } = snapshot;
  const { attention, incomplete } = connection;
  const asks = ({ type, flow = '' }: Action) => type === 'configuration' && (incomplete?.includes(flow) ?? true);
  const configuring = filling(snapshot, asks);
  if (attention !== undefined) return draw('attention', configuring);
  // Without a form to fill in, C stays false for ever and nothing is left to set up.
  if (!connection.configured && configuring.filled !== undefined) return draw('needs_setup', configuring);
  const label = widget.actions.find((action) => action.activeLabel && activates(action, widget.actions))?.activeLabel;
  return draw('active', label === undefined ? {} : { label });
}

/** A run that only missed a sign-in is no news once there is one. */
const hasFailed = ({ lastRun, authenticated: signedIn }: Ready['connection']): boolean =>
  lastRun?.status === 'failed' && !(signedIn && lastRun.error?.code === 'not_authenticated');

/** What the card of a connection shows. Several at once: running > connecting > expired > failed > the rest. */
export function cardState(snapshot: ConnectionSnapshot): CardState {
  if (snapshot.status === 'absent') return draw('idle');
  const { connection, signIn, starting } = snapshot;
  const [run] = connection.activeRuns;
  if (run !== undefined || starting !== undefined) return running(run);
  if (signIn.status === 'blocked') return draw('blocked', { filled: 'open_link' });
  if (signIn.status === 'question') return draw('attention');
  if (signIn.status !== 'none') return draw('connecting');
  if (connection.expired) return draw('expired', { filled: 'reconnect' });
  if (hasFailed(connection)) return draw('failed', connection.lastRun === undefined ? {} : { run: connection.lastRun });
  if (connection.authenticated) return authenticated(snapshot);
  const connecting = filling(snapshot, (action) => activates(action, snapshot.widget.actions));
  return draw(connection.configured ? 'saved' : 'idle', connecting);
}
