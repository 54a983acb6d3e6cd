/** A value of a table; undefined is an empty cell. */
export type Cell = string | number | boolean | undefined;

/** A table as RFC 4180 has it: a line of names, CRLF, quotes where a text needs them. Numbers keep every digit; NaN is an empty cell. */
export function csvTable<Row>(columns: readonly (readonly [name: string, cell: (row: Row) => Cell])[], rows: readonly Row[]): string {
  const lines = [columns.map(([name]) => name), ...rows.map((row) => columns.map(([, cell]) => cell(row)))];
  return lines.map((cells) => `${cells.map(csvCell).join(',')}\r\n`).join('');
}

function csvCell(value: Cell): string {
  if (value === undefined || Number.isNaN(value)) return '';
  const text = String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
