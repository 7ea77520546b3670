import { algorithmParameters, parseAlgorithmParameters } from './algorithm-parameters';

describe('algorithmParameters', () => {
  it('come back as they were', () => {
    const parameters = { model: 'chain-fast', 'step.sha256': '55c8e7eb' };
    const text = algorithmParameters(parameters);
    expect(text).toBe('model=chain-fast,step.sha256=55c8e7eb');
    expect(parseAlgorithmParameters(text)).toEqual(parameters);
  });

  it('cannot be broken by what a value holds', () => {
    const text = algorithmParameters({ model: 'a,b=c\\d', slices: '1 2' });
    expect(parseAlgorithmParameters(text)).toEqual({ model: 'a b c d', slices: '1 2' });
  });

  it('of other programs are taken as far as they go', () => {
    expect(parseAlgorithmParameters('threshold 0.5; seeds')).toEqual({});
  });
});
