import ipaddr from 'ipaddr.js';

/**
 * Whether an IP address is one of the public internet. Loopback, private, link-local, shared, documentation and multicast ranges
 * are not, nor are the forms of IPv6 that lead to an IPv4 address behind a gateway (NAT64, 6to4, Teredo).
 */
export function isPublicAddress(address: string): boolean {
  return ipaddr.isValid(address) && ipaddr.process(address).range() === 'unicast';
}

/** The address in a URL's host part, where that is no name. The URL parser has already made `0x7f.1` and `2130706433` into dots. */
export function literalAddress(hostname: string): string | undefined {
  const bare = hostname.replace(/^\[|\]$/g, '');
  return ipaddr.isValid(bare) ? bare : undefined;
}
