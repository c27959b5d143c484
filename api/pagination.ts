// Lists in the shape that the front ends know: `{count, next, previous, results}`, where `next` and `previous` are
// absolute URLs with a signed cursor.
import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Request } from 'express';
import { fail } from '../foundation/errors';
import { deriveKey } from '../foundation/keys';
import type { KeysetOrder, KeysetPage, KeysetPosition, PageRequest } from '../foundation/keyset';
import type { Page } from '../openapi/generated/types';

const signatureBytes = 12;

/** What pagination needs of a handler's context. */
export interface PageContext {
  request: Request;
  query: { cursor?: string; limit: number };
  services: { config: { secretKey: string; api: { publicUrl: string } } };
  uncounted?: true;
}

function sign(secretKey: string, payload: string): Buffer {
  const key = deriveKey(secretKey, 'cursor');
  return createHmac('sha256', key).update(payload).digest().subarray(0, signatureBytes);
}

/** A cursor: the position and the order that it belongs to. Signed, so that it reaches SQL only as it left. */
export function encodeCursor(secretKey: string, sort: string, position: KeysetPosition): string {
  const content = JSON.stringify([sort, position.toward === 'next' ? 1 : 0, ...position.values]);
  const payload = Buffer.from(content).toString('base64url');
  return `${payload}.${sign(secretKey, payload).toString('base64url')}`;
}

/** The position of a cursor; throws `invalid_cursor` when it was not made here or for another order. */
export function decodeCursor(secretKey: string, sort: string, cursor: string): KeysetPosition {
  const [payload = '', signature = ''] = cursor.split('.');
  const given = Buffer.from(signature, 'base64url');
  const expected = sign(secretKey, payload);
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) {
    throw fail('invalid_cursor');
  }
  const content = JSON.parse(Buffer.from(payload, 'base64url').toString()) as [
    string,
    number,
    ...string[],
  ];
  const [madeFor, forward, ...values] = content;
  if (madeFor !== sort) throw fail('invalid_cursor', 'The cursor belongs to another order.');
  return { toward: forward === 1 ? 'next' : 'previous', values };
}

/** The page that a request asks for, in the order that `sort` names. */
export function pageRequest(context: PageContext, sort: string, order: KeysetOrder): PageRequest {
  const { query, uncounted } = context;
  const { cursor, limit } = query;
  const page = { limit, order, ...(uncounted && { uncounted }) };
  if (cursor === undefined) return page;
  const position = decodeCursor(context.services.config.secretKey, sort, cursor);
  if (position.values.length !== order.columns.length) throw fail('invalid_cursor');
  return { ...page, position };
}

/** The body of a list's answer. */
export function pageBody<Row, View>(
  context: PageContext,
  sort: string,
  page: KeysetPage<Row>,
  view: (row: Row) => View,
): Page & { results: View[] } {
  const { secretKey, api } = context.services.config;
  const link = (position: KeysetPosition | null): string | null => {
    if (!position) return null;
    const url = new URL(context.request.originalUrl, api.publicUrl);
    url.searchParams.set('cursor', encodeCursor(secretKey, sort, position));
    return url.href;
  };
  return {
    count: page.count,
    count_capped: page.count_capped,
    next: link(page.next),
    previous: link(page.previous),
    results: page.rows.map(view),
  };
}
