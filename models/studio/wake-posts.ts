import type { Transaction } from '../../foundation/transaction';
import { requestWorkflows } from '../operations/workflow-command';
import { publishWorkflow } from './create-post';
import { PostTarget } from './post-target';

/** Has posts looked at again that had to wait, to go live or to be deleted, while their account was disconnected. */
export async function wakePosts(tx: Transaction, account_id: string, now: Date): Promise<void> {
  const waiting = await PostTarget.query(tx.sql)
    .where({ account_id, status: 'scheduled' })
    .where((waits) => void waits.where('due_at', '<=', now).orWhereNotNull('error_code'))
    .patch({ next_at: now })
    .returning('*');
  const unwanted = await PostTarget.query(tx.sql)
    .where({ account_id, status: 'posted', removed_at: null })
    .whereNotNull('removal_wanted_at')
    .patch({ next_at: now })
    .returning('*');
  await requestWorkflows(tx, [...waiting, ...unwanted].map(publishWorkflow));
}
