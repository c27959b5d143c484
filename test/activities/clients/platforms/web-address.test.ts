import { webAddress } from '../../../../activities/clients/platforms/web-address';

test.each([
  ['https://example.social/@anna/1', 'https://example.social/@anna/1'],
  ['HTTP://example.social/1', 'HTTP://example.social/1'],
  ['javascript:alert(1)', null],
  ['data:text/html,plums', null],
  ['/anna/posts/1', null],
  ['https://', null],
  ['', null],
  [null, null],
  [undefined, null],
])('what a server calls the address of a post: %j', (said, address) => {
  expect(webAddress(said)).toBe(address);
});
