import { fixture, html } from '@open-wc/testing';
import { nothing } from 'lit';
// Loaded with the first event, and here in a moment.
import '../../src/core/hub/follow-events.js';
import '../../src/define.js';
import type { Hub } from '../../src/contract/hub.js';
import type { HubStore } from '../../src/core/hub/hub.js';
import { createHubStore } from '../../src/core/hub/hub.store.js';
import type { IntegrationHubElement } from '../../src/elements/integration-hub/integration-hub.js';
import type { IntegrationWidgetElement } from '../../src/elements/integration-widget/integration-widget.js';
import { aHub, createFakeBackend, createFakeOpener, type FakeBackend, type FakeOpener } from './fake-backend.js';
import { HubHarness } from './harness/hub.harness.js';
import { WidgetHarness } from './harness/widget.harness.js';

export interface Stage {
  readonly backend: FakeBackend;
  readonly opener: FakeOpener;
  readonly store: HubStore;
}

const stages = new Set<Stage>();

/** A hub store over a backend in memory. @param prepare before the first read */
export function stage(hub: Partial<Hub> = {}, prepare: (backend: FakeBackend) => void = () => undefined): Stage {
  const backend = createFakeBackend({ hub: aHub(hub) });
  prepare(backend);
  const opener = createFakeOpener();
  const made = { backend, opener, store: createHubStore({ backend, opener }) };
  stages.add(made);
  return made;
}

/** Ends the requests and timers of every stage. Call it after each test. */
export function strike(): void {
  for (const { store } of stages) store.dispose();
  stages.clear();
}

export async function hubOn({ store }: Stage): Promise<HubHarness> {
  const element = await fixture<IntegrationHubElement>(html`<integration-hub .store=${store}></integration-hub>`);
  return new HubHarness(element);
}

export async function widgetOn({ store }: Stage, theme?: 'dark'): Promise<WidgetHarness> {
  const element = await fixture<IntegrationWidgetElement>(
    html`<integration-widget widget="orchard" theme=${theme ?? nothing} .store=${store}></integration-widget>`,
  );
  return new WidgetHarness(element);
}
