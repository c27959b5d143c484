// The older addresses of the identity calls: same work, same answers.
import { operation, reply } from '../operation';
import { change, refresh, register, signIn, signOut } from './account';
import { editProfile, showProfile } from './edit-profile';
import { leave } from './leave';

export const registerUserAlias = operation('registerUserAlias', async (context) =>
  reply(201, await register(context)),
);

export const loginUserAlias = operation('loginUserAlias', async (context) =>
  reply(200, await signIn(context)),
);

export const refreshTokenAlias = operation('refreshTokenAlias', async (context) =>
  reply(200, await refresh(context)),
);

export const logoutUserAlias = operation('logoutUserAlias', async (context) => {
  await signOut(context);
  return reply(204);
});

export const changePasswordAlias = operation('changePasswordAlias', async (context) => {
  await change(context);
  return reply(204);
});

export const getProfileAlias = operation('getProfileAlias', showProfile);

export const updateProfileAlias = operation('updateProfileAlias', editProfile);

export const saveProfileAlias = operation('saveProfileAlias', editProfile);

export const deleteAccountAlias = operation('deleteAccountAlias', leave);
