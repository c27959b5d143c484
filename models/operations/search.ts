/** The condition that a column's text contains another text, whatever the case; its wildcards mean themselves. */
export function containing(column: string, text: string): [string, string[]] {
  const literal = text.replaceAll(/[\\%_]/g, '\\$&');
  return [`${column} ilike ?`, [`%${literal}%`]];
}
