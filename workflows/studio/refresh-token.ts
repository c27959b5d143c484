// Keeps the tokens of an account alive as long as it is connected: sleeps until new ones are due, and gets them. When
// that is, the row says; it says, too, when the account is to be removed.
import { proxyActivities } from '@temporalio/workflow';
import { followRow } from '../follow-row';
import { coreQueue } from '../operations/contract';
import { repeatable } from '../policies';
import type { AccountActivities, RefreshTokenInput } from './contract';

const { tendAccount: tend } = proxyActivities<AccountActivities>({
  ...repeatable,
  // Some platforms take several calls.
  startToCloseTimeout: '2m',
  taskQueue: coreQueue,
});

/** Lives until the account is disconnected or removed; connected again, it starts anew. */
export async function refreshToken(input: RefreshTokenInput): Promise<void> {
  await followRow(input, { tend, details: (next) => `next due at ${next}` });
}
