import { randomBytes, timingSafeEqual } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { isMissing, writeSecretFile } from '../shared/secret-file.js';

/** The ways into the help desk, beside the tokens of the authorization server. */
export const accessKinds = ['api_key', 'bearer_token', 'basic_auth', 'custom_input'] as const;
export type AccessKind = (typeof accessKinds)[number];

export const regions = { eu: 'Europe', us: 'United States' } as const;
export type Region = keyof typeof regions;

/** Something that lets an account's owner, or a program of theirs, in. */
export interface Access {
  readonly kind: AccessKind;
  /** Email address. */
  readonly account: string;
  /** What the key is called, the user name, or the workspace that the token belongs to. */
  readonly name: string;
  /** Of a workspace. */
  readonly region?: Region;
  readonly secret: string;
  /** ISO 8601. Absent: it is good. */
  readonly revokedAt?: string;
}

/** Why somebody is not let in. Never tells a secret. */
export class DeskRefusal extends Error {
  override readonly name = 'DeskRefusal';
  readonly code: string;
  /** Which part of what was sent is wrong. */
  readonly parameter: string | undefined;

  constructor(code: string, message: string, parameter?: string) {
    super(message);
    this.code = code;
    this.parameter = parameter;
  }
}

const prefixes: Readonly<Record<AccessKind, string>> = {
  api_key: 'odk',
  bearer_token: 'odp',
  basic_auth: 'odw',
  custom_input: 'odt',
};

const freshSecret = (kind: AccessKind): string => `${prefixes[kind]}_${randomBytes(15).toString('base64url')}`;

const people = [
  { account: 'alice@example.com', user: 'alice', workspace: 'willow', region: 'eu' },
  { account: 'bob@example.com', user: 'bob', workspace: 'maple', region: 'us' },
] as const;

const firstAccess = (): Access[] =>
  people.flatMap(({ account, user, workspace, region }) =>
    [
      { kind: 'api_key', name: 'Production' },
      { kind: 'api_key', name: 'Staging' },
      { kind: 'bearer_token', name: 'Personal access token' },
      { kind: 'basic_auth', name: user },
      { kind: 'custom_input', name: workspace, region },
    ].map((access) => ({ ...access, account, secret: freshSecret(access.kind as AccessKind) }) as Access),
  );

const isSame = (one: string, other: string): boolean => {
  const [left, right] = [Buffer.from(one), Buffer.from(other)];
  return left.length === right.length && timingSafeEqual(left, right);
};

/** Every key, token and password there has been: one that was revoked is told from one that never was. */
export class AccessList {
  readonly #file: string | undefined;
  #entries: Access[];

  private constructor(file: string | undefined, entries: Access[]) {
    this.#file = file;
    this.#entries = entries;
  }

  /** @param file where they outlive a restart. Absent: they do not */
  static async open(file?: string): Promise<AccessList> {
    if (file === undefined) return new AccessList(undefined, firstAccess());
    try {
      return new AccessList(file, JSON.parse(await readFile(file, 'utf8')) as Access[]);
    } catch (error) {
      if (!isMissing(error)) throw error;
      const list = new AccessList(file, firstAccess());
      await list.#save();
      return list;
    }
  }

  /** Those that are good now. */
  get valid(): readonly Access[] {
    return this.#entries.filter(({ revokedAt }) => revokedAt === undefined);
  }

  async revoke(account: string, kind: AccessKind): Promise<void> {
    const revokedAt = new Date().toISOString();
    this.#entries = this.#entries.map((entry) =>
      entry.account === account && entry.kind === kind && entry.revokedAt === undefined ? { ...entry, revokedAt } : entry,
    );
    await this.#save();
  }

  /** New ones in the place of an account's old ones. */
  async reissue(account: string, kind: AccessKind): Promise<readonly Access[]> {
    const old = this.#entries.filter((entry) => entry.account === account && entry.kind === kind);
    await this.revoke(account, kind);
    const issued = [...new Map(old.map((entry) => [entry.name, entry])).values()].map(
      ({ revokedAt: _over, ...entry }): Access => ({ ...entry, secret: freshSecret(kind) }),
    );
    this.#entries = [...this.#entries, ...issued];
    await this.#save();
    return issued;
  }

  /** @throws {DeskRefusal} */
  key(secret: string): Access {
    return this.#bySecret('api_key', secret, 'API key');
  }

  /** @throws {DeskRefusal} */
  token(secret: string): Access {
    return this.#bySecret('bearer_token', secret, 'token');
  }

  /** @throws {DeskRefusal} the same for an unknown user as for a wrong password */
  user(name: string, password: string): Access {
    const found = this.#entries.find(
      (entry) => entry.kind === 'basic_auth' && entry.name === name && isSame(entry.secret, password),
    );
    if (found === undefined)
      throw new DeskRefusal('wrong_password', 'This user name and password do not belong together', 'password');
    if (found.revokedAt !== undefined) throw new DeskRefusal('password_expired', 'This password has expired', 'password');
    return found;
  }

  /** @throws {DeskRefusal} */
  workspace(name: string, region: string, secret: string): Access {
    const known = this.#entries.filter((entry) => entry.kind === 'custom_input' && entry.name === name);
    const [first] = known;
    if (first === undefined) throw new DeskRefusal('unknown_workspace', `There is no workspace called ${name}`, 'workspace');
    if (first.region !== region) {
      const place = Object.hasOwn(regions, region) ? regions[region as Region] : region;
      throw new DeskRefusal('wrong_region', `The workspace ${name} is not in the region ${place}`, 'region');
    }
    const found = known.find((entry) => isSame(entry.secret, secret));
    if (found === undefined) throw new DeskRefusal('wrong_token', `This token does not belong to the workspace ${name}`, 'token');
    if (found.revokedAt !== undefined) throw new DeskRefusal('revoked', 'This token was revoked', 'token');
    return found;
  }

  #bySecret(kind: AccessKind, secret: string, words: string): Access {
    const found = this.#entries.find((entry) => entry.kind === kind && isSame(entry.secret, secret));
    if (found === undefined) throw new DeskRefusal('unknown', `There is no such ${words}`);
    if (found.revokedAt !== undefined) throw new DeskRefusal('revoked', `This ${words} was revoked`);
    return found;
  }

  async #save(): Promise<void> {
    if (this.#file !== undefined) await writeSecretFile(this.#file, this.#entries);
  }
}
