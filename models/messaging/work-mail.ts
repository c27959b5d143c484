// The steps of a mail as its workflow takes them. Each may be repeated.
import type { Knex } from 'knex';
import type { Transaction } from '../../foundation/transaction';
import type { MailClaim, MailOutcome, MailStep } from '../../workflows/messaging/contract';
import { Mail, type MailState } from './mail';
import { afterRefusal, afterUnknown, givenUpAt } from './mail-times';

/**
 * Takes a mail for an attempt. Its Message-ID is made here, before anything is sent, and never changes. A mail that is
 * being sent by somebody else was left behind: only one workflow of it is open, so that one is gone, and nobody knows
 * what became of its attempt.
 */
export async function claimMail(
  tx: Transaction,
  { mail_id, claim, now, domain }: MailClaim & { now: Date; domain: string },
): Promise<MailStep> {
  const mail = await Mail.query(tx.sql).findById(mail_id).forUpdate();
  if (!mail) return null;
  if (mail.state === 'sending') {
    if (mail.claim === claim) return { until: null };
    return await settle(tx, mail, nobodyKnows, now);
  }
  if (mail.state !== 'planned') return null;
  if (mail.next_attempt_at && mail.next_attempt_at > now) return waitFor(mail.next_attempt_at);
  await Mail.query(tx.sql)
    .findById(mail_id)
    .patch({
      state: 'sending',
      claim,
      attempts: mail.attempts + 1,
      message_id: mail.message_id ?? `<${mail.id}@${domain}>`,
      give_up_at: mail.give_up_at ?? givenUpAt(now),
      next_attempt_at: null,
      updated_at: now,
    });
  return { until: null };
}

/** Writes down how the attempt ended; one that is not under way any more changes nothing. */
export async function settleMail(
  tx: Transaction,
  { mail_id, claim, outcome, now }: MailClaim & { outcome: MailOutcome; now: Date },
): Promise<MailStep> {
  const mail = await Mail.query(tx.sql).findById(mail_id).forUpdate();
  if (!mail) return null;
  if (mail.state === 'sending' && mail.claim === claim) return await settle(tx, mail, outcome, now);
  if (mail.state === 'planned') return waitFor(mail.next_attempt_at ?? now);
  return mail.state === 'sending' ? { until: null } : null;
}

/** The mail, if this attempt at it is still the one under way. */
export async function findClaimed(
  database: Knex,
  { mail_id, claim }: MailClaim,
): Promise<Mail | undefined> {
  return await Mail.query(database).findOne({ id: mail_id, claim, state: 'sending' });
}

const nobodyKnows: MailOutcome = { kind: 'unknown', code: 'no_answer', smtp_status: null };

/** How a mail ends that is not tried again. */
function endOf({ kind, smtp_status }: MailOutcome): MailState {
  if (kind === 'sent') return 'sent';
  if (kind === 'not_wanted') return 'cancelled';
  if (kind === 'unknown') return 'unconfirmed';
  return kind === 'refused' && smtp_status !== null ? 'bounced' : 'failed';
}

async function settle(
  tx: Transaction,
  mail: Mail,
  outcome: MailOutcome,
  now: Date,
): Promise<MailStep> {
  const { kind, code, smtp_status, smtp_reply } = outcome;
  const unknown = mail.unknown_attempts + (kind === 'unknown' ? 1 : 0);
  const next =
    kind === 'refused_for_now'
      ? afterRefusal(mail, now)
      : kind === 'unknown'
        ? afterUnknown(unknown, now)
        : null;
  await Mail.query(tx.sql)
    .findById(mail.id)
    .patch({
      state: next ? 'planned' : endOf(outcome),
      claim: null,
      unknown_attempts: unknown,
      error_code: code,
      smtp_status,
      smtp_reply: smtp_reply ?? null,
      next_attempt_at: next,
      updated_at: now,
      finished_at: next ? null : now,
    });
  return next && waitFor(next);
}

function waitFor(instant: Date): MailStep {
  return { until: instant.toISOString() };
}
