import { isIP } from 'node:net';
import ipaddr from 'ipaddr.js';

/** Of an IPv6 address, what one household or machine is given: whoever has one address of it has them all (RFC 6177). */
const PREFIX = 64;
/** IPv4 as IPv6-only networks write it, in the last four bytes (RFC 6052, RFC 2765). */
const translated: ReadonlySet<string> = new Set(['rfc6052', 'rfc6145']);

/** One word for one client, however its address is written: with a port, in brackets, with a zone, as IPv4 inside IPv6. */
function clientOf(written: string): string | undefined {
  const bare = written.trim().replace(/^"(.*)"$/, '$1');
  const [, bracketed] = /^\[([^\]]*)\](?::\d+)?$/.exec(bare) ?? [];
  const [, beforePort] = /^([\d.]+):\d+$/.exec(bare) ?? [];
  const address = (bracketed ?? beforePort ?? bare).replace(/%.*$/, '');
  if (isIP(address) === 0) return undefined;
  const parsed = ipaddr.process(address);
  if (parsed.kind() === 'ipv4') return parsed.toString();
  const { parts: all } = parsed as ipaddr.IPv6;
  if (translated.has(parsed.range())) return ipaddr.fromByteArray([...parsed.toByteArray().slice(-4)]).toString();
  const parts = all.map((part, index) => (index < PREFIX / 16 ? part : 0));
  return `${new ipaddr.IPv6(parts).toString()}/${PREFIX}`;
}

/**
 * Who asks, as far as that is known: the connection, or what the outermost of the trusted proxies has seen. What that one could not say
 * is counted as its own.
 */
export function clientAddress(
  connection: string | undefined,
  forwarded: string | undefined,
  trustedProxies: number,
): string | undefined {
  const seen = trustedProxies === 0 ? undefined : forwarded?.split(',').at(-trustedProxies);
  const own = connection === undefined ? undefined : (clientOf(connection) ?? connection);
  return (seen === undefined ? undefined : clientOf(seen)) ?? own;
}
