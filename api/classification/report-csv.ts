import type { LotReport } from '../../models/classification/lot-report';
import { type CsvCell, csvLine } from '../csv';
import type { Told } from './report-told';

// By the mark spreadsheets know that the text is UTF-8.
const byteOrderMark = '\uFEFF';

/** The report as a row per class; what is true of the whole lot is repeated in each, so that lots can be put together. */
export function reportCsv(report: LotReport, { language, words, numbers }: Told): string {
  const separator = language === 'fr' ? ';' : ',';
  const { batch, grade, models } = report;
  const finished = batch.finished_at?.toISOString().slice(0, 10) ?? null;
  const lot = [batch.name, finished, versionsOf(models), words.grades[grade]];
  const percent = (share: number | undefined): CsvCell =>
    share === undefined ? null : numbers.percentValue(share);
  const rows = report.classes.map(({ label, defect, sure, uncertain, confirmed, share }) => [
    ...lot,
    words.labels[label],
    defect ? words.yes : words.no,
    ...[sure, uncertain, confirmed],
    percent(share?.observed),
    percent(share?.corrected),
    percent(share?.interval_95[0]),
    percent(share?.interval_95[1]),
  ]);
  const lines = [headOf(words), ...rows].map((cells) => csvLine(cells, separator));
  return byteOrderMark + lines.join('');
}

function headOf(words: Told['words']): CsvCell[] {
  const shares = [words.observed, words.share, words.lower, words.upper];
  return [
    ...[words.lot, words.finished, words.model, words.grade],
    ...[words.label, words.defect, words.sure, words.uncertain, words.confirmed],
    ...shares.map((head) => `${head} (%)`),
  ];
}

function versionsOf(models: LotReport['models']): string {
  return models.map(({ model_version }) => model_version).join(' ');
}
