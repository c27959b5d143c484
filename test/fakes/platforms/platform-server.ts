// What the fakes of platforms share: a server with routes that keeps what was asked, and moods for the call that publishes.
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';

/**
 * What becomes of a call that publishes. `down` answers 503 and did nothing; those with `_after` publish first, and then
 * answer 503, hang up, or never answer.
 */
export type Mood =
  'ok' | 'refuses' | 'limited' | 'down' | 'down_after' | 'hangs_up_after' | 'silent_after';

/** Whether this mood publishes, whatever it answers. */
export function publishes(mood: Mood): boolean {
  return mood === 'ok' || mood.endsWith('_after');
}

export interface Asked {
  method: string;
  url: URL;
  headers: Record<string, string>;
  /** Of `Authorization: Bearer`; empty without one. */
  token: string;
  body: Buffer;
}

export interface Reply {
  status: number;
  body?: unknown;
  headers?: Record<string, string>;
}

/** A route answers, hangs up, or is silent for ever. */
export type Outcome = Reply | 'hang_up' | 'silence';

export interface Route {
  method: string;
  path: RegExp;
  answer: (asked: Asked, ...groups: string[]) => Outcome | Promise<Outcome>;
}

/** A post as people would see it. */
export interface LiveOnFake {
  id: string;
  text: string;
  media: number;
  alt_texts: string[];
}

export abstract class PlatformServer {
  /** What becomes of the n-th publishing call, counted from 1. */
  moodOf: (n: number) => Mood = () => 'ok';
  /** Seconds that `limited` asks to wait. */
  retryAfter = 120;
  publishings = 0;
  readonly asked: Asked[] = [];
  protected abstract readonly routes: readonly Route[];
  private readonly sockets = new Set<Socket>();
  private readonly server = createServer(
    (request, response) => void this.receive(request, response),
  );

  set mood(mood: Mood) {
    this.moodOf = () => mood;
  }

  /** What is live, the oldest first. */
  abstract live(): LiveOnFake[];

  /** Takes back every token that was handed out. */
  abstract revoke(): void;

  /** What the platform says when it refuses a post, and when too much was asked. */
  protected abstract refusal(): Reply;
  protected abstract limit(): Reply;

  async listen(): Promise<this> {
    this.server.on('connection', (socket: Socket) => {
      this.sockets.add(socket);
      socket.on('close', () => this.sockets.delete(socket));
    });
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
    return this;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async close(): Promise<void> {
    for (const socket of this.sockets) socket.destroy();
    await new Promise((resolve) => this.server.close(resolve));
  }

  /** One call that publishes, in the mood of the moment. */
  protected publish(make: () => Reply): Outcome {
    const mood = this.moodOf((this.publishings += 1));
    if (mood === 'refuses') return this.refusal();
    if (mood === 'limited') return this.limit();
    if (mood === 'down') return unavailable;
    const reply = make();
    if (mood === 'hangs_up_after') return 'hang_up';
    if (mood === 'silent_after') return 'silence';
    return mood === 'down_after' && reply.status < 400 ? unavailable : reply;
  }

  private async receive(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const headers = Object.fromEntries(
      Object.entries(request.headers).map(([name, value]) => [name, String(value)]),
    );
    const asked: Asked = {
      method: request.method ?? '',
      url: new URL(request.url ?? '/', this.url),
      headers,
      token: /^Bearer (.+)$/.exec(headers['authorization'] ?? '')?.[1] ?? '',
      body: Buffer.concat(chunks),
    };
    this.asked.push(asked);
    send(response, await this.outcomeFor(asked));
  }

  private async outcomeFor(asked: Asked): Promise<Outcome> {
    for (const { method, path, answer } of this.routes) {
      const match = method === asked.method ? path.exec(asked.url.pathname) : null;
      if (match) return answer(asked, ...match.slice(1));
    }
    return { status: 404, body: { error: 'Not found' } };
  }
}

const unavailable: Reply = { status: 503, body: '<!DOCTYPE html><html><body>Oops</body></html>' };

function send(response: ServerResponse, outcome: Outcome): void {
  if (outcome === 'silence') return;
  if (outcome === 'hang_up') return void response.socket?.destroy();
  const { status, body, headers } = outcome;
  const text = typeof body === 'string' ? body : JSON.stringify(body ?? {});
  const type = typeof body === 'string' ? 'text/html' : 'application/json';
  response.writeHead(status, { 'content-type': type, ...headers }).end(text);
}

/** An answer of success. */
export function ok(body: unknown): Reply {
  return { status: 200, body };
}

/** The fields of a form, as OAuth sends them. */
export function formOf({ body }: Asked): Record<string, string> {
  return Object.fromEntries(new URLSearchParams(body.toString()));
}

/** What a JSON body says, of which the fake knows the shape. */
export function jsonOf<T>({ body }: Asked): T {
  return JSON.parse(body.toString()) as T;
}

export interface SentPart {
  name: string;
  filename: string | null;
  media_type: string | null;
  bytes: Buffer;
}

/** The parts of a multipart body. */
export function partsOf({ headers, body }: Asked): SentPart[] {
  const boundary = /boundary=(\S+)/.exec(headers['content-type'] ?? '')?.[1] ?? '';
  const pieces = body.toString('latin1').split(`--${boundary}`).slice(1, -1);
  return pieces.map((piece) => {
    const [head = '', ...rest] = piece.slice(2, -2).split('\r\n\r\n');
    return {
      name: /[ ;]name="([^"]*)"/.exec(head)?.[1] ?? '',
      filename: /filename="([^"]*)"/.exec(head)?.[1] ?? null,
      media_type: /content-type: (\S+)/i.exec(head)?.[1] ?? null,
      bytes: Buffer.from(rest.join('\r\n\r\n'), 'latin1'),
    };
  });
}
