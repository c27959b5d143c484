import { existsSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createObjectStore, type ObjectStore } from '../../../activities/clients/object-store';
import { createLogger } from '../../../foundation/logging';
import type { ClassifyOptions, ImageResult, ModelInUse } from '../../../worker/inference/messages';
import { createInferencePool } from '../../../worker/inference/pool';
import type {
  InferencePool,
  InferencePoolConfig,
  InferencePoolOptions,
} from '../../../worker/inference/pool-options';
import { shippedVersion } from '../../support/shipped-version';

/** The shipped model with other thresholds than its card's: without gates, drawings get a class. */
export function shippedModel(thresholds?: ModelInUse['thresholds']): ModelInUse {
  const file = resolve(__dirname, '../../../ml/models', shippedVersion, 'card.json');
  const card = JSON.parse(readFileSync(file, 'utf8')) as ModelInUse;
  return thresholds ? { ...card, thresholds } : card;
}

/** onnxruntime-node refuses Jest's typed arrays, so members run compiled, as in production. */
const compiledMember = resolve(__dirname, '../../../dist/worker/inference/member.js');

/** A folder of objects and the pools that were opened over it. */
export class PoolSetup {
  readonly config: InferencePoolConfig;
  readonly store: ObjectStore;
  private readonly pools: InferencePool[] = [];

  private constructor(readonly directory: string) {
    this.config = {
      inference: { processes: 2 },
      storage: { driver: 'local', directory },
      secretKey: 'a secret of the tests, long enough to pass',
      api: {
        host: '127.0.0.1',
        port: 9,
        publicUrl: 'http://127.0.0.1:9',
        corsOrigins: [],
        trustedProxies: [],
        rateLimitScale: 1,
      },
      modelsDir: resolve(__dirname, '../../../ml/models'),
    };
    this.store = createObjectStore(this.config);
  }

  static async create(): Promise<PoolSetup> {
    return new PoolSetup(await mkdtemp(join(tmpdir(), 'relais-pool-')));
  }

  open(
    options: InferencePoolOptions = {},
    config: Partial<InferencePoolConfig> = {},
  ): InferencePool {
    const memberPath = options.memberPath ?? compiledMember;
    if (!existsSync(memberPath)) throw new Error('dist is missing: run npm run build');
    const logger = createLogger({ logLevel: 'silent' }, 'test');
    const pool = createInferencePool({ ...this.config, ...config }, logger, {
      ...options,
      memberPath,
    });
    this.pools.push(pool);
    return pool;
  }

  /** Stores pictures under keys that carry their number. */
  async keep(pictures: Buffer[]): Promise<{ id: string; object_key: string }[]> {
    const requests = pictures.map((_picture, index) => {
      return { id: `image-${index}`, object_key: `images/owner/${index}` };
    });
    for (const [index, { object_key }] of requests.entries()) {
      const picture = pictures[index] ?? Buffer.alloc(0);
      await this.store.put(object_key, picture, { contentType: 'image/jpeg' });
    }
    return requests;
  }

  async close(): Promise<void> {
    await Promise.all(this.pools.map((pool) => pool.close()));
    await rm(this.directory, { recursive: true, force: true });
  }
}

/** Everything a batch answered, and how often each image was answered. */
export interface Answers {
  results: Map<string, ImageResult>;
  order: string[];
}

/** Classifies as a chunk does, gathering the answers. */
export async function classifyAll(
  pool: InferencePool,
  requests: { id: string; object_key: string }[],
  options: Partial<ClassifyOptions> = {},
  answers: Answers = { results: new Map(), order: [] },
): Promise<Answers> {
  await pool.classifyMany(requests, {
    model: shippedModel({ uncertain_below: 0.5 }),
    priority: 'batch',
    signal: new AbortController().signal,
    ...options,
    onResult: (id, result) => {
      answers.results.set(id, result);
      answers.order.push(id);
      options.onResult?.(id, result);
    },
  });
  return answers;
}
