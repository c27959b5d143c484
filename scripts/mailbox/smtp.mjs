import { SMTPServer } from 'smtp-server';

const largest = 25 * 1024 * 1024;

/** Listens on loopback for mails and puts each into the store before it says that it took it. */
export function listenForMail(store, port) {
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    allowInsecureAuth: true,
    size: largest,
    onAuth: (auth, _session, done) => done(null, { user: auth.username ?? 'anybody' }),
    onData: (stream, session, done) =>
      receive(store, stream, session.envelope).then(() => done(), done),
  });
  server.on('error', (error) => console.error(`smtp: ${error.message}`));
  return new Promise((resolve, reject) => {
    server.server.once('error', reject);
    server.listen(port, '127.0.0.1', () => resolve(server));
  });
}

async function receive(store, stream, envelope) {
  const parts = [];
  for await (const part of stream) parts.push(part);
  if (stream.sizeExceeded)
    throw Object.assign(new Error('Message too large'), { responseCode: 552 });
  const from = envelope.mailFrom ? envelope.mailFrom.address : null;
  store.add(Buffer.concat(parts), { from, to: envelope.rcptTo.map(({ address }) => address) });
}
