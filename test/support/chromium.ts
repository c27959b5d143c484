// Drives a real Chromium by its DevTools protocol, over two pipes: neither a port nor a package is needed.
import { spawn, type ChildProcess } from 'node:child_process';
import { EventEmitter } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable, Writable } from 'node:stream';

interface Message {
  id?: number;
  sessionId?: string;
  method?: string;
  params?: unknown;
  result?: unknown;
  error?: { message: string };
}

interface Waiting {
  resolve: (result: unknown) => void;
  reject: (error: Error) => void;
}

/** A browser that knows the hosts that it is told, and reaches nothing else. */
export class Chromium {
  /** `<session> <method>`, with the parameters. */
  readonly events = new EventEmitter().setMaxListeners(0);
  private readonly waiting = new Map<number, Waiting>();
  private received = '';
  private last = 0;

  private constructor(
    private readonly process: ChildProcess,
    private readonly profile: string,
  ) {
    const [, , , , answers] = process.stdio as (Readable | null)[];
    answers?.setEncoding('utf8').on('data', (text: string) => this.read(text));
    process.once('exit', () => {
      for (const { reject } of this.waiting.values()) reject(new Error('Chromium ended'));
    });
  }

  /** Starts one; `hosts` says at which address each name is. */
  static async start(hosts: Record<string, string>): Promise<Chromium> {
    const program = process.env['TEST_CHROMIUM'];
    if (program === undefined) throw new Error('TEST_CHROMIUM names none: use scripts/browser.mjs');
    const profile = await mkdtemp(join(tmpdir(), 'relais-chromium-'));
    const mapped = Object.entries(hosts).map(([name, url]) => `MAP ${name} ${new URL(url).host}`);
    const args = [
      ...['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run'],
      ...['--disable-background-networking', '--disable-component-update', '--disable-sync'],
      ...['--disable-dev-shm-usage', '--remote-debugging-pipe', `--user-data-dir=${profile}`],
      `--host-resolver-rules=${[...mapped, 'MAP * ~NOTFOUND'].join(', ')}`,
    ];
    const stdio = ['ignore', 'ignore', 'ignore', 'pipe', 'pipe'] as const;
    return new Chromium(spawn(program, args, { stdio: [...stdio] }), profile);
  }

  /** Asks the browser, or one page of it, to do something. */
  send<T>(method: string, params: object = {}, sessionId?: string): Promise<T> {
    const id = (this.last += 1);
    const asked = JSON.stringify({ id, method, params, ...(sessionId && { sessionId }) });
    (this.process.stdio[3] as Writable).write(`${asked}\0`);
    return new Promise<T>((resolve, reject) => {
      this.waiting.set(id, { resolve: (result) => resolve(result as T), reject });
    });
  }

  async close(): Promise<void> {
    const ended = new Promise((resolve) => this.process.once('exit', resolve));
    await this.send('Browser.close');
    await ended;
    await rm(this.profile, { recursive: true, force: true, maxRetries: 10 });
  }

  private read(text: string): void {
    const messages = `${this.received}${text}`.split('\0');
    this.received = messages.pop() ?? '';
    for (const message of messages) this.take(JSON.parse(message) as Message);
  }

  private take({ id, method, sessionId, params, result, error }: Message): void {
    if (id === undefined) return void this.events.emit(`${sessionId} ${method}`, params);
    const waiting = this.waiting.get(id);
    this.waiting.delete(id);
    if (error) waiting?.reject(new Error(error.message));
    else waiting?.resolve(result);
  }
}
