import type { Transaction } from '../../foundation/transaction';
import { targetsOf } from './create-post';
import type { CheckedPost } from './new-post';
import { changeTarget, type HeldPost } from './post-status';
import { PostTarget } from './post-target';
import { cleanHashtags } from './post-text';

const replaceable = ['draft', 'scheduled', 'failed', 'cancelled'];

/**
 * Gives a held post other accounts, and accounts other words. Rows stay, because their ledgers do: who is named no more is
 * cancelled, and opened again when named again. What is added is a draft until it is given a time that lies ahead. What is
 * live stays so, and an attempt that is under way is the last for an account that is named no more.
 */
export async function replaceTargets(
  tx: Transaction,
  held: HeldPost,
  wanted: CheckedPost,
  now: Date,
): Promise<void> {
  const named = wanted.accounts.map(({ id }) => id);
  for (const target of held.targets.filter(({ status }) => replaceable.includes(status))) {
    const index = named.indexOf(target.account_id ?? '');
    if (index < 0) {
      const gone = { status: 'cancelled', next_at: null, updated_at: now } as const;
      await changeTarget(tx, held, target, gone);
      continue;
    }
    const { caption, hashtags, options } = wanted.post.targets[index] ?? {};
    await changeTarget(tx, held, target, {
      ...{ caption: caption ?? null, hashtags: hashtags ? cleanHashtags(hashtags) : null },
      ...{ options: options ?? {}, updated_at: now },
      ...(target.status === 'cancelled' && {
        ...{ status: 'draft' as const, due_at: held.post.scheduled_time },
      }),
    });
  }
  for (const target of held.targets.filter(({ status }) => status === 'publishing')) {
    const cancel_wanted_at = named.includes(target.account_id ?? '') ? null : now;
    await changeTarget(tx, held, target, { cancel_wanted_at, updated_at: now });
  }
  const known = held.targets.map(({ account_id }) => account_id);
  const added = targetsOf(held.post, wanted, now).filter(
    ({ account_id }) => !known.includes(account_id ?? null),
  );
  if (added.length === 0) return;
  const drafts = added.map((row) => ({ ...row, status: 'draft' as const, next_at: null }));
  held.targets.push(...(await PostTarget.query(tx.sql).insert(drafts).returning('*')));
}
