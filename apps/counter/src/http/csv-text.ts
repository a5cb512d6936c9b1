/** Spreadsheets in Chinese offices take a file without it for GBK. */
const BYTE_ORDER_MARK = '\uFEFF';

/** Rows as CSV (RFC 4180), headings first. */
export function csvText(rows: readonly (readonly (string | number | null)[])[]): string {
  return `${BYTE_ORDER_MARK}${rows.map((row) => row.map(cell).join(',')).join('\r\n')}\r\n`;
}

/** A cell that begins like a formula would be run by a spreadsheet (OWASP, CSV injection). */
function cell(value: string | number | null): string {
  if (value === null) return '';
  const text = typeof value === 'number' || !/^[=+\-@\t\r]/.test(value) ? String(value) : `'${value}`;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
