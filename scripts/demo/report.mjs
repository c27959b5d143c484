// The report of a run: every item, as JSON and as CSV, in a folder that stays when the stack is gone.
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';

const columns = {
  position: (item) => item.position,
  source_name: (item) => item.source_name,
  state: (item) => item.state,
  outcome: (item) => item.image?.outcome,
  label: (item) => item.image?.label,
  confidence: (item) => item.image?.confidence,
  error_code: (item) => item.error?.code,
  error: (item) => item.error?.title,
  model_version: (item) => item.image?.model_version,
  finished_at: (item) => item.finished_at,
};

/** Writes both files; returns their paths. */
export function writeReport(parent, { batch, items, note }) {
  const folder = path.join(parent, `demo-${stamp(new Date())}-${batch.id.slice(-6)}`);
  mkdirSync(folder, { recursive: true });
  const json = path.join(folder, 'report.json');
  const csv = path.join(folder, 'items.csv');
  writeFileSync(json, `${JSON.stringify({ note, batch, items }, null, 2)}\n`);
  writeFileSync(csv, toCsv(items));
  return { json, csv };
}

/** The items as CSV (RFC 4180). */
export function toCsv(items) {
  const names = Object.keys(columns);
  const rows = items.map((item) => names.map((name) => field(columns[name](item))).join(','));
  return [names.join(','), ...rows, ''].join('\r\n');
}

// A name that a spreadsheet would take for a formula is made text.
function field(value) {
  if (value === null || value === undefined) return '';
  const text =
    typeof value === 'string' && /^[=+\-@\t\r]/.test(value) ? `'${value}` : String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

function stamp(date) {
  return date.toISOString().replaceAll(/[-:]/g, '').replace('T', '-').slice(0, 15);
}
