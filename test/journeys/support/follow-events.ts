// How a client misses nothing: hints say when to look, `GET /events?after=` says what happened.
import { io, type Socket } from 'socket.io-client';
import type { PayloadOf, ServerEvents } from '../../../activities/clients/realtime-events';
import { type Event, listEvents } from '../../../clients/typescript';
import type { Client } from '../../../clients/typescript/client';
import { until } from '../../support/until';

interface Options {
  url: string;
  access: string;
  client: Client;
  after: number;
}

/** Follows somebody's events, and keeps the hints as they came. */
export class EventFollower {
  readonly events: Event[] = [];
  readonly hints: PayloadOf<'event'>[] = [];
  readonly progress: PayloadOf<'progress'>[] = [];
  private readonly socket: Socket<ServerEvents>;
  private known: number;
  private seen: number;
  private isReading = false;

  constructor(private readonly options: Options) {
    const { url, access, after } = options;
    this.seen = after;
    this.known = after;
    this.socket = io(url, { auth: { token: access }, transports: ['websocket'], forceNew: true });
    this.socket.on('seq', ({ last_seq }) => this.learn(last_seq));
    this.socket.on('progress', (hint) => void this.progress.push(hint));
    this.socket.on('event', (hint) => {
      this.hints.push(hint);
      this.learn(hint.seq);
    });
  }

  /** The types of the events about a subject, in order. */
  typesOf(subjectId: string): string[] {
    return this.events.filter(({ subject }) => subject.id === subjectId).map(({ type }) => type);
  }

  /** Waits until a subject's events include one of a type. */
  async sees(subjectId: string, type: string): Promise<void> {
    await until(() => this.typesOf(subjectId).includes(type), 240_000);
  }

  async connected(): Promise<void> {
    await until(() => this.socket.connected);
  }

  close(): void {
    this.socket.disconnect();
  }

  private learn(seq: number): void {
    this.known = Math.max(this.known, seq);
    if (!this.isReading) void this.read();
  }

  private async read(): Promise<void> {
    this.isReading = true;
    try {
      while (this.known > this.seen) await this.readPage();
    } finally {
      this.isReading = false;
    }
  }

  private async readPage(): Promise<void> {
    const { client } = this.options;
    const query = { after: this.seen, limit: 500 };
    const { data } = await listEvents({ client, query, throwOnError: true });
    this.events.push(...data.results);
    this.known = Math.max(this.known, data.last_seq);
    this.seen = data.results.at(-1)?.seq ?? this.known;
  }
}

/** Everything that happened, as a client that was away all the time reads it: page by page. */
export async function catchUp(client: Client, limit: number): Promise<Event[]> {
  const events: Event[] = [];
  for (;;) {
    const query = { after: events.at(-1)?.seq ?? 0, limit };
    const { data } = await listEvents({ client, query, throwOnError: true });
    events.push(...data.results);
    if (!data.has_more) return events;
  }
}
