import type { Language } from '../../foundation/language';

/** What stands on the pages of a report, in the words and numbers of its reader. Shares are from 0 to 1. */
export interface ReportPages {
  language: Language;
  heading: string;
  title: string;
  created: Date;
  facts: { name: string; value: string; link?: { text: string; url: string } }[];
  grade: { name: string; letter: string; text: string | null; rule: string };
  table: { head: string[]; rows: string[][]; last: string[] };
  chart: {
    title: string;
    observed: string;
    corrected: string;
    interval: string;
    bars: ReportBar[];
    percent: (share: number) => string;
  };
  counts: { title: string; rows: [string, string][] };
  montage: {
    title: string;
    /** What stands where a picture is missing. */
    missing: string;
    rows: { name: string; tiles: { jpeg: Buffer | null; caption: string }[] }[];
  };
  notes: { title: string; lines: string[] };
  page: (page: number, pages: number) => string;
}

/** A bar with its whisker, and a mark where the uncorrected share lies. */
export interface ReportBar {
  name: string;
  defect: boolean;
  observed: number;
  corrected: number;
  interval_95: [number, number];
  text: string;
}
