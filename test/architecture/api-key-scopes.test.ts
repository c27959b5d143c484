// The scopes of API keys are the groups of operations that the tags of the contract name, and nothing else.
import { loadContract } from '../../api/contract';
import type { Schema } from '../../api/document';

const contract = loadContract();
const secured = contract.operations.filter((one) => one.secured);

describe('the scopes of API keys', () => {
  it('are those of the operations, each once', () => {
    const needed = new Set(secured.flatMap(({ keyScope }) => keyScope ?? []));
    const { ApiKeyScope } = contract.document.components['schemas'] as Record<string, Schema>;
    expect(ApiKeyScope?.['enum']).toEqual([...needed].sort());
  });

  it('reach nothing that the safety of an account depends on', () => {
    const reached = secured.filter(({ keyScope }) => keyScope !== null);
    const guarded = reached.filter(({ room }) => room.startsWith('identity/'));
    expect(guarded.map(({ id }) => id)).toEqual([]);
    expect(reached.length).toBeGreaterThan(30);
  });

  it('tell reading from writing', () => {
    const scopes = new Map(secured.map(({ id, keyScope }) => [id as string, keyScope]));
    expect(scopes.get('listBatches')).toBe('classification:read');
    expect(scopes.get('createBatch')).toBe('classification:write');
    expect(scopes.get('deleteImage')).toBe('classification:write');
  });
});
