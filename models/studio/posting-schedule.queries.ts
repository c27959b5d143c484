import type { Knex } from 'knex';
import type { ModelObject } from 'objection';
import { keysetPage, type KeysetPage, type PageRequest } from '../../foundation/keyset';
import type { Transaction } from '../../foundation/transaction';
import type { PostStatus } from './post';
import { PostingSchedule } from './posting-schedule';
import { publishingOwners } from './stop-posts';

export type ScheduleRow = ModelObject<PostingSchedule>;

/** A page of an owner's schedules. */
export async function listSchedules(
  database: Knex,
  { owner_id, is_active }: { owner_id: string; is_active?: boolean },
  page: PageRequest,
): Promise<KeysetPage<ScheduleRow>> {
  const query = database('posting_schedules').where({ owner_id }).select('*');
  if (is_active !== undefined) query.where({ is_active });
  return await keysetPage<ScheduleRow>(database, query, page);
}

export async function findSchedule(
  database: Knex,
  id: string,
): Promise<PostingSchedule | undefined> {
  return await PostingSchedule.query(database).findById(id);
}

/** Like `findSchedule`, and nobody else changes it until the transaction ends. */
export async function lockSchedule(
  tx: Transaction,
  id: string,
): Promise<PostingSchedule | undefined> {
  return await PostingSchedule.query(tx.sql).findById(id).forUpdate();
}

/**
 * Schedules with slots before an instant that are not settled, those of the longest wait first. Nothing is made for owners
 * on whose behalf nothing is published.
 */
export async function schedulesDueBefore(database: Knex, before: Date): Promise<string[]> {
  return await database('posting_schedules')
    .where({ is_active: true })
    .where('next_slot_at', '<=', before)
    .whereIn('owner_id', publishingOwners(database).select('id'))
    .orderBy('next_slot_at')
    .pluck<string[]>('id');
}

/** The posts that stand for slots of a schedule after an instant. */
export async function postsOfSlots(
  database: Knex,
  schedule_id: string,
  after: Date,
): Promise<{ id: string; slot_at: Date; status: PostStatus }[]> {
  return await database('posts')
    .where({ schedule_id, deleted_at: null })
    .where('slot_at', '>', after)
    .select('id', 'slot_at', 'status');
}

/**
 * The oldest validated picture that no post uses and no validated version of it has taken the place of. Posts that were
 * cancelled or deleted use nothing. Pictures that are `refused` are left out.
 */
export async function nextUnusedImage(
  database: Knex,
  owner_id: string,
  tags: string[],
  refused: string[] = [],
): Promise<string | undefined> {
  const { rows } = await database.raw<{ rows: { id: string }[] }>(
    `select id from studio_images image
     where owner_id = ? and status = 'validated' and deleted_at is null and tags @> ?::text[]
       and id <> all(?::uuid[])
       and not exists (
         select from post_media join posts on posts.id = post_media.post_id
         where post_media.image_id = image.id
           and posts.deleted_at is null and posts.status <> 'cancelled')
       and not exists (
         select from studio_images newer
         where newer.parent_id = image.id and newer.status = 'validated' and newer.deleted_at is null)
     order by created_at, id limit 1`,
    [owner_id, tags, refused],
  );
  return rows[0]?.id;
}
