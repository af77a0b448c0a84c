import { createHash, timingSafeEqual } from 'node:crypto';

/** Somebody who can sign in to the stand-in provider. */
export interface Account {
  /** Stable subject id, digits as Google's. */
  id: string;
  email: string;
  name: string;
  password: string;
}

/** The people of the demo. Their passwords are printed on the sign-in page. */
export const demoAccounts: readonly Account[] = [
  { id: '108400000000000000001', email: 'alice@example.com', name: 'Alice Archer', password: 'wonderland' },
  { id: '108400000000000000002', email: 'bob@example.com', name: 'Bob Brandt', password: 'can-we-fix-it' },
];

const digest = (text: string) => createHash('sha256').update(text).digest();

/** The account that this address and password belong to. Takes as long for an unknown address as for a wrong password. */
export function authenticate(accounts: readonly Account[], email: string, password: string): Account | undefined {
  const account = accounts.find((candidate) => candidate.email === email.trim().toLowerCase());
  const matches = timingSafeEqual(digest(password), digest(account?.password ?? ''));
  return account && matches ? account : undefined;
}

/** By id or address. */
export function findAccount(accounts: readonly Account[], idOrEmail: string): Account | undefined {
  return accounts.find(({ id, email }) => id === idOrEmail || email === idOrEmail);
}
