import {
  loginUser,
  registerUser,
  type RegisterRequest,
  type TokenPair,
} from '../../clients/typescript';
import type { Client } from '../../clients/typescript/client';

let count = 0;

/** What somebody new sends to register; every one is somebody else. */
export function newUser(overrides: Partial<RegisterRequest> = {}): RegisterRequest {
  count += 1;
  const name = `user-${process.pid}-${count}`;
  return {
    username: name,
    email: `${name}@example.org`,
    password: 'correct horse battery staple',
    ...overrides,
  };
}

export interface SignedIn extends TokenPair {
  user: RegisterRequest;
}

/** Somebody who registered and signed in through the public API. */
export async function signedInUser(
  api: { client(access?: string): Client },
  overrides: Partial<RegisterRequest> = {},
): Promise<SignedIn> {
  const user = newUser(overrides);
  const client = api.client();
  await registerUser({ client, body: user, throwOnError: true });
  const { username, password } = user;
  const { data } = await loginUser({ client, body: { username, password }, throwOnError: true });
  return { ...data, user };
}
