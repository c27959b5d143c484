// The one table of handlers. A line per resource; the compiler names the operation that has no handler, and the handler
// that has no operation. Modules of handlers export handlers only, each under its operationId.
import type { OperationId } from '../openapi/generated/operations';
import type { Contract } from './contract';
import * as identityAliases from './identity/aliases';
import * as identitySessions from './identity/sessions';
import type { Handler } from './operation';

export type OperationTable = { [K in OperationId]: Handler<K> };

export const operations = {
  ...identityAliases,
  ...identitySessions,
} satisfies OperationTable;

type Ghost = Exclude<keyof typeof operations, OperationId>;
type NoGhosts = [Ghost] extends [never] ? true : { 'handlers without an operation': Ghost };
const noGhosts: NoGhosts = true;

/** Throws unless table and contract name the same operations, each under its own name. */
export function assertComplete(
  table: Record<string, { operationId: string }>,
  contract: Contract,
): void {
  const wanted = new Set<string>(contract.operations.map(({ id }) => id));
  const missing = [...wanted].filter((id) => table[id]?.operationId !== id);
  const ghosts = Object.keys(table).filter((id) => !wanted.has(id));
  if (noGhosts && missing.length === 0 && ghosts.length === 0) return;
  throw new Error(
    `Handlers missing: ${missing.join(', ')}; without operation: ${ghosts.join(', ')}`,
  );
}
