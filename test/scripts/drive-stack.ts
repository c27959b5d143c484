// A stack in a process of its own, driven from a test: see scripts/stack/control.mjs.
import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';

export interface StackOptions {
  stateDir: string;
  ports?: 'free' | 'fixed';
  services?: string[];
  env?: Record<string, string>;
  commands?: Record<string, string[]>;
  fast?: boolean;
  migrate?: boolean;
  temporary?: boolean;
  withinMs?: number;
}

export interface StackInfo {
  env: Record<string, string>;
  urls: { api: string; docs: string; mailbox: string; temporalUi?: string; adminDatabase?: string };
  ports: Record<string, number>;
  orphans: string[];
}

interface Reply {
  id: number;
  result?: unknown;
  error?: string;
}

/** The supervisor's process, and its methods as promises. */
export class StackDriver {
  private readonly process: ChildProcess;
  private readonly waiting = new Map<number, (reply: Reply) => void>();
  private lastId = 0;

  constructor(env: Record<string, string> = {}) {
    const script = path.join(__dirname, '../../scripts/stack/control.mjs');
    this.process = fork(script, [], { env: { ...process.env, ...env }, execArgv: [] });
    this.process.on('message', (reply: Reply) => this.waiting.get(reply.id)?.(reply));
    this.process.once('exit', () => {
      for (const [id, settle] of this.waiting) settle({ id, error: 'the supervisor has ended' });
    });
  }

  start(options: StackOptions): Promise<StackInfo> {
    return this.call<StackInfo>('start', options);
  }
  pid(name: string): Promise<number | null> {
    return this.call<number | null>('pid', name);
  }
  kill(name: string, signal: NodeJS.Signals): Promise<boolean> {
    return this.call<boolean>('kill', name, signal);
  }
  async hold(name: string): Promise<void> {
    await this.call('hold', name);
  }
  async release(name: string): Promise<void> {
    await this.call('release', name);
  }
  async restart(name: string): Promise<void> {
    await this.call('restart', name);
  }
  async ready(name: string): Promise<void> {
    await this.call('ready', name);
  }
  async deleteTemporalFile(): Promise<void> {
    await this.call('deleteTemporalFile');
  }

  /** Stops the stack and ends the supervisor. */
  async stop(): Promise<void> {
    if (this.process.exitCode !== null || this.process.signalCode !== null) return;
    await this.call('stop');
    const ended = once(this.process, 'exit');
    this.process.disconnect();
    await ended;
  }

  /** Sends a signal to the supervisor itself and waits for its end. */
  async end(signal: NodeJS.Signals): Promise<void> {
    const ended = once(this.process, 'exit');
    this.process.kill(signal);
    await ended;
  }

  private call<T>(method: string, ...args: unknown[]): Promise<T> {
    this.lastId += 1;
    const id = this.lastId;
    return new Promise<T>((resolve, reject) => {
      this.waiting.set(id, ({ result, error }) => {
        this.waiting.delete(id);
        if (error === undefined) resolve(result as T);
        else reject(new Error(error));
      });
      this.process.send({ id, method, args });
    });
  }
}
