import type { ReportPages } from '../../activities/clients/report-pages';
import type { Share } from '../../models/classification/defect-mix';
import type { LotReport } from '../../models/classification/lot-report';
import { gradeRule } from '../../models/classification/lot-report-grade';
import { batchReportCounts } from './report-counts';
import { reportMontage } from './report-montage';
import { gradeRuleText, reportNotes } from './report-notes';
import { modelCardUrl, type Told } from './report-told';

/** The report as what stands on its pages. */
export async function reportPages(report: LotReport, told: Told): Promise<ReportPages> {
  const { batch, grade, ungraded_reason: reason } = report;
  const { language, words, numbers, services } = told;
  const minimum = numbers.count(gradeRule.minimumPictures);
  return {
    language,
    heading: words.report,
    title: batch.name,
    created: services.clock.now(),
    facts: factsOf(report, told),
    grade: {
      name: words.grade,
      letter: grade === 'ungraded' ? '–' : grade,
      text: reason ? `${words.grades.ungraded}. ${words.reasons[reason](minimum)}` : null,
      rule: words.ruled(gradeRuleText(language, numbers)),
    },
    table: tableOf(report, told),
    chart: {
      title: words.mix,
      observed: words.observed,
      corrected: words.share,
      interval: words.interval,
      bars: barsOf(report, told),
      percent: numbers.limit,
    },
    counts: { title: words.counts, rows: batchReportCounts(report, told) },
    montage: await reportMontage(report, told),
    notes: { title: words.notes, lines: reportNotes(report, language, numbers) },
    page: words.page,
  };
}

function factsOf(report: LotReport, { words, numbers, services }: Told): ReportPages['facts'] {
  const { finished_at } = report.batch;
  return [
    ...(finished_at ? [{ name: words.finished, value: numbers.instant(finished_at) }] : []),
    { name: words.generated, value: numbers.date(services.clock.now()) },
    ...report.models.map(({ model_version: version }) => ({
      name: words.model,
      value: version,
      link: { text: words.card, url: modelCardUrl(services, version) },
    })),
  ];
}

function tableOf(report: LotReport, { words, numbers }: Told): ReportPages['table'] {
  const shares = (share: Share | null): string[] =>
    share
      ? [
          numbers.percent(share.observed),
          numbers.percent(share.corrected),
          share.interval_95.map(numbers.percent).join(' – '),
        ]
      : ['–', '–', '–'];
  const rows = report.classes.map(({ label, sure, uncertain, confirmed, share }) => [
    words.labels[label],
    ...[sure, uncertain, confirmed].map(numbers.count),
    ...shares(share),
  ]);
  const defects = report.classes.filter(({ defect }) => defect);
  const sums = (['sure', 'uncertain', 'confirmed'] as const).map((key) =>
    numbers.count(defects.reduce((sum, one) => sum + one[key], 0)),
  );
  const counted = [words.label, words.sure, words.uncertain, words.confirmed];
  return {
    head: [...counted, words.observed, words.share, words.interval],
    rows,
    last: [words.defects, ...sums, ...shares(report.defects)],
  };
}

function barsOf(report: LotReport, { words, numbers }: Told): ReportPages['chart']['bars'] {
  const named = report.classes.map(({ label, defect, share }) => ({
    name: words.labels[label],
    defect,
    share,
  }));
  const all = [...named, { name: words.defects, defect: true, share: report.defects }];
  return all.flatMap(({ name, defect, share }) =>
    share ? [{ name, defect, ...share, text: numbers.percent(share.corrected) }] : [],
  );
}
