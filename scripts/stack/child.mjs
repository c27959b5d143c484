// A process that is kept alive: started again with growing pauses when it dies, unless it is being held.
import { spawn } from 'node:child_process';
import { EventEmitter, once } from 'node:events';
import { forget, killGroup, record } from './records.mjs';
import { withLog } from './log-file.mjs';

const shortest = 200;
const longest = 5_000;
const healthy = 30_000;

/** Supervises one process. Emits `up` (pid) and `down` ({code, signal, expected}). */
export class Child extends EventEmitter {
  #settings;
  #process = null;
  #wanted = false;
  #pause = shortest;
  #timer = null;
  #startedAt = 0;

  /** `{name, launch, stopSignal, graceMs, wave, ipc, logTo, logsDir, runDir}`; `launch()` gives `{command, args, options}`. */
  constructor(settings) {
    super();
    this.#settings = { stopSignal: 'SIGTERM', graceMs: 15_000, wave: 0, ipc: false, ...settings };
    this.deaths = 0;
  }

  get name() {
    return this.#settings.name;
  }

  /** The process id, or null while it is down. */
  get pid() {
    return this.#process?.pid ?? null;
  }

  start() {
    this.#wanted = true;
    if (!this.#process && !this.#timer) this.#launch();
  }

  /** Sends a signal to the process itself. It is started again if that ends it. */
  kill(signal = 'SIGTERM') {
    return this.#process?.kill(signal) ?? false;
  }

  /** Stops it and leaves it down. */
  async hold({ graceMs = this.#settings.graceMs } = {}) {
    this.#wanted = false;
    clearTimeout(this.#timer);
    this.#timer = null;
    if (!this.#process) return;
    const gone = once(this, 'down');
    const process = this.#process;
    process.kill(this.#settings.stopSignal);
    const killer = setTimeout(() => process.kill('SIGKILL'), graceMs);
    await gone;
    clearTimeout(killer);
  }

  /** Starts it again after `hold`, without a pause. */
  release() {
    this.#pause = shortest;
    this.start();
  }

  async restart() {
    await this.hold();
    this.release();
  }

  /** Ends it now, without asking. */
  destroy() {
    this.#wanted = false;
    clearTimeout(this.#timer);
    this.#timer = null;
    if (this.#process) killGroup(this.#process.pid);
  }

  #launch() {
    const { name, stopSignal, wave, runDir } = this.#settings;
    const { command, args, options } = this.#settings.launch();
    const child = this.#spawn(command, args, options);
    this.#process = child;
    this.#startedAt = Date.now();
    child.once('error', (error) => this.#down(child, { error }));
    child.once('exit', (code, signal) => this.#down(child, { code, signal }));
    if (child.pid === undefined) return;
    record(runDir, { name, pid: child.pid, command: [command, ...args], stopSignal, wave });
    this.emit('up', child.pid);
  }

  // In a session of its own, so that the terminal's Ctrl-C reaches the supervisor alone and children stop in order.
  #spawn(command, args, options) {
    const { logTo, logsDir, name, ipc } = this.#settings;
    const channel = ipc ? ['ipc'] : [];
    const start = (out) =>
      spawn(command, args, { ...options, detached: true, stdio: ['ignore', out, out, ...channel] });
    return logTo === 'inherit' ? start('inherit') : withLog(logsDir, name, start);
  }

  #down(child, { code = null, signal = null, error }) {
    if (this.#process !== child) return;
    this.#process = null;
    if (child.pid !== undefined) killGroup(child.pid);
    forget(this.#settings.runDir, this.#settings.name);
    const expected = !this.#wanted;
    if (!expected) this.#startLater();
    this.emit('down', { code, signal, error, expected });
  }

  #startLater() {
    this.deaths += 1;
    if (Date.now() - this.#startedAt > healthy) this.#pause = shortest;
    this.#timer = setTimeout(() => {
      this.#timer = null;
      this.#launch();
    }, this.#pause);
    this.#pause = Math.min(this.#pause * 2, longest);
  }
}
