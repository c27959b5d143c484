// One process of a check from its start to its end, whichever way it ends.
import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { CheckTask, CheckVerdict, FromCheck, RefusalCode } from './check-messages';
import { speaksOfMemory } from './memory-errors';

export interface CheckLimits {
  /** Bytes that the process may hold. */
  checkMemory: number;
  /** Milliseconds from start to end. */
  checkTime: number;
}

const watchEveryMs = 25;
const pageSize = 4_096;

/** Addresses that Node reserves and mostly never touches; only what goes beyond them is the model's. */
const reservedByNode = 4 * 2 ** 30;

const keptOfStderr = 4_096;

interface RunOptions {
  limits: CheckLimits;
  signal: AbortSignal;
  entry?: string;
}

/** Runs a check in a process of its own. Rejects when the process does not even come up, or when `signal` aborts. */
export function runCheck(task: CheckTask, options: RunOptions): Promise<CheckVerdict> {
  if (options.signal.aborted) return Promise.reject(new CheckAborted());
  return new Promise((resolve, reject) => {
    new CheckRun(task, options, { resolve, reject });
  });
}

class CheckRun {
  private readonly child: ChildProcess;
  private readonly timers: NodeJS.Timeout[];
  private readonly abort = (): void => this.kill(null);
  private isUp = false;
  private verdict: CheckVerdict | null | undefined;
  private stderr = '';

  constructor(
    task: CheckTask,
    private readonly options: RunOptions,
    private readonly promise: {
      resolve(verdict: CheckVerdict): void;
      reject(error: Error): void;
    },
  ) {
    const { limits, signal, entry = join(__dirname, 'check-process.js') } = options;
    this.child = startProcess(entry, limits);
    this.child.on('message', (message: FromCheck) => this.receive(message, task));
    this.child.on('error', () => undefined);
    this.child.stderr?.on('data', (chunk: Buffer) => {
      this.stderr = (this.stderr + chunk.toString('latin1')).slice(-keptOfStderr);
    });
    // Not `exit`: what it said last may still be on its way.
    this.child.once('close', (code, how) => this.onEnd(code, how));
    const seconds = Math.round(limits.checkTime / 1_000);
    const late = refusal('too_slow', `The check did not end within ${seconds} s.`);
    this.timers = [
      setTimeout(() => this.kill(late), limits.checkTime),
      setInterval(() => this.watchMemory(), watchEveryMs),
    ];
    signal.addEventListener('abort', this.abort, { once: true });
  }

  private receive(message: FromCheck, task: CheckTask): void {
    if (message.type === 'verdict') {
      this.verdict ??= message.verdict;
      return;
    }
    this.isUp = true;
    this.child.send(task, () => undefined);
  }

  private watchMemory(): void {
    const { checkMemory } = this.options.limits;
    if (heldBy(this.child.pid) <= checkMemory) return;
    const most = Math.round(checkMemory / 2 ** 20);
    this.kill(refusal('out_of_memory', `It needs more than the ${most} MiB that it may.`));
  }

  /** Ends the process; null means that nobody wants a verdict any more. */
  private kill(verdict: CheckVerdict | null): void {
    if (this.verdict === undefined) this.verdict = verdict;
    this.child.kill('SIGKILL');
  }

  private onEnd(code: number | null, how: NodeJS.Signals | null): void {
    for (const timer of this.timers) clearTimeout(timer);
    this.options.signal.removeEventListener('abort', this.abort);
    if (this.verdict === null) return this.promise.reject(new CheckAborted());
    if (this.verdict) return this.promise.resolve(this.verdict);
    if (!this.isUp) return this.promise.reject(new Error('The process of a check did not come up'));
    this.promise.resolve(this.verdictOfDeath(code, how));
  }

  /** Nobody here killed it, so the model did, or the kernel for its memory. */
  private verdictOfDeath(code: number | null, how: NodeJS.Signals | null): CheckVerdict {
    if (how === 'SIGKILL' || speaksOfMemory(this.stderr)) {
      return refusal('out_of_memory', 'It needs more memory than it may.');
    }
    return refusal('crashed', `It ended the process that checked it (${how ?? `code ${code}`}).`);
  }
}

/**
 * Starts the process, on Linux through a shell that limits its addresses and its time on a core: those hold even when
 * this process is gone.
 */
function startProcess(entry: string, { checkMemory, checkTime }: CheckLimits): ChildProcess {
  const node = [process.execPath, entry];
  const kibibytes = Math.round((checkMemory + reservedByNode) / 1_024);
  const seconds = Math.ceil(checkTime / 1_000) * 2;
  const limited = ['-c', 'ulimit -v "$0"; ulimit -t "$1"; shift; exec "$@"'];
  const command =
    process.platform === 'linux'
      ? ['/bin/sh', ...limited, String(kibibytes), String(seconds), ...node]
      : node;
  const [program = '', ...args] = command;
  return spawn(program, args, {
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    env: { MALLOC_ARENA_MAX: '2' },
  });
}

/** Bytes of memory that a process holds; 0 when nobody can say. */
function heldBy(pid: number | undefined): number {
  if (pid === undefined || process.platform !== 'linux') return 0;
  try {
    const [, resident = '0'] = readFileSync(`/proc/${pid}/statm`, 'latin1').split(' ');
    return Number(resident) * pageSize;
  } catch {
    return 0;
  }
}

function refusal(code: RefusalCode, detail: string): CheckVerdict {
  return { ok: false, code, detail };
}

class CheckAborted extends Error {
  override readonly name = 'AbortError';

  constructor() {
    super('The check was aborted');
  }
}
