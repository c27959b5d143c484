import type { ReportPages } from '../../activities/clients/report-pages';
import { UnreadablePicture } from '../../activities/clients/classifier-input';
import { thumbnailKey } from '../../activities/clients/thumbnail-key';
import type { ImageRow } from '../../models/classification/image.queries';
import type { LotReport } from '../../models/classification/lot-report';
import type { Told } from './report-told';

type Tile = ReportPages['montage']['rows'][number]['tiles'][number];

/** The examples with their thumbnails. Classes without any are left out. */
export async function reportMontage(
  { classes }: LotReport,
  told: Told,
): Promise<ReportPages['montage']> {
  const rows = await Promise.all(
    classes
      .filter(({ examples }) => examples.length > 0)
      .map(async ({ label, examples }) => ({
        name: told.words.labels[label],
        tiles: await Promise.all(examples.map((row) => tileOf(row, told))),
      })),
  );
  return { title: told.words.examples, missing: told.words.noPicture, rows };
}

/** A picture whose file is gone or broken costs its place, not the report. */
async function tileOf(row: ImageRow, { services, numbers }: Told): Promise<Tile> {
  const original = (): Promise<string> => Promise.resolve(row.object_key);
  const jpeg = await services.thumbnailer
    .get(thumbnailKey(row), original)
    .catch((error: unknown) => {
      if (error instanceof UnreadablePicture) return null;
      throw error;
    });
  return { jpeg, caption: row.confidence === null ? '' : numbers.percent(row.confidence) };
}
