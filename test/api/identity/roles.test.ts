import {
  addUserRole,
  createRole,
  deleteRole,
  exportRoles,
  getMe,
  getRole,
  getUser,
  listPermissions,
  listRoles,
  listUserRoles,
  listUsers,
  removeUserRole,
  replaceUserRoles,
  updateRole,
  updateUser,
  type RoleUpdate,
} from '../../../clients/typescript';
import { startTestApi, type TestApi } from '../../support/api';
import { newPerson, type Person } from '../classification/classification-api';
import { codeOf, newManager, roleName, roleWith } from './administration';

let api: TestApi;
let admin: Person;
let amina: Person;
beforeAll(async () => {
  api = await startTestApi(/^identity\//);
  [admin, amina] = await Promise.all([newPerson(api, 'admin'), newPerson(api)]);
});
afterAll(() => api.close());

const permissionsOf = async ({ client }: Person) =>
  (await getMe({ client, throwOnError: true })).data.permissions;
const edit = (by: Person, id: string, body: RoleUpdate, tag = '*') =>
  updateRole({ client: by.client, path: { id }, headers: { 'If-Match': tag }, body });
const allRoles = async () =>
  (await listRoles({ client: admin.client, query: { limit: 100 }, throwOnError: true })).data
    .results;
const idOf = async (name: string) =>
  (await allRoles()).find((role) => role.name === name)?.id ?? '';
const give = (id: string, role: string, by = admin) =>
  addUserRole({ client: by.client, path: { id }, body: { role } });
const take = async (id: string, role: string, by = admin) =>
  removeUserRole({ client: by.client, path: { id, role_id: await idOf(role) } });

describe('roles', () => {
  test('are rows that combine permissions', async () => {
    const { data } = await listPermissions({ client: admin.client, query: { limit: 100 } });
    const codes = data?.results.map(({ code }) => code) ?? [];
    expect(codes).toEqual(expect.arrayContaining(['audit.read', 'roles.manage', 'users.manage']));
    const name = roleName();
    const permissions = ['reviews.decide', 'webhooks.use'];
    const body = { name, description: 'Grades', permissions };
    const made = await createRole({ client: admin.client, body });
    expect(made.response.status).toBe(201);
    expect(made.data).toMatchObject({ ...body, is_protected: false, users: 0 });
    expect(made.response.headers.get('location')).toBe(`/api/roles/${made.data?.id}`);
    const id = made.data?.id ?? '';
    const read = await getRole({ client: admin.client, path: { id } });
    expect([read.data, read.response.headers.get('etag')]).toEqual([made.data, '"1"']);
    expect(await allRoles()).toContainEqual(made.data);
    const file = await exportRoles({ client: admin.client });
    expect(file.data?.results).toContainEqual(made.data);
    const entries = await api.services.database('audit_entries').where({ subject_id: id });
    expect(entries).toMatchObject([
      { action: 'role.create', actor_id: admin.id, changes: { added: permissions } },
    ]);
  });

  test('are refused with a name that is taken, and with permissions that are none', async () => {
    const make = (body: { name: string; permissions: string[] }) =>
      createRole({ client: admin.client, body });
    expect(codeOf(await make({ name: 'admin', permissions: [] }))).toBe('role_name_taken');
    const wrong = await make({ name: roleName(), permissions: ['reviews.decide', 'no.such'] });
    expect(wrong.error).toMatchObject({
      errors: [{ pointer: '/permissions/1', code: 'unknown' }],
    });
  });

  test('hold for their users as soon as they are changed', async () => {
    const role = await roleWith(admin, 'reviews.decide');
    const bea = await newPerson(api, role.name);
    expect(await permissionsOf(bea)).toContain('reviews.decide');
    const { data } = await edit(admin, role.id, { permissions: ['mails.manage'] }, '"1"');
    expect(data).toMatchObject({ permissions: ['mails.manage'], users: 1 });
    expect(await permissionsOf(bea)).toContain('mails.manage');
    expect(await permissionsOf(bea)).not.toContain('reviews.decide');
    expect(codeOf(await edit(admin, role.id, { description: 'x' }, '"1"'))).toBe(
      'precondition_failed',
    );
    const entries = await api.services
      .database('audit_entries')
      .where({ subject_id: role.id, action: 'role.update' });
    expect(entries).toMatchObject([
      { changes: { added: ['mails.manage'], removed: ['reviews.decide'] } },
    ]);
  });

  test('are deleted once nobody has them', async () => {
    const role = await roleWith(admin);
    const bea = await newPerson(api, role.name);
    const remove = (id: string) => deleteRole({ client: admin.client, path: { id } });
    expect(codeOf(await remove(role.id))).toBe('role_in_use');
    await take(bea.id, role.name);
    expect((await remove(role.id)).response.status).toBe(204);
    expect(codeOf(await remove(role.id))).toBe('not_found');
  });

  test('that every installation needs keep their names, and stay', async () => {
    const id = await idOf('farmer');
    expect(codeOf(await edit(admin, id, { name: roleName() }))).toBe('role_protected');
    expect(codeOf(await deleteRole({ client: admin.client, path: { id } }))).toBe('role_protected');
    const changed = await edit(admin, id, { name: 'farmer', description: 'Grows plums' });
    expect(changed.data).toMatchObject({ description: 'Grows plums', is_protected: true });
  });

  test('are not changed by who may do less, nor made to allow more than their maker may', async () => {
    const manager = await newManager(api, admin, 'roles.manage');
    const body = { name: roleName(), permissions: ['models.manage'] };
    expect(codeOf(await createRole({ client: manager.client, body }))).toBe('forbidden');
    const reviewer = await idOf('reviewer');
    expect(codeOf(await edit(manager, reviewer, { permissions: [] }))).toBe('forbidden');
    const own = await roleWith(manager, 'webhooks.use');
    expect(codeOf(await edit(manager, own.id, { permissions: ['users.manage'] }))).toBe(
      'forbidden',
    );
    expect((await edit(manager, own.id, { permissions: [] })).response.status).toBe(200);
  });
});

describe('the roles of a user', () => {
  test('are given one by one, replaced, and taken', async () => {
    const bea = await newPerson(api);
    expect((await give(bea.id, 'reviewer')).data?.roles).toEqual(['member', 'reviewer']);
    expect(await permissionsOf(bea)).toContain('reviews.decide');
    const again = await give(bea.id, 'reviewer');
    const tag = again.response.headers.get('etag') ?? '';
    const replace = (roles: string[]) =>
      replaceUserRoles({
        ...{ client: admin.client, path: { id: bea.id } },
        ...{ headers: { 'If-Match': tag }, body: { roles } },
      });
    expect((await replace(['farmer'])).data?.roles).toEqual(['farmer']);
    expect(codeOf(await replace(['member']))).toBe('precondition_failed');
    const { data } = await listUserRoles({ client: admin.client, path: { id: bea.id } });
    expect(data?.results.map(({ name }) => name)).toEqual(['farmer']);
    expect((await take(bea.id, 'farmer')).response.status).toBe(204);
    expect(codeOf(await take(bea.id, 'farmer'))).toBe('not_found');
    expect(await permissionsOf(bea)).toEqual([]);
    const changes = await api.services
      .database('audit_entries')
      .where({ subject_id: bea.id, action: 'user.roles' })
      .orderBy('id')
      .pluck<unknown[]>('changes');
    expect(changes).toEqual([
      { added: ['reviewer'], removed: [] },
      { added: ['farmer'], removed: ['member', 'reviewer'] },
      { added: [], removed: ['farmer'] },
    ]);
  });

  test('must exist, as must the user', async () => {
    expect(codeOf(await give(amina.id, 'emperor'))).toBe('validation_failed');
    expect(codeOf(await give(await idOf('admin'), 'member'))).toBe('not_found');
    expect(codeOf(await take(amina.id, 'admin'))).toBe('not_found');
  });

  test('cannot be taken by who may do less', async () => {
    const manager = await newManager(api, admin);
    expect(codeOf(await take(admin.id, 'member', manager))).toBe('forbidden');
    expect((await give(amina.id, 'admin', manager)).response.status).toBe(403);
  });
});

describe('administrators', () => {
  test('do not lock themselves out by a role, whichever way', async () => {
    const adminRole = await idOf('admin');
    const refusals = [
      await take(admin.id, 'admin'),
      await edit(admin, adminRole, { permissions: ['classification.use'] }),
      await replaceUserRoles({
        ...{ client: admin.client, path: { id: admin.id } },
        ...{ headers: { 'If-Match': '*' }, body: { roles: ['member'] } },
      }),
    ];
    expect(refusals.map(codeOf)).toEqual(Array(3).fill('administration_lockout'));
    expect(await permissionsOf(admin)).toContain('users.manage');
    const { data } = await getUser({ client: admin.client, path: { id: admin.id } });
    expect(data?.roles).toEqual(['admin', 'member']);
  });

  test('who deactivate each other at the same time leave one', async () => {
    const other = await newPerson(api, 'admin');
    const deactivate = (by: Person, { id }: Person) =>
      updateUser({
        ...{ client: by.client, path: { id }, headers: { 'If-Match': '*' } },
        body: { is_active: false },
      });
    const answers = await Promise.all([deactivate(admin, other), deactivate(other, admin)]);
    const statuses = answers.map(({ response }) => response.status).sort();
    expect(statuses[0]).toBe(200);
    expect([401, 403, 409]).toContain(statuses[1]);
    const left = answers[0]?.response.status === 200 ? admin : other;
    const query = { role: 'admin', is_active: true };
    const { data } = await listUsers({ client: left.client, query });
    expect(data?.results.map(({ id }) => id)).toEqual([left.id]);
  });
});
