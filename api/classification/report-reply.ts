import { writeReportPdf } from '../../activities/clients/report-pdf';
import type { LotReport } from '../../models/classification/lot-report';
import type { ClassificationBatchReport } from '../../openapi/generated/types';
import { type Headers, reply, type Reply } from '../operation';
import { batchReportView } from './batch-report.view';
import { reportCsv } from './report-csv';
import { reportPages } from './report-pages';
import type { Told } from './report-told';

export type ReportFormat = 'json' | 'csv' | 'pdf';

/** The answer with the report in a format. */
export async function reportReply(
  report: LotReport,
  format: ReportFormat,
  told: Told,
): Promise<Reply<200, ClassificationBatchReport | Buffer | string>> {
  const headers: Headers = { 'content-language': told.language };
  if (format === 'json') return reply(200, await batchReportView(report, told), headers);
  headers['content-disposition'] = `attachment; filename="${reportFilename(report.batch, format)}"`;
  if (format === 'csv') {
    headers['content-type'] = 'text/csv; charset=utf-8; header=present';
    return reply(200, reportCsv(report, told), headers);
  }
  headers['content-type'] = 'application/pdf';
  return reply(200, await writeReportPdf(await reportPages(report, told)), headers);
}

/** A name of letters, digits and hyphens, whatever the batch is called; the id keeps lots of one name apart. */
export function reportFilename({ id, name }: { id: string; name: string }, ending: string): string {
  const plain = name.normalize('NFKD').replaceAll(/\p{M}/gu, '').toLowerCase();
  const words = plain.replaceAll(/[^a-z0-9]+/g, '-').slice(0, 60);
  const safe = words.replaceAll(/^-+|-+$/g, '');
  return [...(safe ? ['lot', safe] : ['lot']), `${id.slice(-12)}.${ending}`].join('-');
}
