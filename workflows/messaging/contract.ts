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
