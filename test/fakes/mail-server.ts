// A mail server that takes mails on loopback, or answers as a test wants it to.
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';

export interface ReceivedMail {
  to: string[];
  raw: string;
  /** The lines of its head, unfolded, in lower case before the colon. */
  headers: Record<string, string>;
}

/** What the server does with one mail; without a plan it takes it. */
export interface MailPlan {
  /** Replies so to the recipient. */
  recipient?: number;
  /** Replies so to the content. */
  content?: number;
  /** Takes the content and breaks the connection instead of replying. */
  silent?: boolean;
}

export class MailServer {
  readonly received: ReceivedMail[] = [];
  /** One per mail, in order. */
  readonly plans: MailPlan[] = [];
  private readonly server: SMTPServer;

  private constructor(options: SMTPServerOptions) {
    this.server = new SMTPServer({
      authOptional: true,
      disabledCommands: ['STARTTLS'],
      allowInsecureAuth: true,
      onRcptTo: (_address, _session, done) => done(replyOf(this.plans[0]?.recipient, this.plans)),
      onData: (stream, session, done) => {
        const parts: Buffer[] = [];
        stream.on('data', (part: Buffer) => parts.push(part));
        stream.on('end', () => {
          const plan = this.plans.shift();
          const refusal = replyOf(plan?.content);
          if (refusal) return done(refusal);
          const to = session.envelope.rcptTo.map(({ address }) => address);
          this.received.push(read(to, Buffer.concat(parts).toString()));
          if (plan?.silent) return void this.breakConnections();
          done();
        });
      },
      ...options,
    });
    this.server.on('error', () => undefined);
  }

  /** Listens on a free port of loopback. */
  static async start(options: SMTPServerOptions = {}): Promise<MailServer> {
    const server = new MailServer(options);
    const listening = server.server.listen(0, '127.0.0.1');
    await once(listening, 'listening');
    return server;
  }

  get url(): string {
    return `smtp://127.0.0.1:${(this.server.server.address() as AddressInfo).port}`;
  }

  async close(): Promise<void> {
    this.breakConnections();
    await new Promise<void>((resolve) => this.server.close(() => resolve()));
  }

  private breakConnections(): void {
    for (const connection of this.server.connections as Set<{ _socket: { destroy(): void } }>) {
      connection._socket.destroy();
    }
  }
}

function replyOf(code: number | undefined, plans?: MailPlan[]): Error | null {
  if (code === undefined) return null;
  plans?.shift();
  return Object.assign(new Error('as planned'), { responseCode: code });
}

function read(to: string[], raw: string): ReceivedMail {
  const head = raw.slice(0, raw.indexOf('\r\n\r\n')).replaceAll(/\r\n[ \t]+/g, ' ');
  const headers = head.split('\r\n').map((line) => {
    const colon = line.indexOf(':');
    return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()];
  });
  return { to, raw, headers: Object.fromEntries(headers) as Record<string, string> };
}
