import { readBounceReport } from '../../../models/messaging/bounce-report';
import { harmlessReply } from '../../../models/messaging/smtp-reply';
import { bounceReport } from '../../factories/bounce-report';

const message_id = '<0199f3a2-7c1e-7d43-9b58-2f6a4c1d0e77@relais.example>';

describe('a report', () => {
  it('names the mail, the reply and whom it was for', () => {
    expect(readBounceReport(bounceReport({ message_id }))).toEqual({
      message_id,
      smtp_status: 550,
      reply: '550 5.1.1 <zoe@example.org>: Recipient address rejected: User unknown',
      recipient: 'zoe@example.org',
    });
  });

  it.each([
    ['with lines that end as on Unix', bounceReport({ message_id }).replaceAll('\r\n', '\n')],
    [
      'with the head of the mail only',
      bounceReport({ message_id, original: 'text/rfc822-headers' }),
    ],
    ['with the mail in another encoding', bounceReport({ message_id, encoding: 'base64' })],
    [
      'with a boundary without quotes',
      bounceReport({ message_id }).replace('"=_report"', '=_report'),
    ],
    ['in upper case', bounceReport({ message_id, action: 'FAILED' })],
  ])('is read %s', (_how, report) => {
    expect(readBounceReport(report)).toMatchObject({ message_id, smtp_status: 550 });
  });

  it('may quote no reply', () => {
    const report = bounceReport({ message_id, diagnostic: null });
    expect(readBounceReport(report)).toMatchObject({ smtp_status: null, reply: '5.1.1' });
  });

  it.each([
    ['a delay', bounceReport({ message_id, action: 'delayed' })],
    ['a delivery', bounceReport({ message_id, action: 'delivered' })],
    ['no mail', bounceReport({ message_id: '' })],
    ['nothing', ''],
    ['a mail of a person', 'Subject: hello\r\n\r\nAction: failed\r\nMessage-ID: <a@b>'],
    ['a report without its end', bounceReport({ message_id }).slice(0, 400)],
  ])('of %s is none of a bounce', (_what, report) => {
    expect(readBounceReport(report)).toBeUndefined();
  });
});

describe('what a server said', () => {
  it('is kept without addresses, without the name before their @, and on one line', () => {
    const said = '550-5.1.1 <zoe.roux@example.org>\r\n550 user Zoe.Roux has left\u0007 example.org';
    const kept = '550-5.1.1 <[address]> 550 user [name] has left example.org';
    expect(harmlessReply(said, 'zoe.roux@example.org')).toBe(kept);
  });

  it.each(['zoe-anne', 'a+(b', "o'neill/x", '.*', '[a', '\\d', '{2}', '^$|', 'zoé'])(
    'is kept without the name %s',
    (name) => {
      expect(harmlessReply(`550 to ${name} no`, `${name}@example.org`)).toBe('550 to [name] no');
    },
  );

  it('is kept short, and whole where nobody is named', () => {
    expect(harmlessReply('x'.repeat(5_000), 'zoe@example.org')).toHaveLength(300);
    expect(harmlessReply('nobody', '')).toBe('nobody');
  });
});
