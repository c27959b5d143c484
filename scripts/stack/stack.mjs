// One whole Relais on this machine, supervised by this process.
import { mkdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { tryLock, unlock } from '../provision/lock.mjs';
import { removeCluster } from '../provision/postgres.mjs';
import { PlainError } from '../project.mjs';
import { Child } from './child.mjs';
import { rotateLog } from './log-file.mjs';
import { portsOf, prepareParts } from './parts.mjs';
import { waitForOk, whileStarting } from './readiness.mjs';
import { stopOrphans } from './records.mjs';
import { migrate, serviceNames } from './services.mjs';

const servers = ['postgres', 'temporal', 'mailbox', 'objects'];

/**
 * Starts a stack and resolves when it is ready. Options: `stateDir`; `ports` 'fixed' or 'free'; `services` (all of
 * them by default, 'objects' only when named); `env` over the settings; `fast` for a database that need not survive a power cut; `logTo` 'files' or
 * 'inherit'; `commands` `{name: [program, ...args]}` in place of our own; `migrate` false to leave the schema alone;
 * `temporalAddress` of a server that is there already; `temporary` to delete everything at the end; `signal` to give up;
 * `withinMs` for readiness.
 */
export async function startStack(options) {
  for (let attempt = 1; ; attempt += 1) {
    const stack = new Stack(options);
    try {
      await stack.start();
      return stack;
    } catch (error) {
      await stack.stop();
      if (options.ports === 'fixed' || attempt === attempts || !lostPort(error)) throw error;
      mkdirSync(options.stateDir, { recursive: true });
    }
  }
}

const attempts = 4;

// A free port is only free until somebody else on the machine binds it: then others are chosen.
function lostPort(error) {
  return /address already in use|EADDRINUSE/i.test(String(error?.message));
}

class Stack {
  #options;
  #parts = new Map();
  #children = new Map();
  #locked = false;
  #stopping = null;
  #closed = new AbortController();
  #onExit = () => this.destroy();

  constructor(options) {
    const stateDir = path.resolve(options.stateDir);
    const defaults = {
      ports: 'free',
      services: serviceNames,
      commands: {},
      migrate: true,
      withinMs: 90_000,
    };
    this.#options = { ...defaults, ...options, stateDir };
    this.stateDir = stateDir;
    this.logsDir = path.join(stateDir, 'logs');
    this.runDir = path.join(stateDir, 'run');
  }

  /** A supervised process by name: `pid`, `kill(signal)`, `hold()`, `release()`, `restart()`. */
  child(name) {
    const child = this.#children.get(name);
    if (!child) throw new PlainError(`This stack has no process "${name}".`);
    return child;
  }

  /** Waits until a part answers again, after a kill or a restart. */
  async ready(name, withinMs = this.#options.withinMs) {
    this.child(name);
    const signal = AbortSignal.any([this.#closed.signal, AbortSignal.timeout(withinMs)]);
    await this.#parts.get(name).ready(signal);
  }

  /** Stops Temporal, deletes its histories, starts it, and waits until it answers. */
  async deleteTemporalFile() {
    await this.child('temporal').hold();
    this.#parts.get('temporal').removeFile();
    this.child('temporal').release();
    await this.ready('temporal');
  }

  async start() {
    this.#lock();
    this.orphans = await stopOrphans(this.runDir);
    await this.#prepare();
    await this.#starting(servers, (signal) => this.#readyTogether(signal));
    if (this.#has('postgres') && this.#options.migrate) await migrate(this.env, this.logsDir);
    await this.#starting(['api', 'worker', 'inference'], (signal) => this.#readyToWork(signal));
  }

  /** Stops everything in the reverse order of its start. May be called more than once. */
  stop() {
    this.#stopping ??= this.#stop();
    return this.#stopping;
  }

  /** Ends every process at once, without asking any. */
  destroy() {
    for (const child of this.#children.values()) child.destroy();
    this.#close();
  }

  #lock() {
    mkdirSync(this.runDir, { recursive: true });
    this.#locked = tryLock(path.join(this.runDir, 'supervisor.lock'));
    if (!this.#locked) {
      throw new PlainError(
        `Relais is running already with the state in ${this.stateDir}; stop it first.`,
      );
    }
    process.on('exit', this.#onExit);
  }

  async #prepare() {
    this.ports = await portsOf(this.#options);
    const { parts, env, urls, objects } = await prepareParts(this.#options, this.ports);
    Object.assign(this, { env, urls, objects });
    for (const [name, part] of parts) this.#add(name, part);
  }

  #has(name) {
    return this.#children.has(name);
  }

  #add(name, part) {
    const { logsDir, runDir } = this;
    rotateLog(logsDir, name);
    const child = new Child({
      name,
      logsDir,
      runDir,
      logTo: this.#options.logTo,
      ...part.settings,
    });
    if (part.afterUp)
      child.on('up', () => void part.afterUp(this.#closed.signal).catch(() => undefined));
    this.#parts.set(name, part);
    this.#children.set(name, child);
  }

  async #starting(names, body) {
    const children = names.filter((name) => this.#has(name)).map((name) => this.child(name));
    this.#options.signal?.throwIfAborted();
    for (const child of children) child.start();
    const { withinMs, signal } = this.#options;
    await whileStarting(children, { withinMs, logsDir: this.logsDir, signal }, body);
  }

  async #readyTogether(signal) {
    const names = servers.filter((name) => this.#has(name));
    await Promise.all(names.map((name) => this.#parts.get(name).ready(signal)));
  }

  // The API answers, and says that a worker polls the queue.
  async #readyToWork(signal) {
    if (!this.#has('api')) return;
    await this.#parts.get('api').ready(signal);
    if (this.#has('worker')) await waitForOk(`${this.urls.api}/api/health/redis`, { signal });
  }

  async #stop() {
    const waves = [
      ['api', 'worker', 'inference'],
      ['temporal', 'mailbox', 'objects'],
      ['postgres'],
    ];
    for (const wave of waves) {
      const children = wave.flatMap((name) => this.#children.get(name) ?? []);
      await Promise.all(children.map((child) => child.hold()));
    }
    this.#close();
  }

  #close() {
    if (!this.#locked) return;
    this.#locked = false;
    this.#closed.abort();
    process.off('exit', this.#onExit);
    unlock(path.join(this.runDir, 'supervisor.lock'));
    if (!this.#options.temporary) return;
    this.#parts.get('objects')?.remove();
    removeCluster(this.stateDir);
    rmSync(this.stateDir, { recursive: true, force: true });
  }
}
