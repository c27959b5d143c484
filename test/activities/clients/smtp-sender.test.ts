import type { Config } from '../../../foundation/config';
import { createMailSender, type Outgoing } from '../../../activities/clients/smtp-sender';
import { MailServer } from '../../fakes/mail-server';
import { until } from '../../support/until';

let server: MailServer;
beforeEach(async () => void (server = await MailServer.start()));
afterEach(async () => await server.close());

const from = { name: 'Relais', address: 'no-reply@relais.example' };
const never = new AbortController().signal;
const written = () => Promise.resolve();

function config(smtpUrl = server.url): Pick<Config, 'mail'> {
  return { mail: { smtpUrl, from } };
}

function letter(changes: Partial<Outgoing> = {}): Outgoing {
  return {
    message_id: '<0199f3a2@relais.example>',
    to: { name: 'Zoë Ferré', address: 'zoe@example.org' },
    subject: 'Votre récolte est prête',
    html: '<p>Bonjour</p>',
    text: 'Bonjour\n.\nune ligne avec un point',
    language: 'fr',
    date: new Date('2026-09-14T08:30:00Z'),
    ...changes,
  };
}

const send = (changes: Partial<Outgoing> = {}, smtpUrl?: string) =>
  createMailSender(config(smtpUrl)).send(letter(changes), never, written);

describe('a mail', () => {
  it('arrives whole, under the Message-ID that it was given', async () => {
    expect(await send()).toEqual({ kind: 'sent', code: null, smtp_status: null });
    const [mail] = server.received;
    expect(mail?.to).toEqual(['zoe@example.org']);
    expect(mail?.headers).toMatchObject({
      'message-id': '<0199f3a2@relais.example>',
      from: 'Relais <no-reply@relais.example>',
      'auto-submitted': 'auto-generated',
      'content-language': 'fr',
      date: 'Mon, 14 Sep 2026 08:30:00 +0000',
    });
    expect(mail?.raw).toContain('multipart/alternative');
    expect(mail?.raw).toMatch(/^une ligne avec un point/m);
  });

  it.each([
    ['a line feed', '\n'],
    ['a carriage return', '\r'],
    ['both', '\r\n'],
    ['a line separator', '\u2028'],
    ['a null', '\r\n\u0000'],
  ])('cannot be given a header by %s in a name or a subject', async (_what, end) => {
    const inject = `${end}Bcc: victim@example.org${end}${end}body`;
    await send({
      subject: `Hello${inject}`,
      to: { name: `Zoë${inject}`, address: 'zoe@example.org' },
    });
    const [mail] = server.received;
    expect(mail?.to).toEqual(['zoe@example.org']);
    expect(mail?.headers).not.toHaveProperty('bcc');
    expect(mail?.headers['content-type']).toContain('multipart/alternative');
  });

  it.each([
    'zoe@example.org\r\nBcc: victim@example.org',
    'zoe@example.org, victim@example.org',
    'zoe@example.org> SIZE=1 <victim@example.org',
    '"zoe" <zoe@example.org>',
    'zoe@example.org;victim@example.org',
    'zoe@exam\u0000ple.org',
    'zoe',
    '',
  ])('to %j is refused before any server is asked', async (address) => {
    const refused = { kind: 'refused', code: 'bad_address', smtp_status: null };
    expect(await send({ to: { name: 'Zoë', address } })).toEqual(refused);
    expect(server.received).toEqual([]);
  });
});

describe('the outcome', () => {
  it.each([451, 421, 452])('of %d is to come back later', async (status) => {
    server.plans.push({ content: status });
    const later = {
      ...{ kind: 'refused_for_now', code: 'server_says_later', smtp_status: status },
      smtp_reply: `${status} as planned`,
    };
    expect(await send()).toEqual(later);
  });

  it.each([
    ['a recipient', { recipient: 550 }],
    ['a content', { content: 554 }],
  ])('of a refusal of %s is final', async (_what, plan) => {
    server.plans.push(plan);
    expect(await send()).toMatchObject({ kind: 'refused', code: 'refused_by_server' });
  });

  it('of a connection that breaks after the mail was handed over is not known', async () => {
    server.plans.push({ silent: true });
    const unknown = { kind: 'unknown', code: 'connection_lost', smtp_status: null };
    expect(await send()).toEqual(unknown);
    expect(server.received).toHaveLength(1);
  });

  it('of a server that is not there is known: not sent', async () => {
    const unreachable = { kind: 'refused_for_now', code: 'unreachable', smtp_status: null };
    expect(await send({}, 'smtp://127.0.0.1:1')).toEqual(unreachable);
    expect(await send({}, 'smtp://nowhere.invalid:25')).toEqual(unreachable);
  });

  it('of a password that the server does not take is ours to mend, not the end of the mail', async () => {
    const strict = await MailServer.start({
      authOptional: false,
      onAuth: (_auth, _session, done) =>
        done(Object.assign(new Error('no'), { responseCode: 535 })),
    });
    const url = strict.url.replace('smtp://', 'smtp://user:wrong@');
    expect(await send({}, url)).toMatchObject({ kind: 'refused_for_now', smtp_status: 535 });
    expect(await send({}, strict.url)).toMatchObject({ kind: 'refused_for_now', smtp_status: 530 });
    await strict.close();
  });

  it('of a sending that is called off in its middle is not known', async () => {
    const controller = new AbortController();
    const slow = await MailServer.start({
      onData: (stream) => {
        stream.resume();
        controller.abort();
      },
    });
    const sending = createMailSender(config(slow.url)).send(letter(), controller.signal, written);
    expect(await sending).toMatchObject({ kind: 'unknown' });
    await slow.close();
  });
});

it('two mails are never in doubt at once: the second waits, connected, until the outcome of the first is written', async () => {
  const order: string[] = [];
  let connected = 0;
  const noting = await MailServer.start({
    onRcptTo: (_address, _session, done) => {
      connected += 1;
      done();
    },
    onData: (stream, _session, done) => {
      stream.once('data', () => order.push('content'));
      stream.on('end', () => done());
      stream.resume();
    },
  });
  const sender = createMailSender(config(noting.url));
  const told = async (): Promise<void> => {
    await until(() => connected === 2);
    order.push('written');
  };
  await Promise.all([sender.send(letter(), never, told), sender.send(letter(), never, told)]);
  expect(order).toEqual(['content', 'written', 'content', 'written']);
  await noting.close();
});
