import { RequestValidator } from 'express-openapi-validator/dist/middlewares/openapi.request.validator';
import jwt from 'jsonwebtoken';
import { request as httpRequest } from 'node:http';
import { deriveKey } from '../../foundation/keys';
import { newUser, signedInUser, type SignedIn } from '../factories/user';
import { startTestApi, type TestApi } from '../support/api';

let api: TestApi;
let compiled: jest.SpyInstance;
let someone: SignedIn;
beforeAll(async () => {
  compiled = jest.spyOn(
    RequestValidator.prototype as unknown as { buildMiddleware(): unknown },
    'buildMiddleware',
  );
  api = await startTestApi(/^identity\//);
  someone = await signedInUser(api);
});
afterAll(() => api.close());

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

async function problem(path: string, init: RequestInit = {}): Promise<Record<string, unknown>> {
  const response = await api.fetch(path, init);
  expect(response.headers.get('content-type')).toBe('application/problem+json; charset=utf-8');
  const body = (await response.json()) as Record<string, unknown>;
  expect(body['id']).toMatch(uuid);
  expect(body['instance']).toBe(`urn:uuid:${String(body['id'])}`);
  expect(body['id']).toBe(response.headers.get('x-request-id'));
  expect(body['status']).toBe(response.status);
  expect(body['type']).toBe(`urn:relais:problem:${String(body['code'])}`);
  return body;
}

const bearer = (token: string): RequestInit => ({ headers: { authorization: `Bearer ${token}` } });
const post = (body: string, type = 'application/json'): RequestInit => ({
  method: 'POST',
  body,
  headers: { 'content-type': type },
});

/** A request whose headers are sent as they are. */
function raw(method: string, path: string, headers: Record<string, string>, body = '') {
  return new Promise<number>((resolve, reject) => {
    const sent = httpRequest(`${api.url}${path}`, { method, headers }, (response) => {
      response.resume().once('end', () => resolve(response.statusCode ?? 0));
    });
    sent.once('error', reject).end(body);
  });
}

describe('problems', () => {
  test.each([
    ['an unknown address', '/api/nowhere', {}, 404, 'not_found'],
    ['an unknown address outside the API', '/nowhere', {}, 404, 'not_found'],
    [
      'a method that the path does not have',
      '/api/auth/me',
      { method: 'PATCH' },
      405,
      'method_not_allowed',
    ],
    ['no token', '/api/auth/me', {}, 401, 'unauthenticated'],
    ['malformed JSON', '/api/auth/login', post('{"username": '), 400, 'malformed_json'],
    ['a JSON text that is no object', '/api/auth/login', post('"hello"'), 400, 'malformed_json'],
    [
      'a body over a megabyte',
      '/api/auth/login',
      post(`{"a":"${'x'.repeat(1 << 20)}"}`),
      413,
      'payload_too_large',
    ],
    [
      'another media type',
      '/api/auth/login',
      post('a=1', 'application/x-www-form-urlencoded'),
      415,
      'unsupported_media_type',
    ],
    [
      'another charset',
      '/api/auth/login',
      post('{}', 'application/json; charset=latin1'),
      415,
      'unsupported_media_type',
    ],
    [
      'an impossible Accept',
      '/api/auth/login',
      { ...post('{}'), headers: { accept: 'text/html', 'content-type': 'application/json' } },
      406,
      'not_acceptable',
    ],
    ['a body that is missing', '/api/auth/login', { method: 'POST' }, 400, 'validation_failed'],
    [
      'a text with U+0000',
      '/api/auth/login',
      post('{"username":"a\\u0000b","password":"x"}'),
      400,
      'validation_failed',
    ],
    [
      'neither username nor address',
      '/api/auth/login',
      post('{"password":"x"}'),
      400,
      'validation_failed',
    ],
  ] as [string, string, RequestInit, number, string][])(
    'tell %s',
    async (_what, path, init, status, code) => {
      expect(await problem(path, init)).toMatchObject({ status, code });
    },
  );

  test('name an unknown query parameter', async () => {
    const { access } = someone;
    const found = await problem('/api/auth/me?verbose=1', bearer(access));
    expect(found).toMatchObject({
      code: 'unknown_parameter',
      errors: [{ parameter: 'verbose' }],
    });
  });

  test('name a query parameter of the wrong type or given twice', async () => {
    const init = { method: 'POST', ...bearer(someone.access) };
    const wrong = await problem('/api/auth/logout?all=perhaps', init);
    expect(wrong).toMatchObject({ errors: [{ parameter: 'all', code: 'type' }] });
    const twice = await problem('/api/auth/logout?all=true&all=true', init);
    expect(twice).toMatchObject({ errors: [{ parameter: 'all' }] });
  });

  test('list everything that is wrong, not only the first', async () => {
    const body = JSON.stringify(newUser({ username: 'x', email: 'y' }));
    const { errors } = await problem('/api/auth/register', post(body));
    expect(errors).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ pointer: '/username', code: 'minLength' }),
        expect.objectContaining({ pointer: '/email', code: 'format' }),
      ]),
    );
  });

  test('have titles in French or English', async () => {
    const title = async (language: string) =>
      (await problem('/api/nowhere', { headers: { 'accept-language': language } }))['title'];
    expect(await title('fr-FR,fr;q=0.9,en;q=0.5')).toBe('Introuvable');
    expect(await title('en')).toBe('Not found');
    expect(await title('de')).toBe('Not found');
  });

  test('name the methods that a path has', async () => {
    const response = await api.fetch('/api/auth/me', { method: 'DELETE' });
    expect(response.headers.get('allow')).toBe('GET');
  });

  test('say unavailable while the database is away, and internal for a defect', async () => {
    const read = jest.spyOn(api.services.sessions, 'read');
    read.mockRejectedValueOnce(Object.assign(new Error('gone'), { code: 'ECONNREFUSED' }));
    const away = await api.fetch('/api/auth/me', bearer(someone.access));
    expect([away.status, away.headers.get('retry-after')]).toEqual([503, '2']);
    const log = jest.spyOn(api.services.logger, 'error');
    read.mockRejectedValueOnce(new Error('the secret detail'));
    const defect = await problem('/api/auth/me', bearer(someone.access));
    expect(defect).toMatchObject({ status: 500, code: 'internal' });
    expect(JSON.stringify(defect)).not.toContain('secret detail');
    expect(log).toHaveBeenCalledWith(
      expect.objectContaining({ request_id: defect['id'] }),
      'internal error',
    );
    jest.restoreAllMocks();
  });
});

describe('access tokens', () => {
  const key = () => deriveKey(api.services.config.secretKey, 'access-token');
  const claims = () => jwt.decode(someone.access) as jwt.JwtPayload;

  test('expire', async () => {
    const expired = jwt.sign({ ...claims(), iat: 1, exp: 2 }, key());
    expect(await problem('/api/auth/me', bearer(expired))).toMatchObject({
      status: 401,
      code: 'token_expired',
    });
  });

  test('are refused without a signature, with another key, algorithm, issuer or audience', async () => {
    const sign = (changes: object, algorithm: jwt.Algorithm = 'HS256', secret = key()) =>
      jwt.sign({ ...claims(), ...changes }, secret, { algorithm });
    const refused = [
      jwt.sign(claims(), '', { algorithm: 'none' }),
      sign({}, 'HS512'),
      sign({}, 'HS256', Buffer.from('another key')),
      sign({ iss: 'somebody' }),
      sign({ aud: 'another' }),
      'not.a.token',
    ];
    for (const token of refused) {
      const found = await problem('/api/auth/me', bearer(token));
      expect(found).toMatchObject({ status: 401, code: 'unauthenticated' });
    }
    const accepted = await api.fetch('/api/auth/me', bearer(sign({})));
    expect(accepted.status).toBe(200);
  });
});

describe('the way in', () => {
  test('is the same with a trailing slash, and HEAD answers like GET without a body', async () => {
    const slash = await api.fetch('/api/auth/me/', bearer(someone.access));
    expect(slash.status).toBe(200);
    const head = await api.fetch('/api/auth/me', { method: 'HEAD', ...bearer(someone.access) });
    expect([head.status, await head.text()]).toEqual([200, '']);
  });

  test('lets listed origins in and no other', async () => {
    const origin = async (name: string) =>
      (await api.fetch('/api/auth/me', { headers: { origin: name } })).headers.get(
        'access-control-allow-origin',
      );
    expect(await origin('https://app.example.org')).toBe('https://app.example.org');
    expect(await origin('https://elsewhere.example.org')).toBeNull();
  });

  test('compiles no validator after the start, whatever Content-Type comes', async () => {
    expect(compiled).toHaveBeenCalled();
    const before = compiled.mock.calls.length;
    const login = JSON.stringify({ username: 'nobody', password: '' });
    for (let index = 0; index < 200; index += 1) {
      const odd = [`a/b; x=${index}`, `application/json; x=${index}`, `text/p${index}`];
      for (const type of odd) {
        const headers = { 'content-type': type, authorization: `Bearer ${someone.access}` };
        expect(await raw('GET', '/api/auth/me', headers)).toBe(200);
        const sent = { 'content-type': type, 'content-length': String(login.length) };
        const status = type.startsWith('application/json') ? 400 : 415;
        expect(await raw('POST', '/api/auth/login', sent, login)).toBe(status);
      }
    }
    expect(compiled.mock.calls.length).toBe(before);
  });
});

describe('the documentation', () => {
  test('is the contract and a page that needs nobody else', async () => {
    const document = (await (await api.fetch('/openapi.json')).json()) as { openapi: string };
    expect(document.openapi).toBe('3.1.0');
    const page = await api.fetch('/docs');
    expect(page.headers.get('content-security-policy')).toContain("script-src 'self';");
    const links = [...(await page.text()).matchAll(/(?:src|href)="([^"]+)"/g)].map(([, to]) => to);
    expect(links).toHaveLength(4);
    for (const link of links) expect((await api.fetch(link ?? '')).status).toBe(200);
  });
});
