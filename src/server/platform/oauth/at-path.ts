export type Json = Readonly<Record<string, unknown>>;

export const isRecord = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value);

export const own = (value: Json, key: string): unknown => (Object.hasOwn(value, key) ? value[key] : undefined);

/** A dotted path, through own properties and the places of lists only. */
export function atPath(value: unknown, path: string): unknown {
  return path.split('.').reduce<unknown>((current, key) => {
    if (Array.isArray(current)) return /^\d{1,4}$/.test(key) ? current[Number(key)] : undefined;
    return isRecord(current) ? own(current, key) : undefined;
  }, value);
}
