import type { Language } from '../../foundation/language';
import type { LotClass, LotReport } from '../../models/classification/lot-report';
import { defectLabels, gradeRule } from '../../models/classification/lot-report-grade';
import type { Share } from '../../models/classification/defect-mix';
import type {
  ClassificationBatchReport,
  LotExample,
  LotGrade,
  LotShare,
} from '../../openapi/generated/types';
import { itemError } from './error-titles';
import { imageView } from './image.view';
import { gradeRuleText, reportNotes } from './report-notes';
import { modelCardUrl, type Told } from './report-told';
import { countsOf } from './batch.view';

/** The report as the contract shows it. */
export async function batchReportView(
  report: LotReport,
  told: Told,
): Promise<ClassificationBatchReport> {
  const { batch, results } = report;
  const { language, services } = told;
  return {
    batch_id: batch.id,
    owner_id: batch.owner_id,
    name: batch.name,
    finished_at: batch.finished_at?.toISOString() ?? null,
    generated_at: services.clock.now().toISOString(),
    language,
    models: report.models.map((model) => ({
      ...model,
      card_url: modelCardUrl(services, model.model_version),
    })),
    counts: countsOf(batch),
    outcome_counts: results.outcome_counts,
    failures: failuresOf(report, language),
    pictures: report.pictures,
    confirmed: report.confirmed,
    uncertain: report.uncertain,
    classes: await Promise.all(report.classes.map((one) => classView(one, told))),
    defects: shareView(report.defects),
    grade: gradeView(report, told),
    notes: reportNotes(report, language, told.numbers),
  };
}

function failuresOf(
  { failures }: LotReport,
  language: Language,
): ClassificationBatchReport['failures'] {
  return failures.flatMap(({ error_code, count }) => {
    const error = itemError(error_code, language);
    return error ? [{ ...error, count }] : [];
  });
}

async function classView(
  { label, defect, sure, uncertain, confirmed, share, examples }: LotClass,
  told: Told,
): Promise<ClassificationBatchReport['classes'][number]> {
  const { words, services, language } = told;
  const images = await Promise.all(examples.map((row) => imageView(row, { services, language })));
  const shown = images.map(
    ({ id, filename, confidence, image_url, thumbnail_url }): LotExample => ({
      image_id: id,
      filename,
      confidence,
      image_url,
      thumbnail_url,
    }),
  );
  const name = words.labels[label];
  const counts = { sure, uncertain, confirmed };
  return { label, name, defect, ...counts, share: shareView(share), examples: shown };
}

function gradeView({ grade, ungraded_reason: reason }: LotReport, told: Told): LotGrade {
  const minimum = told.numbers.count(gradeRule.minimumPictures);
  return {
    grade,
    reason,
    reason_text: reason && told.words.reasons[reason](minimum),
    rule: {
      minimum_pictures: gradeRule.minimumPictures,
      defect_labels: [...defectLabels],
      grades: gradeRule.grades.map((one) => ({ ...one })),
      text: gradeRuleText(told.language, told.numbers),
    },
  };
}

/** Four digits: more would say what nobody knows. */
function shareView(share: Share | null): LotShare | null {
  if (share === null) return null;
  const [lower, upper] = share.interval_95;
  return {
    observed: rounded(share.observed),
    corrected: rounded(share.corrected),
    interval_95: [rounded(lower), rounded(upper)],
  };
}

function rounded(share: number): number {
  return Math.min(1, Math.max(0, Math.round(share * 10_000) / 10_000));
}
