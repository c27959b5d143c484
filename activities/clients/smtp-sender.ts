// Hands mails to a server by SMTP, and says exactly what became of each.
import { Readable } from 'node:stream';
import { createTransport } from 'nodemailer';
import type { Config } from '../../foundation/config';
import { turns } from '../../foundation/turns';
import { harmlessReply } from '../../models/messaging/smtp-reply';
import type { MailOutcome } from '../../workflows/messaging/contract';
import { BadAddress, type Letter, writeLetter } from './mail-letter';

/** A letter without its sender, which is the deployment's. */
export type Outgoing = Omit<Letter, 'from'>;

export interface MailSender {
  /** What Message-IDs end in. */
  domain: string;
  /**
   * Never throws: whatever happens is an outcome. No other mail is begun before `told` wrote the outcome down, so that
   * a process that dies leaves one mail in doubt, whatever it had under way.
   */
  send(
    letter: Outgoing,
    signal: AbortSignal,
    told: (outcome: MailOutcome) => Promise<void>,
  ): Promise<MailOutcome>;
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
  const inTurn = turns(1);
  return {
    domain: mail.from.address.replace(/^.*@/, ''),
    send: async (letter, signal, told) => {
      const handover = new Handover();
      const attempt = async (): Promise<MailOutcome> => {
        try {
          const raw = await writeLetter({ ...letter, from: mail.from });
          await transport.sendMail({
            envelope: { from: mail.from.address, to: letter.to.address },
            messageId: letter.message_id,
            raw: Readable.from(handover.bytes(raw, inTurn), { objectMode: false }),
            signal: AbortSignal.any([signal, AbortSignal.timeout(wholeMs)]),
          });
          return { kind: 'sent', code: null, smtp_status: null };
        } catch (error) {
          return outcomeOf(error, handover.begun, letter.to.address);
        }
      };
      try {
        const outcome = await attempt();
        await told(outcome);
        return outcome;
      } finally {
        handover.end();
      }
    },
  };
}

/** The bytes of one mail: connections are made side by side, but the bytes go out when no other mail is in doubt. */
class Handover {
  /** Whether somebody began to read the bytes, in its turn. */
  begun = false;
  /** Gives the turn to the next mail. */
  end!: () => void;
  private readonly ended = new Promise<void>((resolve) => (this.end = resolve));

  async *bytes(raw: Buffer, inTurn: ReturnType<typeof turns>): AsyncGenerator<Buffer> {
    await new Promise<void>((start) => {
      void inTurn(() => {
        start();
        return this.ended;
      });
    });
    this.begun = true;
    yield raw;
  }
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
