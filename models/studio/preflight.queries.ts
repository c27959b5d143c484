import type { Knex } from 'knex';
import { limitOf } from './platform-limit';
import { postText } from './post-text';
import { SocialAccount } from './social-account';

const thirtyDaysMs = 30 * 86_400_000;

/** What is known of an account that publishing may founder on. */
export interface AccountOutlook {
  account: SocialAccount;
  /** Until when the platform wants to be left alone. */
  limited_until: Date | null;
}

/** What is known of accounts, by id. */
export async function accountOutlooks(
  database: Knex,
  ids: string[],
  now: Date,
): Promise<Map<string, AccountOutlook>> {
  const accounts = await SocialAccount.query(database).findByIds(ids);
  const outlooks = accounts.map(async (account) => {
    const limit = await limitOf(database, account, now);
    return [account.id, { account, limited_until: limit?.until ?? null }] as const;
  });
  return new Map(await Promise.all(outlooks));
}

interface Said {
  post_id: string;
  caption: string;
  hashtags: string[];
}

/** A post of the last thirty days, or one that is yet to come, with the very same text at the same account. */
export async function findSameText(
  database: Knex,
  { account_id, text }: { account_id: string; text: string },
  now: Date,
): Promise<string | undefined> {
  const { rows } = await database.raw<{ rows: Said[] }>(
    `select t.post_id, coalesce(t.caption, p.caption) as caption,
       coalesce(t.hashtags, p.hashtags) as hashtags
     from post_targets t join posts p on p.id = t.post_id
     where t.account_id = ? and p.deleted_at is null and t.removed_at is null
       and t.status in ('scheduled', 'publishing', 'posted', 'unconfirmed')
       and coalesce(t.posted_at, t.due_at) > ?
       and starts_with(?, btrim(coalesce(t.caption, p.caption), E' \\n\\r\\t'))
     order by t.created_at desc`,
    [account_id, new Date(now.getTime() - thirtyDaysMs), text],
  );
  return rows.find((row) => postText(row) === text)?.post_id;
}
