// Somebody to whom everything happens that the product tells of, done by the product's own verbs.
import { newId } from '../../../foundation/ids';
import { transaction, type Transaction } from '../../../foundation/transaction';
import type { Services } from '../../../api/services';
import { addImages } from '../../../models/classification/add-images';
import { receiveModel } from '../../../models/classification/upload-model';
import type { ClassifierModel } from '../../../models/classification/classifier-model';
import type { ShadowRun } from '../../../models/classification/shadow-run';
import { startShadowRun } from '../../../models/classification/start-shadow-run';
import { settleCheck } from '../../../models/classification/settle-check';
import { claimShadowRun, finishShadowRun } from '../../../models/classification/work-shadow-run';
import { Notification } from '../../../models/messaging/notification';
import type { BatchRun } from '../../../models/operations/batch-run';
import { createBatch } from '../../../models/operations/create-batch';
import { claimBatchRun, finishBatchRun } from '../../../models/operations/work-batch';
import type { Person } from './open-socket';

export class World {
  constructor(
    readonly services: Services,
    readonly person: Person,
  ) {}

  get database(): Services['database'] {
    return this.services.database;
  }

  async inTransaction<T>(work: (tx: Transaction) => Promise<T>): Promise<T> {
    return await transaction(this.database, work);
  }

  /** A batch with as many pictures, accepted. */
  async batch(pictures: number): Promise<BatchRun> {
    return await this.inTransaction(async (tx) => {
      const run = await createBatch(tx, {
        ...{ id: newId(), owner_id: this.person.id, kind: 'classification', name: 'test' },
        ...{ options: {}, source: { type: 'files' }, total: pictures },
      });
      const files = Array.from({ length: pictures }, () => this.storedFile());
      await addImages(tx, run, files);
      return run;
    });
  }

  /** The same, at work. */
  async runningBatch(pictures: number): Promise<BatchRun> {
    const run = await this.batch(pictures);
    await this.inTransaction((tx) => claimBatchRun(tx, { run_id: run.id, execution_id: 'first' }));
    return run;
  }

  async endBatch(run: BatchRun, error_code: string | null = null): Promise<void> {
    await this.inTransaction((tx) => finishBatchRun(tx, { run_id: run.id, error_code }));
  }

  storedFile() {
    const image_id = newId();
    const sha256 = image_id.replaceAll('-', '').repeat(2);
    return { image_id, filename: 'plum.png', object_key: `images/x/${image_id}`, size: 1, sha256 };
  }

  /** A version that somebody uploaded, yet to be checked. */
  async uploadedModel(): Promise<ClassifierModel> {
    const thresholds = { uncertain_below: 0.5 };
    const card = { version: `test-${newId()}`, classes: [], sha256: '', thresholds };
    const input = { name: 'input', size: 224 };
    const uploaded_by = this.person.id;
    return await this.inTransaction((tx) =>
      receiveModel(tx, { card: { ...card, input }, sha256: '', size: 1, uploaded_by }),
    );
  }

  async readyModel(): Promise<ClassifierModel> {
    const model = await this.uploadedModel();
    await this.inTransaction((tx) => settleCheck(tx, model.subject_id, { ok: true }));
    return model;
  }

  async endShadowRun(state: 'finished' | 'cancelled' | 'failed'): Promise<void> {
    const { version: model_version } = await this.readyModel();
    const run: ShadowRun = await this.inTransaction((tx) =>
      startShadowRun(tx, { owner_id: this.person.id, model_version, images: 1 }),
    );
    await this.inTransaction((tx) => claimShadowRun(tx, run.id));
    const error_code = state === 'failed' ? 'work_failed' : null;
    await this.inTransaction((tx) => finishShadowRun(tx, { run_id: run.id, state, error_code }));
  }

  /** A notice that this person has not read. */
  async notice(): Promise<Notification> {
    await this.endBatch(await this.runningBatch(0));
    return await Notification.query(this.database)
      .findOne({ owner_id: this.person.id, is_read: false })
      .throwIfNotFound();
  }

  /** Gives the person a role. */
  async becomes(role: string): Promise<void> {
    await this.database.raw(
      `insert into user_roles (user_id, role_id) select ?, id from roles where name = ?`,
      [this.person.id, role],
    );
  }
}
