import {
  openClassifierSession,
  type ClassifierSession,
} from '../../activities/clients/classifier-session';
import type { ObjectStore } from '../../activities/clients/object-store';
import type { ModelInUse } from './messages';
import { readModelFile } from './model-files';

export interface LoadedModel {
  card: ModelInUse;
  session: ClassifierSession;
}

/** While one version takes over from another both are in use, and a third may be tried; a fourth pushes out the one unused the longest. */
const keptAtOnce = 3;

/** The models of this process, opened when first asked for. */
export class LoadedModels {
  private readonly models = new Map<string, Promise<LoadedModel>>();

  constructor(
    private readonly modelsDir: string,
    private readonly store: Pick<ObjectStore, 'get'>,
    private readonly onLoaded: (version: string) => void,
  ) {}

  /** The model that a version's row describes. A failure to load is not kept: the next call tries again. */
  get(card: ModelInUse): Promise<LoadedModel> {
    const { version } = card;
    const model = this.models.get(version) ?? this.open(card);
    // A map remembers the order of insertion: the version used last goes to its end.
    this.models.delete(version);
    this.models.set(version, model);
    this.dropOldest();
    return model;
  }

  private open(card: ModelInUse): Promise<LoadedModel> {
    const opening = this.load(card);
    opening.catch(() => {
      if (this.models.get(card.version) === opening) this.models.delete(card.version);
    });
    return opening;
  }

  private async load(card: ModelInUse): Promise<LoadedModel> {
    const model = await readModelFile(this.modelsDir, this.store, card);
    const graph = { model, input: card.input, output: 'probabilities' };
    const session = await openClassifierSession(graph);
    this.onLoaded(card.version);
    return { card, session };
  }

  private dropOldest(): void {
    if (this.models.size <= keptAtOnce) return;
    const [oldest] = this.models;
    if (!oldest) return;
    this.models.delete(oldest[0]);
    // Its memory is freed with the last reference: a run may still be using it.
  }
}
