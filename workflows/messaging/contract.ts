// The words by which others speak to the workflows of this domain.

/** The queue of deliveries: a worker takes only so many at a time as a mail server likes to have connections. */
export const mailQueue = 'mail';

export interface SendMailInput {
  mail_id: string;
}

/** The id of the workflow that sends one mail. */
export function mailWorkflowId(mailId: string): string {
  return `mail:${mailId}`;
}

/** One attempt at a mail: which mail, and the mark that says whose attempt it is. */
export interface MailClaim {
  mail_id: string;
  claim: string;
}

/** What is next: an attempt, at once or at the ISO 8601 instant `until`; null when nothing is left to do. */
export type MailStep = { until: string | null } | null;

/** How an attempt ended. Only `unknown` may have reached somebody without our knowing. */
export interface MailOutcome {
  kind: 'sent' | 'refused_for_now' | 'refused' | 'not_wanted' | 'unknown';
  /** In one word, why it was not sent; null when it was. */
  code: string | null;
  /** What the mail server replied, where it was an error. */
  smtp_status: number | null;
  /** What it said with it, without what names somebody. */
  smtp_reply?: string;
}

/** What `sendMail` needs done in the database; each of these may be repeated. */
export interface MailActivities {
  /** Takes the mail for an attempt if one is due at `now`. What an earlier attempt left open counts as unknown. */
  claimMail(input: MailClaim & { now: string }): Promise<MailStep>;
  /** Writes down how the attempt ended, and what that leads to. */
  settleMail(input: MailClaim & { outcome: MailOutcome; now: string }): Promise<MailStep>;
}

/** The irreversible part, which runs once per attempt. */
export interface MailDeliveryActivities {
  deliverMail(input: MailClaim & { now: string }): Promise<MailOutcome>;
}

/** The queue of requests to servers of users: slow ones must not hold up what others wait for. */
export const webhookQueue = 'webhooks';

export interface DeliverWebhookInput {
  delivery_id: string;
}

/** The id of the workflow that brings one event to one endpoint. */
export function deliverWebhookWorkflowId(deliveryId: string): string {
  return `webhook:${deliveryId}`;
}

export interface WebhookActivities {
  /**
   * Sends the delivery if it is due at `now`, an ISO 8601 instant. A repeat sends it again under the same webhook-id,
   * unless the outcome was written down.
   * @returns the next instant at which it is due; null when it is settled
   */
  attemptDelivery(input: { delivery_id: string; now: string }): Promise<string | null>;
}
