// A bar that redraws itself on a terminal, and a line every tenth of the way anywhere else.
const width = 30;

/** Draws hints about a batch to a stream. */
export function progressBar(stream) {
  let shown = -1;
  let open = false;
  const redraw = (text) => {
    stream.write(`\r\x1b[2K${text}`);
    open = true;
  };
  const append = (text, done, total) => {
    const tenth = total > 0 ? Math.floor((10 * done) / total) : 0;
    if (tenth > shown) stream.write(`${text}\n`);
    shown = Math.max(shown, tenth);
  };
  return {
    show: (hint) => {
      const done = hint.succeeded + hint.failed;
      if (stream.isTTY) redraw(lineOf(hint, done));
      else append(lineOf(hint, done), done, hint.total);
    },
    end: () => {
      if (open) stream.write('\n');
      open = false;
    },
  };
}

function lineOf({ state, total, failed, images_per_second: rate }, done) {
  const share = total > 0 ? done / total : 0;
  const filled = Math.round(share * width);
  const bar = '█'.repeat(filled) + '░'.repeat(width - filled);
  const parts = [`${done}/${total}`, `${Math.round(share * 100)} %`];
  if (rate) parts.push(`${rate.toFixed(1)} images/s`);
  if (failed > 0) parts.push(`${failed} failed`);
  if (state === 'pending') parts.push('waiting');
  return `  ${bar}  ${parts.join('  ')}`;
}
