import { isPublicUrl } from '../../../activities/clients/public-url';

describe('a URL that anybody could fetch from', () => {
  it.each(['https://relais.cider.fr/storage/a', 'http://8.8.8.8/a', 'https://[2606:4700::1]/a'])(
    'is %s',
    (url) => expect(isPublicUrl(url)).toBe(true),
  );

  it.each([
    ...[
      'http://127.0.0.1:8000/a',
      'http://[::1]/a',
      'https://192.168.1.7/a',
      'http://2130706433/a',
    ],
    ...['http://localhost:8000/a', 'http://minio:9000/a', 'https://store.internal/a'],
    ...['https://relais.local/a', 'ftp://8.8.8.8/a'],
  ])('is not %s', (url) => expect(isPublicUrl(url)).toBe(false));
});
