// Sends pictures as one batch, waits for its end, and reads every item.
import { openAsBlob } from 'node:fs';
import { randomUUID } from 'node:crypto';
import path from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { PlainError } from '../project.mjs';
import { Problem } from './user.mjs';

const ended = new Set(['finished', 'cancelled', 'failed']);
const lookAgainMs = 3_000;
const mostFailures = 20;
const mostRows = 100;

/** Uploads the pictures in one request, read from the disk as they are sent, and starts the batch. */
export async function startBatch(user, { files, archive }, name) {
  const body = archive
    ? { name, archive: await fileOf(archive, path.basename(archive)) }
    : { name, images: await Promise.all(files.map((file) => fileOf(file.path, file.name))) };
  const headers = { 'Idempotency-Key': randomUUID() };
  try {
    return await user.call('createBatchForm', { body, headers });
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    throw new PlainError(`${archive ?? 'The upload'} was refused: ${error.message}`);
  }
}

async function fileOf(file, name) {
  return new File([await openAsBlob(file)], name);
}

/**
 * Waits for the end of a batch. Events and the batch itself are the truth; hints show the way there. The batch is asked
 * after each of its events, and every few seconds in case a hint was lost.
 */
export async function watchBatch({ user, follower, batchId, onProgress, signal }) {
  let wake = () => undefined;
  const onEvent = ({ subject }) => subject.id === batchId && wake();
  const onHint = (hint) => hint.batch_id === batchId && onProgress(hint);
  follower.on('event', onEvent).on('progress', onHint);
  const read = patiently(() => user.call('getBatch', { path: { id: batchId } }), signal);
  try {
    for (;;) {
      const woken = new Promise((resolve) => (wake = resolve));
      const batch = await read();
      if (batch) onProgress(hintOf(batch));
      if (batch && ended.has(batch.state)) return batch;
      await pause(woken, lookAgainMs, signal);
    }
  } finally {
    follower.off('event', onEvent).off('progress', onHint);
  }
}

/** Throws one line unless every item of the batch has its result. */
export function assertFinished({ state, error }) {
  if (state === 'finished') return;
  throw new PlainError(`The batch has ${state}${error ? `: ${error.title} (${error.code})` : ''}.`);
}

/** All items of a batch, page by page. */
export async function readItems(user, batchId) {
  const items = [];
  let cursor;
  do {
    const query = { limit: mostRows, ...(cursor && { cursor }) };
    const page = await user.call('listBatchItems', { path: { id: batchId }, query });
    items.push(...page.results);
    cursor = page.next && new URL(page.next).searchParams.get('cursor');
  } while (cursor);
  return items;
}

function hintOf({ id, state, counts, images_per_second }) {
  const { total, succeeded, failed } = counts;
  return { batch_id: id, state, total, succeeded, failed, images_per_second };
}

// A process that restarts does not answer for a moment; one that does not come back is told.
function patiently(read, signal) {
  let failures = 0;
  return async () => {
    try {
      const value = await read();
      failures = 0;
      return value;
    } catch (error) {
      signal.throwIfAborted();
      failures += 1;
      if (failures >= mostFailures) throw error;
      return null;
    }
  };
}

async function pause(woken, milliseconds, signal) {
  const over = new AbortController();
  const either = AbortSignal.any([signal, over.signal]);
  const late = setTimeout(milliseconds, undefined, { signal: either }).catch(() => undefined);
  await Promise.race([woken, late]);
  over.abort();
  signal.throwIfAborted();
}
