interface Bounce {
  message_id: string;
  action?: string;
  /** Null leaves it out. */
  diagnostic?: string | null;
  original?: 'message/rfc822' | 'text/rfc822-headers';
  encoding?: '7bit' | 'base64';
}

/** What a mail server writes about a mail to zoe@example.org that it could not deliver (RFC 3464). */
export function bounceReport({
  message_id,
  action = 'failed',
  diagnostic = 'smtp; 550 5.1.1 <zoe@example.org>: Recipient address\r\n rejected: User unknown',
  original = 'message/rfc822',
  encoding = '7bit',
}: Bounce): string {
  const head = ['From: Relais <no-reply@relais.example>', 'Subject: Welcome'];
  const mail = [
    ...head,
    ...(message_id ? [`Message-ID:\r\n ${message_id}`] : []),
    '',
    'Hello',
  ].join('\r\n');
  return [
    'From: MAILER-DAEMON@mx.example.net',
    'Subject: Undelivered Mail Returned to Sender',
    'MIME-Version: 1.0',
    'Content-Type: multipart/report; report-type=delivery-status;',
    ' boundary="=_report"',
    '',
    'This is a MIME-encapsulated message.',
    '',
    '--=_report',
    'Content-Type: text/plain; charset=us-ascii',
    '',
    'I am sorry to have to inform you that your message could not be delivered.',
    '',
    '--=_report',
    'Content-Type: message/delivery-status',
    '',
    'Reporting-MTA: dns; mx.example.net',
    'Arrival-Date: Mon, 14 Sep 2026 09:00:00 +0000',
    '',
    'Final-Recipient: rfc822; zoe@example.org',
    `Action: ${action}`,
    'Status: 5.1.1',
    ...(diagnostic === null ? [] : [`Diagnostic-Code: ${diagnostic}`]),
    '',
    '--=_report',
    `Content-Type: ${original}`,
    `Content-Transfer-Encoding: ${encoding}`,
    '',
    encoding === 'base64' ? Buffer.from(mail).toString('base64') : mail,
    '',
    '--=_report--',
    '',
  ].join('\r\n');
}
