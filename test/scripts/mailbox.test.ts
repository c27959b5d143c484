import { mkdtempSync, rmSync } from 'node:fs';
import http from 'node:http';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { StackDriver, type StackInfo } from './drive-stack';

jest.setTimeout(60_000);

const driver = new StackDriver();
let stateDir: string;
let info: StackInfo;

beforeAll(async () => {
  stateDir = mkdtempSync(path.join(os.tmpdir(), 'relais-mailbox-'));
  info = await driver.start({ stateDir, services: ['mailbox'], migrate: false });
});

afterAll(async () => {
  await driver.stop();
  rmSync(stateDir, { recursive: true, force: true });
});

// One mail in the words of RFC 5321, each command after the answer to the one before.
function send(message: string): Promise<void> {
  const words = [
    'HELO test',
    'MAIL FROM:<a@example.org>',
    'RCPT TO:<b@example.org>',
    'DATA',
    message,
  ];
  return new Promise((resolve, reject) => {
    const socket = net.connect(info.ports['smtp'] ?? 0, '127.0.0.1');
    socket.once('error', reject);
    socket.on('data', (answer) => {
      if (!/^[23]/.test(answer.toString())) reject(new Error(answer.toString()));
      const next = words.shift();
      if (next === undefined) socket.end('QUIT\r\n', resolve);
      else socket.write(`${next}\r\n`);
    });
  });
}

async function list(): Promise<{ id: string; subject: string; to: string[] }[]> {
  const response = await fetch(`${info.urls.mailbox}/api/messages`);
  return (await response.json()) as { id: string; subject: string; to: string[] }[];
}

function statusFor(host: string): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const request = http.get(
      `${info.urls.mailbox}/api/messages`,
      { headers: { host } },
      (response) => {
        response.resume();
        resolve(response.statusCode);
      },
    );
    request.once('error', reject);
  });
}

test('a mail is kept, shown without any right, and deleted', async () => {
  const head = 'Subject: =?utf-8?q?Caf=C3=A9_<b>?=\r\nContent-Type: text/html; charset=utf-8';
  await send(`${head}\r\n\r\n<p>Bonjour</p><script>alert(1)</script>\r\n.`);
  const [mail] = await list();
  expect(mail).toMatchObject({ subject: 'Café <b>', to: ['b@example.org'] });

  const page = await fetch(`${info.urls.mailbox}/messages/${mail?.id}`);
  expect(await page.text()).toContain('<iframe sandbox ');
  const body = await fetch(`${info.urls.mailbox}/messages/${mail?.id}/html`);
  expect(await body.text()).toContain('<p>Bonjour</p>');
  expect(body.headers.get('content-security-policy')).toMatch(/^sandbox; default-src 'none'/);
  expect(await (await fetch(info.urls.mailbox)).text()).toContain('Café &lt;b&gt;');

  await driver.restart('mailbox');
  await driver.ready('mailbox');
  expect(await list()).toHaveLength(1);
  await fetch(`${info.urls.mailbox}/api/messages/${mail?.id}`, { method: 'DELETE' });
  expect(await list()).toEqual([]);
});

test('a page of another name and a path out of the folder get nothing', async () => {
  expect(await statusFor('evil.example')).toBe(404);
  const path = `${info.urls.mailbox}/api/messages/${encodeURIComponent('../../secret-key')}`;
  expect((await fetch(path)).status).toBe(404);
});
