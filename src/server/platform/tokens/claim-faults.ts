import { environmentPattern, keyPattern, longestName, storablePattern, tenantPattern } from '../../../contract/patterns.js';
import type { AdminClaims, AdminRole, SessionClaims } from '../../../contract/session.js';

type Check = (value: unknown) => boolean;
type Claims = Readonly<Record<string, unknown>>;

const isText: Check = (value) => typeof value === 'string' && value.length <= longestName && storablePattern.test(value);
const matches =
  (pattern: RegExp): Check =>
  (value) =>
    typeof value === 'string' && pattern.test(value);

const isTenant: Check = (value) => isText(value) && matches(tenantPattern)(value);

type Single = Exclude<keyof SessionClaims, 'tenant' | 'exp' | 'env' | 'widgets'>;
const single: Readonly<Record<Single, Check>> = {
  tenantName: isText,
  sub: isText,
  name: isText,
  access: (value) => value === 'use' || value === 'view',
  preview: (value) => typeof value === 'boolean',
};
const listed: Readonly<Record<'env' | 'widgets', Check>> = { env: matches(environmentPattern), widgets: matches(keyPattern) };

const roles: Readonly<Record<AdminRole, true>> = { viewer: true, editor: true, deployer: true };

function listFaults(name: string, value: unknown, isMember: Check): string[] {
  if (value === undefined) return [];
  if (!Array.isArray(value)) return [name];
  return value.flatMap((member: unknown, index) => (isMember(member) ? [] : [`${name}.${index}`]));
}

/**
 * Which claims are not as `SessionClaims` has them. By hand: a host's backend that signs tokens loads no schema library
 * (`test/server/platform/tokens` holds both against each other).
 */
export const claimFaults = (claims: Claims): string[] => [
  ...(isTenant(claims['tenant']) ? [] : ['tenant']),
  ...Object.entries(single).flatMap(([name, isSound]) => (claims[name] === undefined || isSound(claims[name]) ? [] : [name])),
  ...Object.entries(listed).flatMap(([name, isMember]) => listFaults(name, claims[name], isMember)),
];

/** The same of `AdminClaims`. */
export const adminClaimFaults = ({ role, sub }: Claims): string[] => [
  ...(typeof role === 'string' && Object.hasOwn(roles, role) ? [] : ['role']),
  ...(sub === undefined || isText(sub) ? [] : ['sub']),
];

export const sessionNames = ['tenant', ...Object.keys(single), ...Object.keys(listed)];
export const adminNames: readonly (keyof AdminClaims)[] = ['role', 'sub'];

const namesBeside = (claims: Claims, names: readonly string[]): string[] =>
  Object.keys(claims).filter((name) => claims[name] !== undefined && !names.includes(name));

/** What a session has no claim for, and nobody would read: a word misspelt gives more than was meant. */
export const unknownClaims = (claims: Claims): string[] => namesBeside(claims, sessionNames);
/** The same of an administrator. */
export const unknownAdminClaims = (claims: Claims): string[] => namesBeside(claims, adminNames);

/** Names that a host's database has none of, not stated: of what grants something `null` is a fault. */
export const withoutNulls = (claims: Claims): Claims =>
  Object.fromEntries(
    Object.entries(claims).filter(([name, value]) => value !== null || !['sub', 'name', 'tenantName'].includes(name)),
  );
