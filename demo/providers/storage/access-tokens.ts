import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';

/** Short-lived tokens that need no memory: what they grant, and a seal over it. The key lives in the data directory. */
export class AccessTokens {
  readonly #key: Buffer;
  readonly #ttl: number;

  /** `ttl` in seconds. */
  constructor(keyFile: string, ttl: number) {
    if (!existsSync(keyFile)) writeFileSync(keyFile, randomBytes(32), { mode: 0o600 });
    this.#key = readFileSync(keyFile);
    this.#ttl = ttl;
  }

  issue(scope: string): { access_token: string; expires_in: number; token_type: 'Bearer' } {
    const claims = { scope, exp: Date.now() + this.#ttl * 1000, nonce: randomBytes(6).toString('base64url') };
    const body = Buffer.from(JSON.stringify(claims)).toString('base64url');
    return { access_token: `ya29.${body}.${this.#seal(body)}`, expires_in: this.#ttl, token_type: 'Bearer' };
  }

  /** The scopes of a token that is ours and not over. */
  verify(token: string): string[] | undefined {
    const [prefix, body = '', seal = ''] = token.split('.');
    const expected = Buffer.from(this.#seal(body));
    const given = Buffer.from(seal);
    if (prefix !== 'ya29' || given.length !== expected.length || !timingSafeEqual(given, expected)) return undefined;
    const { scope, exp } = JSON.parse(Buffer.from(body, 'base64url').toString('utf8')) as { scope: string; exp: number };
    return exp > Date.now() ? scope.split(' ') : undefined;
  }

  #seal(body: string): string {
    return createHmac('sha256', this.#key).update(body).digest('base64url');
  }
}
