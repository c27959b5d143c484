import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import express from 'express';
import { pino } from 'pino';
import { logRequests } from '../../api/request-log';
import { until } from '../support/until';

test('a request is logged without its query and without the token of a review link', async () => {
  const lines: string[] = [];
  const app = express();
  app.use(logRequests(pino({}, { write: (line: string) => void lines.push(line) })));
  app.use((_request, response) => void response.end());
  const server = createServer(app).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  await fetch(`${url}/api/review-links/abc.def?cursor=ghi`);
  await fetch(`${url}/api/reviews`);
  await until(() => lines.length === 2);
  server.close();
  const paths = lines.map((line) => (JSON.parse(line) as { path: string }).path);
  expect(paths).toEqual(['/api/review-links/{token}', '/api/reviews']);
  expect(lines.join('')).not.toMatch(/abc|def|ghi/);
});
