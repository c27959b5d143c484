// A server of somebody who receives webhooks, in every mood.
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';

/** How it answers. `slow` never does; `closes` hangs up; `endless` says 200 and goes on talking. */
export type Mood =
  'ok' | 'error' | 'slow' | 'redirect' | 'closes' | 'gone' | 'busy' | 'garbage' | 'endless';

/** A message as it came. */
export interface Received {
  id: string;
  headers: Record<string, string>;
  body: string;
}

export class WebhookReceiver {
  mood: Mood = 'ok';
  /** Sent with `busy`. */
  retryAfter = '120';
  /** Where `redirect` points. */
  location = 'http://127.0.0.1:1/';
  readonly received: Received[] = [];
  /** Told of each message as it comes. */
  onReceived: (message: Received) => void = () => undefined;
  private readonly sockets = new Set<Socket>();

  private constructor(
    private readonly server: Server,
    private readonly scheme: 'http' | 'https',
  ) {
    server.on('request', (request, response) => void this.receive(request, response));
    server.on('connection', (socket: Socket) => {
      this.sockets.add(socket);
      socket.on('close', () => this.sockets.delete(socket));
    });
  }

  /** Listens on a free port of this machine; with TLS if it is given a certificate. */
  static async start(tls?: { key: string; cert: string }): Promise<WebhookReceiver> {
    const server = tls ? createTlsServer(tls) : createServer();
    const receiver = new WebhookReceiver(server, tls ? 'https' : 'http');
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return receiver;
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  /** Its URL, by its address or under another name. */
  url(host = '127.0.0.1'): string {
    return `${this.scheme}://${host}:${this.port}/hook`;
  }

  /** How many connections were made, of which requests may never have come. */
  get connections(): number {
    return this.sockets.size;
  }

  async close(): Promise<void> {
    for (const socket of this.sockets) socket.destroy();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private async receive(request: IncomingMessage, response: ServerResponse): Promise<void> {
    let body = '';
    for await (const chunk of request) body += String(chunk);
    const headers = Object.fromEntries(
      Object.entries(request.headers).map(([name, value]) => [name, String(value)]),
    );
    const message = { id: headers['webhook-id'] ?? '', headers, body };
    this.received.push(message);
    this.onReceived(message);
    answers[this.mood](this, response);
  }
}

const answers: Record<Mood, (receiver: WebhookReceiver, response: ServerResponse) => void> = {
  ok: (_receiver, response) => void response.writeHead(204).end(),
  error: (_receiver, response) => void response.writeHead(500).end('broken'),
  slow: () => undefined,
  redirect: ({ location }, response) => void response.writeHead(307, { location }).end(),
  closes: (_receiver, response) => void response.socket?.destroy(),
  gone: (_receiver, response) => void response.writeHead(410).end(),
  busy: ({ retryAfter }, response) =>
    void response.writeHead(429, { 'retry-after': retryAfter }).end(),
  garbage: (_receiver, response) => void response.socket?.end('no HTTP at all\r\n\r\n'),
  endless: (_receiver, response) => {
    response.writeHead(200);
    const talk = (): void => {
      while (!response.destroyed && response.write('word '.repeat(2_000)));
    };
    response.on('drain', talk);
    response.on('error', () => undefined);
    talk();
  },
};
