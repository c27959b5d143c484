import { authorize } from '../../models/identity/can';
import { operation, reply } from '../operation';
import { newPost } from './accept-post';
import { preflightReport } from './preflight-report';

export const preflightPost = operation('preflightPost', async ({ user, services, body }) => {
  authorize(user, 'studio.use');
  const wish = { ...newPost(body, user.timezone), owner_id: user.id };
  return reply(200, await preflightReport(services, wish));
});
