import {
  getMail,
  listMails,
  listMailTemplates,
  previewMailTemplate,
  retryMail,
} from '../../../clients/typescript';
import { newId } from '../../../foundation/ids';
import { transaction } from '../../../foundation/transaction';
import { Mail } from '../../../models/messaging/mail';
import { mailKinds } from '../../../models/messaging/mail-kind';
import { queueMail } from '../../../models/messaging/queue-mail';
import { createOwner } from '../../factories/owner';
import { startTestApi, type TestApi } from '../../support/api';
import { newPerson, type Person } from '../classification/classification-api';

let api: TestApi;
let admin: Person;
let member: Person;
beforeAll(async () => {
  api = await startTestApi(/^(identity|messaging)/);
  admin = await newPerson(api, 'admin');
  member = await newPerson(api);
});
afterAll(async () => await api.close());

async function newMail(columns: Partial<Mail> = {}): Promise<Mail> {
  const { database } = api.services;
  const owner_id = await createOwner(database);
  const mail = { owner_id, kind: 'batch-finished', subject_id: newId() } as const;
  await transaction(database, (tx) => queueMail(tx, mail));
  const row = await Mail.query(database).findOne({ owner_id }).throwIfNotFound();
  return await Mail.query(database).patchAndFetchById(row.id, columns);
}

const failed = { state: 'failed', error_code: 'refused_by_server', smtp_status: 550 } as const;

describe('mails', () => {
  it('are listed newest first, by state, kind and user, page by page', async () => {
    const mails = [await newMail(failed), await newMail(failed), await newMail({ state: 'sent' })];
    const { client } = admin;
    const query = { state: 'failed', limit: 1 } as const;
    const first = await listMails({ client, query, throwOnError: true });
    expect(first.data.results.map(({ id }) => id)).toEqual([mails[1]?.id]);
    const next = await fetch(String(first.data.next).replace(/^https?:\/\/[^/]+/, api.url), {
      headers: { authorization: `Bearer ${admin.access}` },
    });
    expect(((await next.json()) as typeof first.data).results[0]?.id).toBe(mails[0]?.id);
    const owner_id = mails[2]?.owner_id as string;
    const own = await listMails({ client, query: { owner_id, kind: 'batch-finished' } });
    expect(own.data?.results.map(({ state }) => state)).toEqual(['sent']);
  });

  it('say what became of them, and neither the address nor the words', async () => {
    const mail = await newMail(failed);
    const { data } = await getMail({ client: admin.client, path: { id: mail.id } });
    expect(data).toMatchObject({ ...failed, attempts: 0, message_id: null });
    expect(JSON.stringify(data)).not.toContain('example.org');
    const missing = await getMail({ client: admin.client, path: { id: newId() } });
    expect(missing.response?.status).toBe(404);
  });

  it('that failed are sent again by an admin, who leaves a trace', async () => {
    const mail = await newMail(failed);
    const path = { id: mail.id };
    const headers = { 'Idempotency-Key': newId() };
    const again = await retryMail({ client: admin.client, path, headers, throwOnError: true });
    expect(again.response.status).toBe(202);
    expect(again.response.headers.get('location')).toBe(`/api/mails/${mail.id}`);
    expect(again.data).toMatchObject({ state: 'planned', finished_at: null });
    const replayed = await retryMail({ client: admin.client, path, headers });
    expect(replayed.response?.headers.get('idempotency-replayed')).toBe('true');
    const refused = await retryMail({ client: admin.client, path });
    expect(refused.error).toMatchObject({ code: 'mail_state_conflict', status: 409 });
    const trail = await api.services.database('audit_entries').where({ subject_id: mail.id });
    expect(trail).toMatchObject([{ action: 'mail.retry', owner_id: mail.owner_id }]);
  });

  it('are nothing for others, not even their own', async () => {
    const mail = await newMail(failed);
    const { client } = member;
    const answers = [
      await listMails({ client }),
      await getMail({ client, path: { id: mail.id } }),
      await retryMail({ client, path: { id: mail.id } }),
      await listMailTemplates({ client }),
      await previewMailTemplate({ client, path: { kind: 'otp' } }),
    ];
    expect(answers.map(({ response }) => response?.status)).toEqual([403, 403, 403, 403, 403]);
  });
});

describe('templates', () => {
  it('are listed with their subjects', async () => {
    const { data } = await listMailTemplates({ client: admin.client, throwOnError: true });
    expect(data.results.map(({ kind }) => kind)).toEqual([...mailKinds]);
    const otp = data.results.find(({ kind }) => kind === 'otp');
    expect(otp?.subjects).toEqual({ fr: 'Votre code Relais', en: 'Your Relais code' });
  });

  it.each(['fr', 'en'])('are shown as they are sent, in %s', async (language) => {
    const at = (format: string) =>
      api.fetch(`/api/mail-templates/otp?format=${format}&language=${language}`, {
        headers: { authorization: `Bearer ${admin.access}` },
      });
    const [html, text] = [await at('html'), await at('text')];
    expect(html.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(html.headers.get('content-security-policy')).toContain("script-src 'self'");
    expect(await html.text()).toContain(`<html lang="${language}"`);
    expect(text.headers.get('content-type')).toBe('text/plain; charset=utf-8');
    expect(await text.text()).toContain('493817');
  });

  it('of other kinds are not found', async () => {
    const { client } = admin;
    const missing = await previewMailTemplate({ client, path: { kind: 'newsletter' } });
    expect(missing.response?.status).toBe(404);
    const outside = await api.fetch('/api/mail-templates/..%2Flayout', {
      headers: { authorization: `Bearer ${admin.access}` },
    });
    expect([400, 404]).toContain(outside.status);
  });

  it('have a page that holds nothing itself and runs nothing but its own script', async () => {
    const page = await api.fetch('/mails/preview');
    expect(page.status).toBe(200);
    const policy = page.headers.get('content-security-policy') ?? '';
    expect(policy).toContain("script-src 'self';");
    expect(await page.text()).not.toMatch(/Camille|<script>/);
    const script = await api.fetch('/mails/preview.js');
    expect(script.headers.get('content-type')).toMatch(/^text\/javascript/);
  });
});
