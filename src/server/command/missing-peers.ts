/** Optional peer packages that a server needs, and that are not installed. */
export function missingPeers(embedded: boolean): string[] {
  const needed = [...(embedded ? ['@electric-sql/pglite'] : []), 'pg', '@dbos-inc/dbos-sdk'];
  return needed.filter((name) => !isInstalled(name));
}

function isInstalled(name: string): boolean {
  try {
    return import.meta.resolve(name) !== '';
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && cause.code === 'ERR_MODULE_NOT_FOUND') return false;
    throw cause;
  }
}
