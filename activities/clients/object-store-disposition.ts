/** Pictures are shown in the browser, everything else is saved. */
export function dispositionOf(contentType: string, filename?: string): string {
  const kind = contentType.startsWith('image/') ? 'inline' : 'attachment';
  return filename === undefined ? kind : `${kind}; filename*=UTF-8''${encoded(filename)}`;
}

/** RFC 8187: what encodeURIComponent leaves, less the characters that the header gives a meaning. */
function encoded(text: string): string {
  return encodeURIComponent(text).replace(
    /['()*]/g,
    (sign) => `%${sign.charCodeAt(0).toString(16)}`,
  );
}
