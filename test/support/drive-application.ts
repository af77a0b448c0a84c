import { createHash, randomBytes } from 'node:crypto';
import { demoAccounts } from '../../demo/providers/authorization/accounts.js';
import { driveReadonly } from '../../demo/providers/authorization/scopes.js';
import type { AuthorizationServer } from '../../demo/providers/authorization-server.js';
import { type SignInChoices, signIn } from './visitor.js';

/** The application that is registered in tests of the demo's providers. */
export const application = {
  clientId: 'hub',
  clientSecret: 'a-secret-of-the-tests',
  name: 'Acme Integrations',
  redirectUris: ['http://127.0.0.1:9/callback'],
};

export interface TokenAnswer {
  status: number;
  body: Record<string, string | number>;
}

export function password(email: string): string {
  return demoAccounts.find((account) => account.email === email)?.password ?? '';
}

/** A hand-written OAuth client: what goes over the wire, and nothing else. */
export class DriveApplication {
  readonly #server: AuthorizationServer;
  readonly #verifier = randomBytes(32).toString('base64url');

  constructor(server: AuthorizationServer) {
    this.#server = server;
  }

  authorizationUrl(parameters: Record<string, string | undefined> = {}): URL {
    const url = new URL(this.#server.endpoints.authorization);
    const all = {
      client_id: application.clientId,
      redirect_uri: application.redirectUris[0],
      response_type: 'code',
      scope: `openid email profile ${driveReadonly}`,
      access_type: 'offline',
      prompt: 'consent select_account',
      state: 'the-state',
      code_challenge: createHash('sha256').update(this.#verifier).digest('base64url'),
      code_challenge_method: 'S256',
      ...parameters,
    };
    for (const [name, value] of Object.entries(all)) if (value !== undefined) url.searchParams.set(name, value);
    return url;
  }

  /** Signs in, consents, and exchanges the code. */
  async connect(
    email: string,
    choices: Partial<SignInChoices> = {},
    parameters: Record<string, string> = {},
  ): Promise<TokenAnswer> {
    const callback = await signIn(this.authorizationUrl(parameters), { email, password: password(email), ...choices });
    return this.exchange(callback.searchParams.get('code') ?? '');
  }

  exchange(code: string): Promise<TokenAnswer> {
    const redirectUri = application.redirectUris[0] ?? '';
    return this.#post('token', {
      grant_type: 'authorization_code',
      code,
      redirect_uri: redirectUri,
      code_verifier: this.#verifier,
    });
  }

  refresh(refreshToken: string | number | undefined): Promise<TokenAnswer> {
    return this.#post('token', { grant_type: 'refresh_token', refresh_token: String(refreshToken) });
  }

  revoke(token: string | number | undefined): Promise<TokenAnswer> {
    return this.#post('revocation', { token: String(token) });
  }

  async #post(endpoint: 'token' | 'revocation', form: Record<string, string>): Promise<TokenAnswer> {
    const credentials = Buffer.from(`${application.clientId}:${application.clientSecret}`).toString('base64');
    const response = await fetch(this.#server.endpoints[endpoint], {
      method: 'POST',
      headers: { authorization: `Basic ${credentials}` },
      body: new URLSearchParams(form),
      redirect: 'manual',
    });
    const text = await response.text();
    return { status: response.status, body: text === '' ? {} : (JSON.parse(text) as Record<string, string | number>) };
  }
}
