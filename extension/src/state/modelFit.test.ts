import { said } from '../said';
import { series } from '../testing/FakeHost';
import { modelFit } from './modelFit';
import { initialState, type BackendReport, type ModelMenu, type SessionState } from './sessionState';

const liver = { id: 'liver', title: 'Liver net', version: '1', licence: '', modalities: ['CT'], regions: [] };
const head = { ...liver, id: 'head', title: 'Head net', modalities: ['MR'], regions: ['HEAD'] };
const menu: ModelMenu = {
  models: [liver, head],
  defaultId: 'liver',
  modelId: null,
  installedId: null,
  provider: 'auto',
};

/** An MR series of the abdomen, with a model on the way or loaded. */
function withModel(changes: Partial<SessionState>): SessionState {
  return { ...initialState(''), context: { kind: 'no-segment', series }, menu, ...changes };
}

const report = {
  modelTitle: 'Loaded net',
  modalities: ['MR'],
  regions: ['CHEST'],
  reasons: [said('backend.reasons.chosen')],
} as unknown as BackendReport;

describe('whether a model was made for a series', () => {
  it.each(['off', 'starting'] as const)('is said of the default while it is %s', (phase) => {
    expect(modelFit(withModel({ backend: { phase } }))).toEqual({
      model: 'Liver net',
      modality: { meantFor: ['CT'], series: 'MR' },
      region: null,
    });
  });

  it('is said of the chosen model while that starts', () => {
    const fit = modelFit(withModel({ backend: { phase: 'starting' }, menu: { ...menu, modelId: 'head' } }));
    expect(fit).toEqual({
      model: 'Head net',
      modality: null,
      region: { meantFor: ['HEAD'], series: 'ABDOMEN' },
    });
  });

  it('is said of the loaded model, whatever the list says', () => {
    const fit = modelFit(withModel({ backend: { phase: 'ready', report } }));
    expect(fit).toMatchObject({ model: 'Loaded net', modality: null, region: { meantFor: ['CHEST'] } });
  });

  it('cannot be said before the list is there, or without a series', () => {
    const empty = { ...menu, models: [], defaultId: null };
    expect(modelFit(withModel({ backend: { phase: 'starting' }, menu: empty }))).toBeNull();
    expect(modelFit({ ...initialState(''), menu })).toBeNull();
  });
});
