import type { Knex } from 'knex';
import { newId } from '../../foundation/ids';
import { PostingSchedule } from '../../models/studio/posting-schedule';
import { planOf } from '../../models/studio/schedule-recurrence';
import { nextSlotAfter } from '../../models/studio/schedule-slots';

/** A schedule of somebody's, made at an instant: daily at 09:00 in Paris unless told otherwise. */
export async function createPostingSchedule(
  database: Knex,
  owner_id: string,
  { now = new Date(), ...columns }: Partial<PostingSchedule> & { now?: Date } = {},
): Promise<PostingSchedule> {
  const row = {
    ...{ id: newId(), owner_id, name: 'Morning picture', is_active: true },
    ...{ recurrence: { frequency: 'daily' as const }, times: ['09:00'], timezone: 'Europe/Paris' },
    ...{ starts_on: now.toISOString().slice(0, 10), ends_on: null, blackouts: [] },
    ...{ accounts: [], platforms: [], image_tags: [], caption: 'Fresh.', hashtags: [] },
    ...{ template_id: null, variables: {}, approval: null, created_at: now, updated_at: now },
    ...columns,
  };
  const next_slot_at = nextSlotAfter(planOf(row), now);
  return await PostingSchedule.query(database).insertAndFetch({ next_slot_at, ...row });
}
