import ipaddr from 'ipaddr.js';

/**
 * Whether an IP address is one of the public internet. Loopback, private, link-local, shared, documentation and multicast ranges
 * are not, nor are the forms of IPv6 that lead to an IPv4 address behind a gateway (NAT64, 6to4, Teredo).
 */
export function isPublicAddress(address: string): boolean {
  if (!ipaddr.isValid(address)) return false;
  const parsed = ipaddr.process(address);
  return parsed.range() === 'unicast' && (parsed.kind() === 'ipv4' || isGlobal(parsed as ipaddr.IPv6));
}

/** 2000::/3 is all that was ever given out (RFC 4291 §2.4): `::a9fe:a9fe` is 169.254.169.254 in a form that some systems still follow. */
const isGlobal = ({ parts: [first = 0] }: ipaddr.IPv6): boolean => first >> 13 === 1;

/** The address in a URL's host part, where that is no name. The URL parser has already made `0x7f.1` and `2130706433` into dots. */
export function literalAddress(hostname: string): string | undefined {
  const bare = hostname.replace(/^\[|\]$/g, '');
  return ipaddr.isValid(bare) ? bare : undefined;
}
