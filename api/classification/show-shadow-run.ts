import type { ShadowRunRow } from '../../models/classification/shadow-run.queries';
import type { ShadowRun } from '../../openapi/generated/types';
import { type Context, type Headers, reply, type Reply } from '../operation';
import { languageOf } from '../problem';
import { shadowRunView } from './shadow-run.view';

/** The answer that shows a shadow run. */
export function shadowRunReply<S extends 200 | 202>(
  status: S,
  { request }: Pick<Context<'getShadowRun'>, 'request'>,
  row: ShadowRunRow,
): Reply<S, ShadowRun> {
  const { id, model_version } = row;
  const location = `/api/classification/models/${model_version}/shadow-runs/${id}`;
  const headers: Headers = status === 202 ? { location } : {};
  return reply(status, shadowRunView(row, languageOf(request)), headers);
}
