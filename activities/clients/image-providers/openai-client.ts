// What providers have in common that are spoken to with the `openai` package.
import OpenAI, { APIConnectionError, APIError, APIUserAbortError } from 'openai';
import type { OpenAiImagesConfig } from '../../../foundation/image-settings';
import { outcomeOfAnswer, outcomeOfError, unsentCode } from './call-failure';
import { type CallOutcome, patienceMs } from './provider';

/** A client that asks once: the package would repeat what failed, and so pay twice without a word. */
export function createOpenAiClient({ apiKey, url }: OpenAiImagesConfig): OpenAI {
  const settings = { maxRetries: 0, timeout: patienceMs, fetch: tellingFetch };
  return new OpenAI({ apiKey, baseURL: url, ...settings });
}

/** The package forgets which limit of time passed; nothing was sent by a connection that took too long to stand. */
async function tellingFetch(...given: Parameters<typeof fetch>): Promise<Response> {
  try {
    return await fetch(...given);
  } catch (error) {
    const code = unsentCode(error);
    if (code === null) throw error;
    throw Object.assign(new Error('nothing was sent'), { code });
  }
}

/** What an error of the package means. */
export function outcomeOfClientError(error: unknown): CallOutcome {
  if (error instanceof APIUserAbortError || error instanceof APIConnectionError) {
    return outcomeOfError(error);
  }
  if (error instanceof APIError && error.status !== undefined) {
    const { status, code, headers } = error as APIError<number, Headers>;
    const retryAfter = headers.get('retry-after');
    return outcomeOfAnswer({ status, code: code ?? null, retryAfter });
  }
  // An answer that is no JSON: it was made, and lost on the way.
  return { kind: 'unknown' };
}
