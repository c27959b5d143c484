const style = `
  body { font: 16px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }
  table { border-collapse: collapse; width: 100%; }
  th, td { text-align: left; padding: 0.4rem 0.6rem; border-bottom: 1px solid #ccc; }
  pre { white-space: pre-wrap; background: #f4f4f4; padding: 1rem; }
  iframe { width: 100%; height: 30rem; border: 1px solid #ccc; background: #fff; }
  @media (prefers-color-scheme: dark) {
    body { background: #1b1b1b; color: #eee; } a { color: #9cf; } pre { background: #2a2a2a; }
  }`;

/** The list of mails, newest first. It looks again every few seconds. */
export function listPage(mails) {
  const rows = mails.map(
    ({ id, subject, from, to, received_at: at }) => `<tr>
      <td><a href="/messages/${id}">${escape(subject || '(no subject)')}</a></td>
      <td>${escape(from ?? '')}</td><td>${escape(to.join(', '))}</td>
      <td><time datetime="${at}">${at.replace('T', ' ').slice(0, 19)}</time></td></tr>`,
  );
  const table = `<table><thead><tr><th scope="col">Subject</th><th scope="col">From</th>
    <th scope="col">To</th><th scope="col">Received (UTC)</th></tr></thead>
    <tbody>${rows.join('')}</tbody></table>`;
  const empty = '<p>No mail yet. Whatever Relais sends on this machine arrives here.</p>';
  return frame(
    'Mailbox',
    mails.length > 0 ? table : empty,
    '<meta http-equiv="refresh" content="5">',
  );
}

/** One mail: its HTML in a frame without rights, and its text. */
export function messagePage({ id, subject, from, to, received_at: at, html, text, attachments }) {
  const files = attachments.map(
    ({ filename, type }) => `${escape(filename ?? 'unnamed')} (${escape(type)})`,
  );
  const facts = [
    ['From', escape(from ?? '')],
    ['To', escape(to.join(', '))],
    ['Received', at],
    ['Attachments', files.join(', ') || 'none'],
  ].map(([name, value]) => `<tr><th scope="row">${name}</th><td>${value}</td></tr>`);
  const body = `<p><a href="/">All mails</a> · <a href="/messages/${id}/source">Source</a></p>
    <table>${facts.join('')}</table>
    ${html === null ? '' : `<h2>HTML</h2><iframe sandbox title="The mail" src="/messages/${id}/html"></iframe>`}
    <h2>Text</h2><pre>${escape(text)}</pre>`;
  return frame(subject || '(no subject)', body);
}

function frame(title, body, head = '') {
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>${escape(title)}</title>
    <meta name="viewport" content="width=device-width">${head}<style>${style}</style></head>
    <body><h1>${escape(title)}</h1>${body}</body></html>`;
}

function escape(text) {
  const entities = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };
  return String(text).replace(/[&<>"']/g, (character) => entities[character]);
}
