import { authorize } from '../../models/identity/can';
import { insertPosts } from '../../models/studio/create-post';
import { operation, reply } from '../operation';
import { postContext } from './accept-post';
import { readLines } from './bulk-file';
import { judgeLines } from './judge-lines';
import { bulkReport, refuseWrong } from './post-bulk.view';

export const schedulePosts = operation('schedulePosts', async (context) => {
  const { user: author, services, query } = context;
  authorize(author, 'studio.use');
  const lines = await readLines(context);
  const given = { author, context: postContext(services) };
  if (query.dry_run) {
    return reply(200, bulkReport(await judgeLines(services.database, lines, given), null));
  }
  return await context.transaction(async (tx) => {
    const judged = await judgeLines(tx.sql, lines, given);
    const posts = await insertPosts(tx, refuseWrong(judged), given.context.now);
    return reply(201, bulkReport(judged, posts));
  });
});
