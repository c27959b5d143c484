import { authorize } from '../../models/identity/can';
import { operation, reply } from '../operation';
import { platformView } from './platform.view';

export const listPlatforms = operation('listPlatforms', async ({ user, services }) => {
  authorize(user, 'studio.use');
  const platforms = [...services.platforms.values()].map(platformView);
  const results = platforms.sort((a, b) => (a.name < b.name ? -1 : 1));
  return await Promise.resolve(reply(200, { results }));
});
