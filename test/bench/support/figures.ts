/** Numbers for people: quantiles, and tables that line up. Pure. */

/** Nearest rank; 0 of nothing. */
export function quantile(samples: readonly number[], share: number): number {
  const sorted = [...samples].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}

export const median = (samples: readonly number[]): number => quantile(samples, 0.5);

/** Columns as wide as their widest cell; numbers stand at the right. */
export function table(rows: readonly (readonly (string | number)[])[]): string {
  const texts = rows.map((row) => row.map(String));
  const widths = texts.reduce<number[]>((wide, row) => row.map((cell, at) => Math.max(wide[at] ?? 0, cell.length)), []);
  const line = (row: readonly string[], index: number): string =>
    row
      .map((cell, at) =>
        at > 0 && typeof rows[index]?.[at] === 'number' ? cell.padStart(widths[at] ?? 0) : cell.padEnd(widths[at] ?? 0),
      )
      .join('  ');
  return texts.map((row, index) => line(row, index).trimEnd()).join('\n');
}
