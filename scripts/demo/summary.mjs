// What came of the items, counted from the items themselves.
const classes = ['unaffected', 'unripe', 'spotted', 'cracked', 'bruised', 'rotten'];
const otherOutcomes = {
  uncertain: 'uncertain: a person should look',
  not_a_plum: 'not a plum',
  unusable: 'unusable: too blurred or too dark',
};

/** Counts, shares and mean confidences per class; other outcomes; failures by reason. */
export function summarize(items) {
  const succeeded = items.filter((item) => item.state === 'succeeded');
  const failed = items.filter((item) => item.state === 'failed');
  const rows = classes.map((label) => classRow(label, succeeded));
  const outcomes = Object.keys(otherOutcomes).map((outcome) => ({
    outcome,
    count: succeeded.filter((item) => item.image?.outcome === outcome).length,
  }));
  return { images: items.length, succeeded: succeeded.length, failed, rows, outcomes };
}

function classRow(label, succeeded) {
  const own = succeeded.filter(
    ({ image }) => image?.outcome === 'classified' && image.label === label,
  );
  const sum = own.reduce((total, { image }) => total + image.confidence, 0);
  return {
    label,
    count: own.length,
    share: succeeded.length > 0 ? own.length / succeeded.length : 0,
    confidence: own.length > 0 ? sum / own.length : null,
  };
}

/** The summary as lines of text. */
export function describe({ failed, rows, outcomes }, mostFailures = 10) {
  const lines = [cells('Class', 'Images', 'Share', 'Mean confidence')];
  for (const { label, count, share, confidence } of rows) {
    const mean = confidence === null ? '-' : confidence.toFixed(2);
    lines.push(cells(label, String(count), `${(100 * share).toFixed(1)} %`, mean));
  }
  for (const { outcome, count } of outcomes.filter((row) => row.count > 0)) {
    lines.push(cells(otherOutcomes[outcome], String(count)));
  }
  return [...lines, ...failureLines(failed, mostFailures)].map((line) => `  ${line}`.trimEnd());
}

function failureLines(failed, most) {
  if (failed.length === 0) return [];
  const shown = failed.slice(0, most).map(({ source_name, error }) => {
    return `  ${source_name}: ${error?.title ?? 'no reason given'} (${error?.code ?? '-'})`;
  });
  const rest = failed.length > most ? [`  and ${failed.length - most} more: see the report`] : [];
  return ['', `${failed.length} failed:`, ...shown, ...rest];
}

function cells(name, count, share = '', mean = '') {
  return name.padEnd(36) + count.padStart(8) + share.padStart(10) + mean.padStart(18);
}
