// A mail as bytes, ready to be handed to a server.
import { createTransport } from 'nodemailer';
import { isMailAddress, onOneLine } from './mail-text';

export interface Mailbox {
  name: string;
  address: string;
}

/** A composed mail. */
export interface Letter {
  message_id: string;
  from: Mailbox;
  to: Mailbox;
  subject: string;
  html: string;
  text: string;
  language: string;
  date: Date;
}

const composer = createTransport({
  streamTransport: true,
  buffer: true,
  newline: 'windows',
  disableFileAccess: true,
  disableUrlAccess: true,
});

/** An address that no mail can go to: refused for good, before any server is asked. */
export class BadAddress extends Error {}

/**
 * Writes a letter as RFC 5322 wants it.
 * @throws {BadAddress} when a recipient is not exactly one plain address
 */
export async function writeLetter(letter: Letter): Promise<Buffer> {
  if (!isMailAddress(letter.to.address)) throw new BadAddress();
  const { message } = await composer.sendMail({
    messageId: letter.message_id,
    from: plain(letter.from),
    to: plain(letter.to),
    subject: onOneLine(letter.subject),
    date: letter.date,
    text: letter.text,
    html: letter.html,
    // Nobody's out-of-office note shall come back to us.
    headers: { 'Auto-Submitted': 'auto-generated', 'Content-Language': letter.language },
  });
  if (!Buffer.isBuffer(message)) throw new Error('the composer answered with a stream');
  return message;
}

function plain({ name, address }: Mailbox): Mailbox {
  return { name: onOneLine(name), address };
}
