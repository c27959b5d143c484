import { commitSignals, type EventHint } from '../../foundation/commit-signals';
import type { Transaction } from '../../foundation/transaction';
import type { EventType } from './event';

/** A change of state to be told to one recipient. `data` holds ids and counts, never personal data. */
export interface NewEvent {
  owner_id: string;
  type: EventType;
  subject: { type: string; id: string };
  data?: Record<string, unknown>;
}

const pending = new WeakMap<Transaction, NewEvent[]>();

/**
 * Tells a recipient of a change, in the transaction that makes it. All events of a transaction are numbered by its
 * last statement: the recipients' counters stay locked for a moment only, in sorted order, so no two transactions
 * wait for each other, and order of numbers is order of commit.
 */
export function appendEvent(tx: Transaction, event: NewEvent): void {
  const events = pending.get(tx);
  if (events) return void events.push(event);
  pending.set(tx, [event]);
  let hints: EventHint[] = [];
  tx.beforeCommit(async () => void (hints = await writeEvents(tx, pending.get(tx) ?? [])));
  tx.afterCommit(() => void commitSignals.emit('events', hints));
}

async function writeEvents(tx: Transaction, events: NewEvent[]): Promise<EventHint[]> {
  const counts = new Map<string, number>();
  const rows = events.map(({ owner_id, type, subject, data }) => {
    const nth = (counts.get(owner_id) ?? 0) + 1;
    counts.set(owner_id, nth);
    return { owner_id, nth, type, subject_type: subject.type, subject_id: subject.id, data };
  });
  const recipients = [...counts].map(([owner_id, count]) => ({ owner_id, count }));
  const written = await tx.sql.raw<{ rows: WrittenEvent[] }>(
    `with counted as (
       select * from jsonb_to_recordset(?::jsonb) as c(owner_id uuid, count bigint)
     ), bumped as (
       insert into event_counters (owner_id, last_seq)
       select owner_id, count from counted order by owner_id
       on conflict (owner_id) do update
         set last_seq = event_counters.last_seq + excluded.last_seq
       returning owner_id, last_seq
     )
     insert into events (owner_id, seq, type, subject_type, subject_id, data)
     select owner_id, last_seq - count + nth, type, subject_type, subject_id, coalesce(data, '{}')
     from jsonb_to_recordset(?::jsonb)
       as e(owner_id uuid, nth int, type text, subject_type text, subject_id uuid, data jsonb)
     join bumped using (owner_id) join counted using (owner_id)
     returning owner_id, seq, type, subject_type, subject_id`,
    [JSON.stringify(recipients), JSON.stringify(rows)],
  );
  const hints = written.rows.map(({ subject_type, subject_id, ...event }) => ({
    ...event,
    subject: { type: subject_type, id: subject_id },
  }));
  return hints.sort((a, b) => a.seq - b.seq);
}

interface WrittenEvent {
  owner_id: string;
  seq: number;
  type: string;
  subject_type: string;
  subject_id: string;
}
