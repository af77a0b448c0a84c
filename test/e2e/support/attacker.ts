import { randomBytes } from 'node:crypto';
import { requestHeader } from '../../../src/contract/protocol.js';
import { signIn } from '../../support/visitor.js';
import type { Person } from './people.js';
import type { World } from './world.js';

const draw = (): string => randomBytes(32).toString('base64url');

/** A sign-in that somebody has begun in order to have another person finish it. */
export interface Bait {
  readonly id: string;
  readonly proof: string;
  readonly reference: string;
  readonly startUrl: string;
}

/**
 * Somebody with a session of the host's, who does by script what the pages do, and so knows everything that a
 * browser ever held of a sign-in: its id, its proof, its cookie, its addresses.
 */
export class Attacker {
  readonly #world: World;
  readonly #token: string;
  readonly #cookies: string[] = [];

  private constructor(world: World, token: string) {
    this.#world = world;
    this.#token = token;
  }

  static async of(world: World, tenant = 'acme'): Promise<Attacker> {
    return new Attacker(world, await sessionToken(world, tenant));
  }

  async begin(): Promise<Bait> {
    const { backendUrl, host } = this.#world;
    const [id, proof] = [draw(), draw()];
    const response = await fetch(`${backendUrl}/v1/authorizations`, {
      method: 'POST',
      headers: { ...this.#ours, origin: host, authorization: `Bearer ${this.#token}` },
      body: JSON.stringify({
        ...{ id, proof, widget: 'drive-to-gcs', connection: 'default', dependency: 'google-drive', method: 'oauth' },
        ...{ action: 'connect', window: 'popup', locale: 'en', returnUrl: `${host}/integrations` },
      }),
    });
    if (response.status !== 201) throw new Error(`The sign-in was not registered: ${response.status} ${await response.text()}`);
    const { id: reference } = (await response.json()) as { id: string };
    return { id, proof, reference, startUrl: `${backendUrl}/oauth/start/${id}` };
  }

  /** Binds it by its proof. Answers the status. */
  bindByProof({ id, proof }: Bait): Promise<number> {
    return this.#post(`/oauth/bind/${id}`, { proof });
  }

  /** Binds it as a press of Continue does. Answers the status. */
  bindByContinue({ id }: Bait): Promise<number> {
    return this.#post(`/oauth/continue/${id}`, {});
  }

  /** Opens and leaves its window, as its page tells it. Answers the status of both. */
  async openAndLeave({ id }: Bait): Promise<readonly number[]> {
    const view = draw();
    return [await this.#post(`/oauth/start/${id}/view`, { view }), await this.#post(`/oauth/left/${id}`, { view })];
  }

  /** Where the provider asks who one is. */
  async authorizationUrl({ id }: Bait): Promise<string> {
    return this.#next(`${this.#world.backendUrl}/oauth/continue/${id}`);
  }

  /** Signs in at the provider with an account of the attacker's own. */
  async callbackUrl(bait: Bait, person: Person): Promise<string> {
    return (await signIn(await this.authorizationUrl(bait), person)).href;
  }

  /** Delivers a callback, and answers where the browser is sent on to. */
  deliver(callbackUrl: string): Promise<string> {
    return this.#next(callbackUrl);
  }

  async status({ reference }: Bait): Promise<string> {
    const response = await fetch(`${this.#world.backendUrl}/v1/authorizations/${reference}`, {
      headers: { ...this.#ours, authorization: `Bearer ${this.#token}` },
    });
    return ((await response.json()) as { status: string }).status;
  }

  get #ours(): Record<string, string> {
    return { 'content-type': 'application/json', [requestHeader]: '1' };
  }

  async #post(path: string, body: object): Promise<number> {
    const { backendUrl } = this.#world;
    const headers = { ...this.#ours, origin: backendUrl, cookie: this.#cookies.join('; ') };
    const response = await fetch(`${backendUrl}${path}`, { method: 'POST', headers, body: JSON.stringify(body) });
    this.#cookies.push(...response.headers.getSetCookie().map((line) => line.split(';', 1)[0] ?? ''));
    await response.text();
    return response.status;
  }

  async #next(url: string): Promise<string> {
    const response = await fetch(url, { headers: { cookie: this.#cookies.join('; ') }, redirect: 'manual' });
    const location = response.headers.get('location');
    if (location === null) throw new Error(`No way on: ${response.status} ${await response.text()}`);
    return location;
  }
}

const sessionToken = async ({ host }: World, tenant: string): Promise<string> =>
  ((await (await fetch(`${host}/agency/${tenant}/token`)).json()) as { token: string }).token;

interface Credential {
  readonly status: string;
  readonly account?: string;
}

interface HubAnswer {
  readonly widgets: readonly { readonly connections: readonly { readonly credentials: readonly Credential[] }[] }[];
}

/** Every account that any tenant of the host is signed in with. */
export async function attachedAccounts(world: World): Promise<string[]> {
  const found: string[] = [];
  for (const tenant of ['acme', 'globex']) {
    const authorization = `Bearer ${await sessionToken(world, tenant)}`;
    const response = await fetch(`${world.backendUrl}/v1/hub`, { headers: { authorization, [requestHeader]: '1' } });
    const { widgets } = (await response.json()) as HubAnswer;
    const credentials = widgets.flatMap(({ connections }) => connections.flatMap((connection) => connection.credentials));
    const kept = credentials.filter(({ status }) => status !== 'missing');
    found.push(...kept.map(({ account = 'somebody' }) => `${tenant}: ${account}`));
  }
  return found;
}
