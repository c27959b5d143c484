// Sends one mail: an attempt, and more of them when nobody answered or the server asked to come back later. Lives until
// the mail is sent or given up, about a day at most.
import {
  ActivityFailure,
  condition,
  isCancellation,
  proxyActivities,
  setCurrentDetails,
  setHandler,
  workflowInfo,
} from '@temporalio/workflow';
import { coreQueue, pokeSignal } from '../operations/contract';
import { idempotentWrite, irreversible } from '../policies';
import {
  type MailActivities,
  type MailClaim,
  type MailDeliveryActivities,
  type MailOutcome,
  mailQueue,
  type SendMailInput,
} from './contract';

const { claimMail, settleMail } = proxyActivities<MailActivities>({
  ...idempotentWrite,
  taskQueue: coreQueue,
});
const { deliverMail } = proxyActivities<MailDeliveryActivities>({
  ...irreversible,
  taskQueue: mailQueue,
});

/** Attempts the mail until its row says that nothing is left to do; a poke ends a wait. */
export async function sendMail(input: SendMailInput): Promise<void> {
  const { mail_id } = input;
  let poked = false;
  setHandler(pokeSignal, () => void (poked = true));
  for (let attempt = 1; ; attempt += 1) {
    const claimed = { mail_id, claim: `${workflowInfo().runId}:${attempt}` };
    poked = false;
    let step = await claimMail({ ...claimed, now: now() });
    if (step && step.until === null) {
      step = await settleMail({ ...claimed, outcome: await deliver(claimed), now: now() });
    }
    // Somebody may have asked for it again just when it ended.
    if (step === null && !poked) return;
    if (!step?.until) continue;
    setCurrentDetails(`attempt ${attempt + 1} not before ${step.until}`);
    await condition(() => poked, Math.max(1, Date.parse(step.until) - Date.now()));
  }
}

function now(): string {
  return new Date().toISOString();
}

/** A worker that dies or an answer that stays away leaves an outcome that nobody knows. */
async function deliver(claimed: MailClaim): Promise<MailOutcome> {
  try {
    return await deliverMail({ ...claimed, now: now() });
  } catch (error) {
    if (isCancellation(error) || !(error instanceof ActivityFailure)) throw error;
    return { kind: 'unknown', code: 'no_answer', smtp_status: null };
  }
}
