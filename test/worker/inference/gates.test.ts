import { stoppedAtGate } from '../../../worker/inference/gates';

const limits = { not_a_plum_above: 6, dark_below: 40, blurred_below: 2 };

describe('the gates before a class', () => {
  it.each([
    ['a clear picture of a plum', [5, 90, 10], null],
    ['at every limit exactly', [6, 40, 2], null],
    ['too dark', [5, 39, 10], 'unusable'],
    ['too blurred', [5, 90, 1.9], 'unusable'],
    ['something else', [6.1, 90, 10], 'not_a_plum'],
    ['too dark to say that it is something else', [9, 10, 10], 'unusable'],
  ])('%s', (_name, gates, outcome) => {
    expect(stoppedAtGate(gates, limits)).toBe(outcome);
  });

  it('stop nothing without limits, or of a model that has none', () => {
    expect(stoppedAtGate([99, 0, 0], {})).toBeNull();
    expect(stoppedAtGate(null, limits)).toBeNull();
  });
});
