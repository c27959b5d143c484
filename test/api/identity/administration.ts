// What the tests of users and roles share.
import { createRole, type Problem, type Role } from '../../../clients/typescript';
import type { TestApi } from '../../support/api';
import { lockWaits } from '../../support/lock-waits';
import { newPerson, type Person } from '../classification/classification-api';

export const codeOf = ({ error }: { error?: unknown }): string | undefined =>
  (error as Problem | undefined)?.code;

/** How many of the server's transactions wait for another. */
export async function waiting({ services }: TestApi): Promise<number> {
  return await lockWaits(services.database);
}

/** Names of roles that no other test has. */
export const roleName = (() => {
  let count = 0;
  return (): string => `role-${++count}`;
})();

/** A role with these permissions. */
export async function roleWith(admin: Person, ...permissions: string[]): Promise<Role> {
  const body = { name: roleName(), permissions };
  const { data } = await createRole({ client: admin.client, body, throwOnError: true });
  return data;
}

/** Somebody who may manage users only, or what is named instead. */
export async function newManager(
  api: TestApi,
  admin: Person,
  ...permissions: string[]
): Promise<Person> {
  const wanted = permissions.length > 0 ? permissions : ['users.manage'];
  const { name } = await roleWith(admin, 'classification.use', 'webhooks.use', ...wanted);
  return await newPerson(api, name);
}
