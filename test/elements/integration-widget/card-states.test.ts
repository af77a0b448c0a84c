import { expect } from '@open-wc/testing';
import type { Connection } from '../../../src/contract/connection.js';
import type { CardStateName } from '../../../src/core/connection/card-state.js';
import { type Stage, stage, strike, widgetOn } from '../../support/element-stage.js';
import { aConnection, aRun, aWidget, inState } from '../../support/factories.js';
import type { WidgetHarness } from '../../support/harness/widget.harness.js';
import { until } from '../../support/until.js';

interface Case {
  readonly connection: Partial<Connection>;
  /** What a person does to get there. */
  readonly act?: (widget: WidgetHarness, stage: Stage) => Promise<void>;
  readonly badge: string;
  readonly tone: string;
  readonly wire: string;
  readonly filled: readonly string[];
  readonly states: readonly string[];
  /** Words of the notice. */
  readonly notice?: string;
}

/** A new state of the core does not compile without a case here. */
const cases: Readonly<Record<CardStateName, Case>> = {
  idle: { connection: {}, badge: 'Not connected', tone: 'neutral', wire: 'dashed', filled: ['Connect'], states: ['idle'] },
  saved: {
    connection: inState.saved,
    badge: 'Settings saved',
    tone: 'neutral',
    wire: 'dashed',
    filled: ['Connect'],
    states: ['saved', 'configured'],
  },
  connecting: {
    connection: {},
    act: (widget) => widget.press('Connect'),
    badge: 'Connecting',
    tone: 'accent',
    wire: 'travels',
    filled: [],
    states: ['connecting'],
    notice: 'Sign-in is open in another window.',
  },
  blocked: {
    connection: {},
    act: async (widget, { opener }) => {
      opener.block();
      await widget.press('Connect');
    },
    badge: 'Window blocked',
    tone: 'warning',
    wire: 'dashed',
    filled: ['Open sign-in'],
    states: ['blocked'],
    notice: 'Your browser blocked the sign-in window.',
  },
  needs_setup: {
    connection: inState.needsSetup,
    badge: 'Needs setup',
    tone: 'accent',
    wire: 'solid',
    filled: ['Configure'],
    states: ['needs-setup', 'connected'],
    notice: 'Connected as alice@example.com.',
  },
  active: {
    connection: inState.active,
    badge: 'Live',
    tone: 'success',
    wire: 'solid',
    filled: [],
    states: ['active', 'connected', 'configured'],
  },
  running: {
    connection: { ...inState.active, activeRuns: [aRun({ progress: { done: 3, total: 12, text: 'Copying files' } })] },
    badge: 'Running',
    tone: 'accent',
    wire: 'filled',
    filled: [],
    states: ['running', 'connected', 'configured'],
  },
  failed: {
    connection: { ...inState.active, lastRun: aRun({ status: 'failed', userMessage: 'The list is gone. Choose another list.' }) },
    badge: 'Last run failed',
    tone: 'danger',
    wire: 'broken',
    filled: [],
    states: ['failed', 'connected', 'configured'],
    notice: 'The list is gone. Choose another list.',
  },
  expired: {
    connection: inState.expired,
    badge: 'Sign-in expired',
    tone: 'warning',
    wire: 'broken',
    filled: ['Reconnect'],
    states: ['expired', 'configured'],
    notice: 'Orchard Shop asks you to sign in again.',
  },
  attention: {
    connection: { ...inState.active, attention: 'configuration_incomplete' },
    badge: 'Needs attention',
    tone: 'warning',
    wire: 'broken',
    filled: ['Configure'],
    states: ['attention', 'connected', 'configured'],
    notice: 'A setting is missing.',
  },
};

describe('<integration-widget> in each state', () => {
  afterEach(strike);

  for (const [name, { connection, act, badge, tone, wire, filled, states, notice }] of Object.entries(cases)) {
    describe(name, () => {
      const draw = async (theme?: 'dark'): Promise<WidgetHarness> => {
        const on = stage({ widgets: [aWidget({ label: 'outbound', connections: [aConnection(connection)] })] });
        const widget = await (await widgetOn(on, theme)).drawn();
        await act?.(widget, on);
        await until(() => widget.badge === badge, { message: `The badge says ${widget.badge}, not ${badge}` });
        await until(() => notice === undefined || widget.notice !== undefined, { message: 'The notice did not come.' });
        await widget.settled();
        return widget;
      };

      it('says it by words, shape, wire and at most one filled button', async () => {
        const widget = await draw();
        const card = widget.part('card');
        expect(card?.classList.contains(`tone-${tone}`)).to.equal(true);
        expect(card?.dataset['wire']).to.equal(wire);
        expect(widget.part('badge')?.querySelector('svg')).to.exist;
        expect(widget.filled).to.deep.equal(filled);
        expect(states.filter((state) => !widget.is(state))).to.deep.equal([]);
        if (notice === undefined) expect(widget.notice).to.equal(undefined);
        else expect(widget.notice).to.contain(notice);
      });

      it('is accessible', async () => {
        await expect((await draw()).element).to.be.accessible();
      });

      it('is accessible on a dark page', async () => {
        await expect((await draw('dark')).element).to.be.accessible();
      });
    });
  }

  it('is up to date on a page that the browser has translated', async () => {
    const on = stage();
    const widget = await (await widgetOn(on)).drawn();
    const badge = widget.part('badge')?.querySelector('bdi');
    // As browsers do: the text is taken out, and the translation put in its place.
    for (const text of [...(badge?.childNodes ?? [])]) {
      const font = document.createElement('font');
      font.textContent = 'Pas connecté';
      text.replaceWith(font);
    }
    on.backend.change({ widget: 'orchard', connection: 'default' }, inState.active);
    await until(() => widget.badge === 'Live');
  });

  it('says which boxes to tick where a permission is missing', async () => {
    const dead = { dependency: 'orchard', status: 'insufficient_scope' as const, missing: ['Read your orders', 'Change prices'] };
    const connection = aConnection({ ...inState.expired, credentials: [dead] });
    const widget = await (await widgetOn(stage({ widgets: [aWidget({ connections: [connection] })] }))).drawn();
    expect(widget.notice).to.contain('Orchard Shop needs more permissions.');
    expect(widget.notice).to.contain('Tick these boxes: Read your orders, Change prices');
    await expect(widget.element).to.be.accessible();
  });

  it('draws no two states with the same shape, tone and wire', async () => {
    const looks = new Set<string>();
    for (const { connection, act, badge } of Object.values(cases)) {
      const on = stage({ widgets: [aWidget({ connections: [aConnection(connection)] })] });
      const widget = await (await widgetOn(on)).drawn();
      await act?.(widget, on);
      await until(() => widget.badge === badge);
      const svg = widget.part('badge')?.querySelector('svg');
      looks.add(
        `${svg?.getAttribute('class')} ${[...(svg?.children ?? [])].map((shape) => shape.outerHTML.replace(/<!--.*?-->/g, '')).join('')} ${widget.part('card')?.className} ${widget.part('card')?.dataset['wire']}`,
      );
    }
    expect(looks.size).to.equal(Object.keys(cases).length);
  });
});
