import {
  exportAuditEntries,
  listAuditEntries,
  updateUser,
  type AuditEntry,
  type Problem,
} from '../../../clients/typescript';
import { startTestApi, type TestApi } from '../../support/api';
import { newPerson, type Person } from '../classification/classification-api';

let api: TestApi;
let admin: Person;
let amina: Person;
beforeAll(async () => {
  api = await startTestApi(/^(identity|operations)\//);
  [admin, amina] = await Promise.all([newPerson(api, 'admin'), newPerson(api)]);
});
afterAll(() => api.close());

const list = async (query: object): Promise<AuditEntry[]> => {
  const { data } = await listAuditEntries({ client: admin.client, query, throwOnError: true });
  return data.results;
};
const rename = (last_name: string) =>
  updateUser({
    ...{ client: admin.client, path: { id: amina.id } },
    ...{ headers: { 'If-Match': '*' }, body: { last_name } },
  });

describe('the audit log', () => {
  test('says who did what to whom, in which request, newest first', async () => {
    const first = await rename('Diallo');
    const second = await rename('Sow');
    const found = await list({ owner_id: amina.id, action: 'user.update' });
    expect(found.map(({ request_id }) => request_id)).toEqual(
      [second, first].map(({ response }) => response.headers.get('x-request-id')),
    );
    expect(found[0]).toMatchObject({
      ...{ actor_id: admin.id, owner_id: amina.id, action: 'user.update' },
      ...{ subject: { type: 'user', id: amina.id }, changes: { fields: ['last_name'] } },
    });
    expect(found[0]?.actor_username).toMatch(/^user-/);
    expect(JSON.stringify(found)).not.toContain('Sow');
    const file = await exportAuditEntries({ client: admin.client, query: { owner_id: amina.id } });
    expect(file.data?.results[0]).toMatchObject({ id: found[0]?.id, subject_id: amina.id });
    const oldest = await list({ owner_id: amina.id, sort: 'created_at', limit: 1 });
    expect(oldest).toMatchObject([{ action: 'account.registered' }]);
  });

  test('is filtered by who, what, on what, and when', async () => {
    await rename('Ba');
    const by = async (query: object) => (await list(query)).length;
    expect(await by({ actor_id: amina.id })).toBe(1);
    expect(await by({ subject_type: 'user', subject_id: amina.id })).toBeGreaterThan(1);
    expect(await by({ subject_type: 'role' })).toBe(0);
    const [newest] = await list({ owner_id: amina.id, limit: 1 });
    const at = Date.parse(newest?.created_at ?? '');
    const [before, after] = [at, at + 1].map((time) => new Date(time).toISOString());
    const since = await list({ owner_id: amina.id, created_after: before });
    expect(since.map(({ id }) => id)).toContain(newest?.id);
    expect(await by({ owner_id: amina.id, created_after: after })).toBe(0);
    const earlier = await list({ owner_id: amina.id, created_before: before });
    expect(earlier.map(({ id }) => id)).not.toContain(newest?.id);
  });

  test('is for those who may read it', async () => {
    const { error, response } = await listAuditEntries({ client: amina.client });
    expect([response.status, (error as Problem).code]).toEqual([403, 'forbidden']);
  });
});
