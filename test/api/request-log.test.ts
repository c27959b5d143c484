import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import express, { type RequestHandler, type Response } from 'express';
import { pino } from 'pino';
import { problemHandler } from '../../api/problem';
import { logRequests } from '../../api/request-log';
import { until } from '../support/until';

interface Line {
  path?: string;
  status?: number;
  msg: string;
}

/** Runs `use` against an app with these routes and returns what was logged, once there are `count` lines. */
async function logOf(
  routes: RequestHandler,
  count: number,
  use: (url: string) => Promise<unknown>,
): Promise<Line[]> {
  const lines: Line[] = [];
  const logger = pino({}, { write: (line: string) => void lines.push(JSON.parse(line) as Line) });
  const app = express();
  app.use(logRequests(logger), routes, problemHandler(logger));
  const server = createServer(app).listen(0, '127.0.0.1');
  await once(server, 'listening');
  await use(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  await until(() => lines.length >= count);
  server.close();
  server.closeAllConnections();
  return lines;
}

/** Rows of a list whose source breaks after so many. */
function* rows(count: number): Generator<string> {
  for (let row = 0; row < count; row += 1) yield 'x'.repeat(10_000);
  throw new Error('the source broke');
}

test('a request is logged without its query and without the token of a review link', async () => {
  const answer: RequestHandler = (_request, response) => void response.end();
  const lines = await logOf(answer, 3, async (url) => {
    await fetch(`${url}/api/review-links/abc.def?cursor=ghi`);
    await fetch(`${url}/review-links/abc.def?lang=ghi`);
    await fetch(`${url}/api/reviews`);
  });
  expect(lines.map(({ path }) => path)).toEqual([
    '/api/review-links/{token}',
    '/review-links/{token}',
    '/api/reviews',
  ]);
  expect(JSON.stringify(lines)).not.toMatch(/abc|def|ghi/);
});

test('a client that leaves during a streamed answer is no error of ours', async () => {
  const endless = async (_request: unknown, response: Response): Promise<void> =>
    pipeline(Readable.from(rows(Infinity)), response);
  const lines = await logOf(endless, 1, async (url) => {
    const answer = await fetch(url);
    await answer.body?.cancel();
  });
  expect(lines).toMatchObject([{ msg: 'request', status: 499 }]);
});

test('a source that fails during a streamed answer is one', async () => {
  const broken = async (_request: unknown, response: Response): Promise<void> =>
    pipeline(Readable.from(rows(3)), response);
  const lines = await logOf(broken, 2, async (url) => {
    await fetch(url)
      .then((answer) => answer.text())
      .catch(() => undefined);
  });
  expect(lines.map(({ msg }) => msg).sort()).toEqual(['internal error', 'request']);
});
