import type { Knex } from 'knex';
import type { Logger } from '../../foundation/logging';
import { transaction } from '../../foundation/transaction';
import { claimMail, findClaimed, settleMail } from '../../models/messaging/work-mail';
import type {
  MailActivities,
  MailClaim,
  MailDeliveryActivities,
  MailOutcome,
} from '../../workflows/messaging/contract';
import type { MailSender, Outgoing } from '../clients/smtp-sender';
import { withHeartbeat } from '../heartbeat';
import { composeMail, type Unwanted } from './compose-mail';
import type { MailLoaderDependencies } from './mail-loader';

/** What `sendMail` does in the database. */
export function createMailActivities({
  database,
  domain,
}: {
  database: Knex;
  /** What Message-IDs end in. */
  domain: string;
}): MailActivities {
  return {
    claimMail: ({ now, ...claim }) =>
      transaction(database, (tx) => claimMail(tx, { ...claim, now: new Date(now), domain })),
    settleMail: ({ now, ...settled }) =>
      transaction(database, (tx) => settleMail(tx, { ...settled, now: new Date(now) })),
  };
}

export interface MailDeliveryDependencies extends Omit<MailLoaderDependencies, 'now'> {
  sender: MailSender;
  logger: Logger;
}

/** What `sendMail` does that cannot be taken back, written down before the next mail is begun. */
export function createMailDelivery(dependencies: MailDeliveryDependencies): MailDeliveryActivities {
  const { database, sender, logger } = dependencies;
  return {
    deliverMail: ({ now: instant, ...claim }) =>
      withHeartbeat(async (signal) => {
        const now = new Date(instant);
        const letter = await composed({ ...dependencies, now }, claim);
        if (letter instanceof Error) {
          logger.error({ err: letter, mail_id: claim.mail_id }, 'mail not composed');
          return unsent('refused_for_now', 'not_composed');
        }
        if (typeof letter === 'string') return unsent('not_wanted', letter);
        return await sender.send(letter, signal, async (outcome) => {
          try {
            await transaction(database, (tx) => settleMail(tx, { ...claim, outcome, now }));
          } catch (error) {
            // The workflow is told as well and writes it down as soon as that can be done.
            logger.warn(
              { err: error, mail_id: claim.mail_id },
              'outcome of a mail not written yet',
            );
          }
        });
      }),
  };
}

/** A letter that cannot be written yet, because of a defect or an outage, is certainly not sent. */
async function composed(
  dependencies: MailLoaderDependencies,
  claim: MailClaim,
): Promise<Outgoing | Unwanted | 'taken_over' | Error> {
  try {
    const mail = await findClaimed(dependencies.database, claim);
    // Whoever took it over tells what became of it.
    return mail ? await composeMail(dependencies, mail) : 'taken_over';
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}

function unsent(kind: MailOutcome['kind'], code: string): MailOutcome {
  return { kind, code, smtp_status: null };
}
