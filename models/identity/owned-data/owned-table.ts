// The words in which the registry says what becomes of a table when its owner asks for all they have, or leaves.

/** What the export of an account shows of a table. */
export type Exporter = { kind: 'rows'; without: string[] } | { kind: 'withheld'; because: string };

/** What the erasure of an account does to a table. */
export type Eraser =
  | { kind: 'deletion' }
  | { kind: 'at_the_end'; because: string }
  | { kind: 'kept'; because: string; cleared: Record<string, unknown> };

/** A table with rows of users. */
export interface OwnedTable {
  table: string;
  /** The column that names the user, or the one that names a row of another table of the registry. */
  owner: string | { column: string; parent: string };
  /** The primary key, in whose order rows are read. */
  key: [string, ...string[]];
  exporter: Exporter;
  eraser: Eraser;
  /** The object of each row: the columns of its key in the store and of what its owner calls it. */
  files?: { key: string; name: string; unless?: string };
}

/** Every row of the owner, without the columns that are secrets of the service. */
export function rows(...without: string[]): Exporter {
  return { kind: 'rows', without };
}

/** Nothing is exported, and why that withholds nothing from the owner. */
export function withheld(because: string): Exporter {
  return { kind: 'withheld', because };
}

/** The owner's rows are deleted, slice by slice. */
export const deletion: Eraser = { kind: 'deletion' };

/** The erasure needs the row itself, and ends with it. */
export function atTheEnd(because: string): Eraser {
  return { kind: 'at_the_end', because };
}

/** The rows stay, and why they may; these columns get these values. */
export function kept(because: string, cleared: Record<string, unknown> = {}): Eraser {
  return { kind: 'kept', because, cleared };
}
