const known = ['br', 'gzip'] as const;
export type Encoding = (typeof known)[number];

/** How much a client likes an encoding: RFC 9110, section 12.5.3. What has no weight has 1, and a star stands for what is not named. */
function weights(header: string): ReadonlyMap<string, number> {
  return new Map(
    header.split(',').map((entry) => {
      const [name = '', ...parameters] = entry.split(';').map((part) => part.trim().toLowerCase());
      const weight = parameters.find((parameter) => /^q\s*=/.test(parameter))?.replace(/^q\s*=\s*/, '');
      const number = Number(weight ?? 1);
      return [name, Number.isNaN(number) ? 0 : number];
    }),
  );
}

/** What the client likes best, or as it is; of two that it likes as much, the smaller. */
export function acceptedEncoding(header: string | null): Encoding | undefined {
  const liked = weights(header ?? '');
  const weight = (name: string): number => liked.get(name) ?? (name === 'identity' ? 0 : (liked.get('*') ?? 0));
  const [best] = known.filter((name) => weight(name) > 0).sort((one, other) => weight(other) - weight(one));
  return best !== undefined && weight(best) >= weight('identity') ? best : undefined;
}
