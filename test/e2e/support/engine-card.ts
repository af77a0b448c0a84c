import { until } from '../../support/until.js';
import type { Control, EngineWindow, Profile } from './engines/engine.js';
import { type HandOffTrace, readTrace, watchHandOff } from './hand-off-trace.js';
import type { Person } from './people.js';
import type { World } from './world.js';

const name = 'Google Drive to GCS';
const card: Control = { role: 'article', name };

/** Signs in at the service in its window, as far as the consent. */
export async function signInAt(window: EngineWindow, { email, password }: Person): Promise<void> {
  await window.type({ label: 'Email' }, email);
  await window.type({ label: 'Password' }, password);
  await window.click({ role: 'button', name: 'Sign in' });
}

export const allowAt = (window: EngineWindow): Promise<void> => window.click({ role: 'button', name: 'Allow' });

/** The migration widget's card on the demo's page, in any engine. */
export class EngineCard {
  readonly page: EngineWindow;
  readonly #profile: Profile;

  private constructor(profile: Profile, page: EngineWindow) {
    this.#profile = profile;
    this.page = page;
  }

  static async open(profile: Profile, { host }: World): Promise<EngineCard> {
    const page = await profile.open(`${host}/integrations`);
    await watchHandOff(page, name);
    const opened = new EngineCard(profile, page);
    await opened.badge('Not connected');
    return opened;
  }

  press(button: string): Promise<void> {
    return this.page.click({ role: 'button', name: button, within: card });
  }

  /** The sign-in window. */
  connect(): Promise<EngineWindow> {
    return this.#profile.windowOpenedBy(() => this.press('Connect'));
  }

  trace(): Promise<HandOffTrace> {
    return readTrace(this.page);
  }

  /** Waits until the badge says it, and answers when it did. */
  async badge(text: string, timeout = 30_000): Promise<number> {
    const find = async () => {
      const last = (await this.trace()).badges.at(-1);
      return last?.text === text ? last : undefined;
    };
    return (await until(find, { timeout, message: `The badge never says ${text}` })).at;
  }

  async disconnect(): Promise<void> {
    await this.press('Disconnect');
    const within: Control = { role: 'alertdialog', name: `Disconnect ${name}?` };
    await this.page.click({ role: 'button', name: 'Disconnect', within });
    await this.badge('Not connected');
  }
}
