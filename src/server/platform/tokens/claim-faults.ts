import { environmentPattern, keyPattern, longestName, storablePattern, tenantPattern } from '../../../contract/patterns.js';

type Check = (value: unknown) => boolean;

const isText: Check = (value) => typeof value === 'string' && value.length <= longestName && storablePattern.test(value);
const matches =
  (pattern: RegExp): Check =>
  (value) =>
    typeof value === 'string' && pattern.test(value);

const isTenant: Check = (value) => isText(value) && matches(tenantPattern)(value);

const single: Readonly<Record<string, Check>> = {
  tenantName: isText,
  sub: isText,
  name: isText,
  access: (value) => value === 'use' || value === 'view',
  preview: (value) => typeof value === 'boolean',
};
const listed: Readonly<Record<string, Check>> = { env: matches(environmentPattern), widgets: matches(keyPattern) };

function listFaults(name: string, value: unknown, isMember: Check): string[] {
  if (value === undefined) return [];
  if (!Array.isArray(value)) return [name];
  return value.flatMap((member: unknown, index) => (isMember(member) ? [] : [`${name}.${index}`]));
}

/**
 * Which claims are not as `SessionClaims` has them. By hand: a host's backend that signs tokens loads no schema library
 * (`test/server/platform/tokens` holds both against each other).
 */
export const claimFaults = (claims: Readonly<Record<string, unknown>>): string[] => [
  ...(isTenant(claims['tenant']) ? [] : ['tenant']),
  ...Object.entries(single).flatMap(([name, isSound]) => (claims[name] === undefined || isSound(claims[name]) ? [] : [name])),
  ...Object.entries(listed).flatMap(([name, isMember]) => listFaults(name, claims[name], isMember)),
];
