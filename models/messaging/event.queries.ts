import type { Knex } from 'knex';
import { fail } from '../../foundation/errors';
import { Event } from './event';

/** A stretch of a recipient's log, and where its end was when it was read. */
export interface EventPage {
  results: Event[];
  last_seq: number;
  has_more: boolean;
}

/** The number of a recipient's newest event; 0 before the first. */
export async function lastSeq(database: Knex, ownerId: string): Promise<number> {
  return (await readCounter(database, ownerId)).last_seq;
}

/**
 * The events after a number, oldest first.
 * @throws `events_expired` (410) when some of them have been removed by age: the client must read its lists anew
 */
export async function listEventsAfter(
  database: Knex,
  { owner_id, after, limit }: { owner_id: string; after: number; limit: number },
): Promise<EventPage> {
  const results = await Event.query(database)
    .where({ owner_id })
    .where('seq', '>', after)
    .orderBy('seq')
    .limit(limit);
  const counter = await readCounter(database, owner_id);
  if (after < counter.expired_through) throw fail('events_expired');
  const newest = results.at(-1)?.seq ?? after;
  return { results, last_seq: counter.last_seq, has_more: newest < counter.last_seq };
}

/** Removes events older than the date, in slices; returns how many. Recipients then learn of the gap by a 410. */
export async function expireEvents(database: Knex, before: Date): Promise<number> {
  const { rows } = await database.raw<{ rows: { removed: number }[] }>(
    `with gone as (
       delete from events where created_at < ? returning owner_id, seq
     ), newest as (
       select owner_id, max(seq) as seq from gone group by owner_id
     ), marked as (
       update event_counters c set expired_through = greatest(c.expired_through, newest.seq)
       from newest where c.owner_id = newest.owner_id
     )
     select count(*) as removed from gone`,
    [before],
  );
  return rows[0]?.removed ?? 0;
}

async function readCounter(
  database: Knex,
  ownerId: string,
): Promise<{ last_seq: number; expired_through: number }> {
  const row = await database('event_counters')
    .where({ owner_id: ownerId })
    .first<{ last_seq: number; expired_through: number } | undefined>();
  return row ?? { last_seq: 0, expired_through: 0 };
}
