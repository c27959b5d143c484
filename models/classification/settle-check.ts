import type { Transaction } from '../../foundation/transaction';
import { appendEvent } from '../messaging/append-event';
import { ClassifierModel, type ModelRefusal } from './classifier-model';

/** What came of a check: fit for work, or why not. */
export type CheckVerdict = { ok: true } | { ok: false; code: ModelRefusal; detail: string };

/** Writes what came of a check and tells who uploaded the model; a verdict that exists already stands. */
export async function settleCheck(
  tx: Transaction,
  subject_id: string,
  verdict: CheckVerdict,
): Promise<void> {
  const refusal = verdict.ok
    ? { state: 'ready' as const }
    : { state: 'refused' as const, refusal_code: verdict.code, refusal_detail: verdict.detail };
  const settled = await ClassifierModel.query(tx.sql)
    .where({ subject_id, state: 'checking' })
    .patch({ ...refusal, checked_at: new Date(), revision: 2 })
    .returning(['version', 'uploaded_by'])
    .first();
  if (!settled?.uploaded_by) return;
  appendEvent(tx, {
    owner_id: settled.uploaded_by,
    type: verdict.ok ? 'model.ready' : 'model.refused',
    subject: { type: 'model', id: subject_id },
    data: { model_version: settled.version, ...(!verdict.ok && { code: verdict.code }) },
  });
}
