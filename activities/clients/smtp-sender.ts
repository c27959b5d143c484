// Hands mails to a server by SMTP, and says exactly what became of each.
import { Readable } from 'node:stream';
import { createTransport } from 'nodemailer';
import type { Config } from '../../foundation/config';
import { harmlessReply } from '../../models/messaging/smtp-reply';
import type { MailOutcome } from '../../workflows/messaging/contract';
import { BadAddress, type Letter, writeLetter } from './mail-letter';

/** A letter without its sender, which is the deployment's. */
export type Outgoing = Omit<Letter, 'from'>;

export interface MailSender {
  /** What Message-IDs end in. */
  domain: string;
  /** Never throws: whatever happens is an outcome. */
  send(letter: Outgoing, signal: AbortSignal): Promise<MailOutcome>;
}

/** A server that says nothing for as long is taken for dead. */
const silenceMs = 30_000;
/** Shorter than what the activity may take, so that the outcome is told and not guessed. */
const wholeMs = 90_000;

/** The sender of a process; it connects anew for every mail, so no outcome depends on the mail before. */
export function createMailSender({ mail }: Pick<Config, 'mail'>): MailSender {
  const transport = createTransport({
    url: mail.smtpUrl,
    connectionTimeout: 10_000,
    greetingTimeout: 10_000,
    dnsTimeout: 10_000,
    socketTimeout: silenceMs,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  return {
    domain: mail.from.address.replace(/^.*@/, ''),
    send: async (letter, signal) => {
      const handedOver = { begun: false };
      try {
        const raw = await writeLetter({ ...letter, from: mail.from });
        await transport.sendMail({
          envelope: { from: mail.from.address, to: letter.to.address },
          messageId: letter.message_id,
          raw: noticing(raw, handedOver),
          signal: AbortSignal.any([signal, AbortSignal.timeout(wholeMs)]),
        });
        return { kind: 'sent', code: null, smtp_status: null };
      } catch (error) {
        return outcomeOf(error, handedOver.begun, letter.to.address);
      }
    },
  };
}

/** The bytes, and a note once somebody began to read them. */
function noticing(bytes: Buffer, note: { begun: boolean }): Readable {
  return Readable.from(
    (function* () {
      note.begun = true;
      yield bytes;
    })(),
    { objectMode: false },
  );
}

interface SmtpError {
  responseCode?: number;
  response?: string;
  command?: string;
}

/** Replies to these concern the mail; refusals of anything before, such as a wrong password, are ours to mend. */
const aboutTheMail = ['MAIL FROM', 'RCPT TO', 'DATA'];
/** Replies that ask for another way to sign in or for encryption, whatever they answer to. */
const aboutSigningIn = [530, 534, 535, 538];

function outcomeOf(error: unknown, begun: boolean, address: string): MailOutcome {
  if (error instanceof BadAddress) {
    return { kind: 'refused', code: 'bad_address', smtp_status: null };
  }
  const { responseCode = null, response = '', command = '' } = error as SmtpError;
  if (responseCode === null) {
    // The connection broke or fell silent: before the mail was begun it cannot have arrived.
    if (begun) return { kind: 'unknown', code: 'connection_lost', smtp_status: null };
    return { kind: 'refused_for_now', code: 'unreachable', smtp_status: null };
  }
  const final =
    responseCode >= 500 && aboutTheMail.includes(command) && !aboutSigningIn.includes(responseCode);
  return {
    kind: final ? 'refused' : 'refused_for_now',
    code: final ? 'refused_by_server' : 'server_says_later',
    smtp_status: responseCode,
    smtp_reply: harmlessReply(response, address),
  };
}
