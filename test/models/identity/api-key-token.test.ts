import fc from 'fast-check';
import {
  apiKeySecretFits,
  hashApiKeySecret,
  looksLikeApiKey,
  newApiKeyToken,
  readApiKeyToken,
  writeApiKeyToken,
} from '../../../models/identity/api-key-token';

describe('a key', () => {
  it('is read as it was written, and fits its hash only', () => {
    const [one, other] = [newApiKeyToken(), newApiKeyToken()];
    expect(readApiKeyToken(writeApiKeyToken(one))).toEqual(one);
    expect(looksLikeApiKey(writeApiKeyToken(one))).toBe(true);
    expect(apiKeySecretFits(one.secret, hashApiKeySecret(one.secret))).toBe(true);
    expect(apiKeySecretFits(other.secret, hashApiKeySecret(one.secret))).toBe(false);
    expect(one.prefix).not.toBe(other.prefix);
  });

  it('is nothing else', () => {
    const key = writeApiKeyToken(newApiKeyToken());
    fc.assert(
      fc.property(fc.string(), fc.nat(key.length - 1), (noise, at) => {
        expect(readApiKeyToken(noise)).toBeNull();
        expect(readApiKeyToken(`${key}${noise}.`)).toBeNull();
        expect(readApiKeyToken(key.slice(0, at))).toBeNull();
      }),
    );
    expect(looksLikeApiKey('eyJhbGciOiJIUzI1NiJ9.e30.x')).toBe(false);
  });
});
