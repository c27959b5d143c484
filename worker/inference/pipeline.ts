import type { ObjectStore } from '../../activities/clients/object-store';
import { decodeObject, judge, refusal, type DecodedPicture } from './classify-object';
import type { LoadedModel, LoadedModels } from './loaded-models';
import type { TicketedImage, TicketedResult, WorkTerms } from './messages';

interface Piece extends TicketedImage {
  terms: WorkTerms;
}

interface Decoded extends Piece {
  decoded: DecodedPicture;
  model: LoadedModel;
}

/** The work inside a member: a line of pictures to decode, and a line of decoded ones to judge, one at a time. */
export class Pipeline {
  private waiting: Piece[] = [];
  private readonly decoded: Decoded[] = [];
  private decoding = 0;
  private judging = false;

  /**
   * `ahead` pictures are fetched and decoded while another one is judged. `tell` hears each result, and whether
   * somebody waits for it alone or nothing follows it.
   */
  constructor(
    private readonly store: ObjectStore,
    private readonly models: LoadedModels,
    private readonly ahead: number,
    private readonly tell: (result: TicketedResult, atOnce: boolean) => void,
  ) {}

  add(images: TicketedImage[], terms: WorkTerms): void {
    const pieces = images.map((image) => ({ ...image, terms }));
    this.waiting = terms.urgent ? [...pieces, ...this.waiting] : [...this.waiting, ...pieces];
    this.advance();
  }

  /** Gives back what was not begun; of the rest, the pool ignores the results. */
  forget(tickets: number[]): void {
    const unwanted = new Set(tickets);
    const dropped = this.waiting.filter(({ ticket }) => unwanted.has(ticket));
    this.waiting = this.waiting.filter(({ ticket }) => !unwanted.has(ticket));
    for (const piece of dropped) this.report(piece, { ticket: piece.ticket, fault: 'forgotten' });
  }

  private advance(): void {
    while (this.decoding + this.decoded.length < this.ahead) {
      const piece = this.waiting.shift();
      if (!piece) return;
      void this.decode(piece);
    }
  }

  private async decode(piece: Piece): Promise<void> {
    this.decoding += 1;
    let decoded: Decoded | undefined;
    let failure: unknown;
    try {
      const model = await this.models.get(piece.terms.model);
      const picture = await decodeObject(this.store, piece.object_key, model.card.input.size);
      decoded = { ...piece, decoded: picture, model };
    } catch (error) {
      failure = error;
    }
    this.decoding -= 1;
    if (decoded) this.decoded.push(decoded);
    else this.fail(piece, failure);
    this.advance();
    void this.judgeAll();
  }

  private async judgeAll(): Promise<void> {
    if (this.judging) return;
    this.judging = true;
    for (let next = this.decoded.shift(); next; next = this.decoded.shift()) {
      // The place in the line is free: its successor decodes while this one is judged.
      this.advance();
      try {
        const result = await judge(next.decoded, next.model, next.terms.model.thresholds);
        this.report(next, { ticket: next.ticket, result });
      } catch (error) {
        this.fail(next, error);
      }
    }
    this.judging = false;
  }

  private fail(piece: Piece, error: unknown): void {
    const result = refusal(error);
    const { ticket } = piece;
    const fault = error instanceof Error ? error.message : String(error);
    this.report(piece, result ? { ticket, result } : { ticket, fault });
  }

  private report(piece: Piece, result: TicketedResult): void {
    const left = this.waiting.length + this.decoding + this.decoded.length;
    this.tell(result, piece.terms.urgent || left === 0);
  }
}
