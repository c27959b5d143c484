// Waiting for what children bring up, and giving up early when one of them keeps dying.
import { setTimeout as pause } from 'node:timers/promises';
import { PlainError } from '../project.mjs';
import { tailOf } from './log-file.mjs';

const tooOften = 4;

/** Waits until the URL answers 200. */
export async function waitForOk(url, { signal }) {
  for (;;) {
    signal.throwIfAborted();
    try {
      const response = await fetch(url, {
        signal: AbortSignal.any([signal, AbortSignal.timeout(5_000)]),
      });
      await response.arrayBuffer();
      if (response.status === 200) return;
    } catch (error) {
      if (signal.aborted) throw error;
    }
    await pause(50);
  }
}

/** Runs `body` with a signal that aborts when a child died again and again, or when the time is over. */
export async function whileStarting(children, { withinMs, logsDir, signal: outer }, body) {
  const failure = new AbortController();
  const onDown = (child) => () => {
    if (child.deaths >= tooOften) failure.abort(deathOf(child, logsDir));
  };
  const listeners = children.map((child) => [child, onDown(child)]);
  for (const [child, listener] of listeners) child.on('down', listener);
  const late = setTimeout(() => failure.abort(lateness(withinMs, logsDir)), withinMs);
  const signal = outer ? AbortSignal.any([failure.signal, outer]) : failure.signal;
  try {
    return await Promise.race([body(signal), rejectWhenAborted(signal)]);
  } finally {
    clearTimeout(late);
    for (const [child, listener] of listeners) child.off('down', listener);
  }
}

function rejectWhenAborted(signal) {
  return new Promise((_, reject) => {
    if (signal.aborted) reject(signal.reason);
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });
}

function deathOf(child, logsDir) {
  const tail = tailOf(logsDir, child.name);
  return new PlainError(
    `The process "${child.name}" does not stay up. The end of its log:\n${tail}`,
  );
}

function lateness(withinMs, logsDir) {
  return new PlainError(
    `The stack was not ready after ${withinMs / 1000} s. Its logs are in ${logsDir}.`,
  );
}
