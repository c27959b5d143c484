import type { Transaction } from '../../foundation/transaction';

/**
 * Holds an account until the transaction ends. Whoever changes an account and its erasure holds the account first, so
 * that no two wait for each other.
 */
export async function lockAccount(tx: Transaction, id: string): Promise<void> {
  await tx.sql('users').where({ id }).forUpdate().select('id');
}
