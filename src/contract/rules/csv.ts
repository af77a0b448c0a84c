/**
 * Lines of CSV (RFC 4180). No cell is taken for a formula by a spreadsheet (OWASP, "CSV Injection"): text that would be one begins
 * with an apostrophe.
 */
export const toCsv = (lines: readonly (readonly (string | number | undefined)[])[]): string =>
  lines.map((line) => `${line.map(cell).join(',')}\r\n`).join('');

function cell(value: string | number | undefined): string {
  const text = String(value ?? '');
  const harmless = typeof value !== 'number' && /^[\s\p{Cf}]*[=+\-@|%\t\r]/u.test(text) ? `'${text}` : text;
  return `"${harmless.replaceAll('"', '""')}"`;
}
