// The work of a chunk: results are written as they come, so a worker that dies loses at most half a second of work.
import type { Knex } from 'knex';
import {
  chunkResult,
  type ImageResult,
  pendingImages,
  recordResults,
} from '../../models/classification/record-results';
import { runModel } from '../../models/classification/run-model';
import type { Chunk, ChunkResult } from '../../workflows/operations/contract';
import type { RealtimeEmitter } from '../clients/realtime-emitter';
import { withHeartbeat } from '../heartbeat';
import type { Classifier } from './classifier';

const flushEveryMs = 500;

export interface ChunkDependencies {
  database: Knex;
  classifier: Classifier;
  realtime: Pick<RealtimeEmitter, 'progress'>;
}

/** Classifies what is pending in a chunk. Cancelled, it keeps what it has and stops. */
export async function classifyChunk(
  dependencies: ChunkDependencies,
  chunk: Chunk,
): Promise<ChunkResult> {
  const { database, classifier } = dependencies;
  const model = await runModel(database, chunk.run_id);
  const images = await pendingImages(database, chunk);
  const writer = new ResultWriter(dependencies, {
    run_id: chunk.run_id,
    model_version: model.version,
  });
  const itemOf = new Map(images.map((image) => [image.image_id, image.item_id]));
  try {
    await withHeartbeat((signal) =>
      classifier.classifyMany(
        images.map(({ image_id, object_key }) => ({ id: image_id, object_key })),
        {
          model,
          priority: 'batch',
          run_id: chunk.run_id,
          signal,
          onResult: (id, result) => writer.add({ ...result, item_id: itemOf.get(id) ?? id }),
        },
      ),
    );
  } finally {
    await writer.close();
  }
  return await chunkResult(database, chunk);
}

/** Gathers results and writes them in one statement at a time. */
class ResultWriter {
  private waiting: (ImageResult & { item_id: string })[] = [];
  private writing: Promise<void> = Promise.resolve();
  private readonly timer: NodeJS.Timeout;
  private failure: { cause: unknown } | undefined;

  constructor(
    private readonly dependencies: ChunkDependencies,
    private readonly run: { run_id: string; model_version: string },
  ) {
    this.timer = setInterval(() => this.flush(), flushEveryMs);
  }

  add(result: ImageResult & { item_id: string }): void {
    this.waiting.push(result);
  }

  /** Writes the rest; throws if any of it could not be written, so that the chunk is worked again. */
  async close(): Promise<void> {
    clearInterval(this.timer);
    this.flush();
    await this.writing;
    if (this.failure) throw this.failure.cause;
  }

  private flush(): void {
    if (this.waiting.length === 0) return;
    const results = this.waiting;
    this.waiting = [];
    this.writing = this.writing.then(() => this.write(results));
  }

  private async write(results: (ImageResult & { item_id: string })[]): Promise<void> {
    try {
      const { database, realtime } = this.dependencies;
      const progress = await recordResults(database, this.run, results);
      if (!progress?.announce) return;
      const { owner_id, announce: _, ...hint } = progress;
      realtime.progress(owner_id, { ...hint, state: 'running' });
    } catch (error) {
      this.failure ??= { cause: error };
    }
  }
}
