import { operation, reply } from '../operation';
import { me, refresh, register, signIn, signOut } from './account';

export const registerUser = operation('registerUser', async (context) =>
  reply(201, await register(context)),
);

export const loginUser = operation('loginUser', async (context) =>
  reply(200, await signIn(context)),
);

export const refreshToken = operation('refreshToken', async (context) =>
  reply(200, await refresh(context)),
);

export const logoutUser = operation('logoutUser', async (context) => {
  await signOut(context);
  return reply(204);
});

export const getMe = operation('getMe', async (context) => reply(200, await me(context)));
