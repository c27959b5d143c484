import { commitSignals, type EventHint } from '../../foundation/commit-signals';
import type { Transaction } from '../../foundation/transaction';
import type { EventType } from './event';
import { queueDeliveries } from './queue-deliveries';
import { writeEventNotices } from './write-notices';

/** A change of state to be told to one recipient. `data` holds ids and counts, never personal data. */
export interface NewEvent {
  owner_id: string;
  type: EventType;
  subject: { type: string; id: string };
  data?: Record<string, unknown>;
  /** Ways on which it is not announced, because its recipient wants none; the log has it anyway. */
  muted?: ('socket' | 'webhook')[];
}

const pending = new WeakMap<Transaction, NewEvent[]>();

/**
 * Tells a recipient of a change, in the transaction that makes it. All events of a transaction are numbered by its
 * last statement, and their webhooks queued: the recipients' counters stay locked for a moment only, in sorted order and
 * after the recipients, whom rows of events refer to, so no two transactions wait for each other, and order of numbers is
 * order of commit.
 */
export function appendEvent(tx: Transaction, event: NewEvent): void {
  const events = pending.get(tx);
  if (events) return void events.push(event);
  pending.set(tx, [event]);
  let hints: EventHint[] = [];
  tx.beforeCommit(async () => {
    const notices = await writeEventNotices(tx, pending.get(tx) ?? [], new Date());
    hints = await writeEvents(tx, [...(pending.get(tx) ?? []), ...notices]);
  });
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
     ), known as (
       select id from users where id in (select owner_id from counted) order by id for key share
     ), bumped as (
       insert into event_counters (owner_id, last_seq)
       select owner_id, count from counted left join known on id = owner_id order by owner_id
       on conflict (owner_id) do update
         set last_seq = event_counters.last_seq + excluded.last_seq
       returning owner_id, last_seq
     )
     insert into events (owner_id, seq, type, subject_type, subject_id, data)
     select owner_id, last_seq - count + nth, type, subject_type, subject_id, coalesce(data, '{}')
     from jsonb_to_recordset(?::jsonb)
       as e(owner_id uuid, nth int, type text, subject_type text, subject_id uuid, data jsonb)
     join bumped using (owner_id) join counted using (owner_id)
     returning owner_id, seq, type, subject_type, subject_id, exists (
       select from webhook_endpoints w where w.owner_id = events.owner_id and w.is_enabled
     ) as has_webhooks`,
    [JSON.stringify(recipients), JSON.stringify(rows)],
  );
  const muted = mutedNumbers(events, written.rows);
  const wanted = written.rows.filter((row) => row.has_webhooks && !muted.webhook.has(row));
  if (wanted.length > 0) await queueDeliveries(tx, wanted);
  const hinted = written.rows.filter((row) => !muted.socket.has(row));
  const hints = hinted.map(({ owner_id, seq, type, subject_type, subject_id }) => ({
    ...{ owner_id, seq, type },
    subject: { type: subject_type, id: subject_id } as EventHint['subject'],
  }));
  return hints.sort((a, b) => a.seq - b.seq);
}

interface WrittenEvent {
  owner_id: string;
  seq: number;
  type: EventType;
  subject_type: string;
  subject_id: string;
  has_webhooks: boolean;
}

/** The rows that a way is not to announce; an owner's numbers are in the order of their events. */
function mutedNumbers(
  events: NewEvent[],
  written: WrittenEvent[],
): Record<'socket' | 'webhook', Set<WrittenEvent>> {
  const muted = { socket: new Set<WrittenEvent>(), webhook: new Set<WrittenEvent>() };
  if (!events.some((event) => event.muted)) return muted;
  const rows = [...written].sort((a, b) => a.seq - b.seq);
  for (const { owner_id, muted: ways = [] } of events) {
    const index = rows.findIndex((row) => row.owner_id === owner_id);
    const [row] = rows.splice(index, 1);
    for (const way of ways) if (row) muted[way].add(row);
  }
  return muted;
}
