import { changeAvatar } from '../../models/identity/avatar';
import { operation, reply } from '../operation';
import { editProfile, showProfile } from './edit-profile';
import { profileReply } from './profile.view';
import { avatarStore, receiveAvatar } from './receive-avatar';

export const getProfile = operation('getProfile', showProfile);

export const updateProfile = operation('updateProfile', editProfile);

export const saveProfile = operation('saveProfile', editProfile);

export const setAvatar = operation('setAvatar', async (context) => {
  const { database, objectStore, clock } = context.services;
  const picture = await receiveAvatar(context);
  const store = avatarStore(objectStore);
  const profile = await changeAvatar(database, store, context.user.id, picture, clock.now());
  return await profileReply(profile, context.services);
});

export const removeAvatar = operation('removeAvatar', async ({ services, user }) => {
  const { database, objectStore, clock } = services;
  await changeAvatar(database, avatarStore(objectStore), user.id, null, clock.now());
  return reply(204);
});
