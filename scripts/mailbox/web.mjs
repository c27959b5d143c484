import http from 'node:http';
import { listPage, messagePage } from './pages.mjs';

// The pages run no script at all, and a mail's own HTML gets a frame without any right.
const pagePolicy = "default-src 'none'; style-src 'unsafe-inline'; frame-src 'self'";
const mailPolicy = "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:";

const routes = [
  ['GET', /^\/$/, async (store) => page(listPage(await store.list()))],
  [
    'GET',
    /^\/messages\/([^/]+)$/,
    async (store, id) => page(messagePage(await found(store.read(id)))),
  ],
  [
    'GET',
    /^\/messages\/([^/]+)\/html$/,
    async (store, id) => mailBody(await found(store.read(id))),
  ],
  ['GET', /^\/messages\/([^/]+)\/source$/, async (store, id) => source(await found(store.raw(id)))],
  ['GET', /^\/api\/messages$/, async (store) => json(await store.list())],
  ['GET', /^\/api\/messages\/([^/]+)$/, async (store, id) => json(await found(store.read(id)))],
  ['DELETE', /^\/api\/messages$/, (store) => gone(store.clear())],
  ['DELETE', /^\/api\/messages\/([^/]+)$/, (store, id) => gone(store.remove(id))],
];

class NotFound extends Error {}

/** Serves the mails of the store on loopback: pages for people, JSON under /api/messages for programs. */
export function serveWeb(store, port) {
  const server = http.createServer((request, response) => {
    answer(store, request).then(
      ({ status = 200, headers, body = '' }) => response.writeHead(status, headers).end(body),
      (error) => fail(response, error),
    );
  });
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => resolve(server));
  });
}

async function answer(store, request) {
  // A page of another site that points its own name at 127.0.0.1 must not read the mails.
  const host = (request.headers.host ?? '').replace(/:\d+$/, '');
  if (host !== '127.0.0.1' && host !== 'localhost') throw new NotFound();
  const { pathname } = new URL(request.url, 'http://mailbox');
  for (const [method, pattern, handle] of routes) {
    const match = request.method === method && pattern.exec(pathname);
    if (match) return handle(store, match[1]);
  }
  throw new NotFound();
}

function fail(response, error) {
  const status = error instanceof NotFound ? 404 : 500;
  if (status === 500) console.error(error);
  response.writeHead(status, { 'content-type': 'text/plain' }).end(`${status}\n`);
}

async function found(value) {
  const result = await value;
  if (result === null) throw new NotFound();
  return result;
}

function page(body) {
  return { headers: html(pagePolicy), body };
}

function mailBody(mail) {
  if (mail.html === null) throw new NotFound();
  return { headers: html(mailPolicy), body: mail.html };
}

function source(body) {
  return { headers: { 'content-type': 'text/plain; charset=utf-8', ...safe }, body };
}

function json(value) {
  return { headers: { 'content-type': 'application/json', ...safe }, body: JSON.stringify(value) };
}

function gone() {
  return { status: 204 };
}

const safe = { 'x-content-type-options': 'nosniff', 'cache-control': 'no-store' };

function html(policy) {
  return { 'content-type': 'text/html; charset=utf-8', 'content-security-policy': policy, ...safe };
}
