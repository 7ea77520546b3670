import type { ModelMenu } from './sessionState';
import { missingModel, wantedModel } from './wantedModel';

const facts = { version: '1', licence: '', modalities: [], regions: [] };
const menu: ModelMenu = {
  models: ['fast', 'accurate', 'paper'].map((id) => ({ id, title: id, ...facts })),
  defaultId: 'fast',
  modelId: null,
  installedId: null,
  provider: 'auto',
};

it.each([
  ['the user’s choice', { modelId: 'paper', installedId: 'accurate' }, 'paper'],
  ['the installation’s where the user has none', { installedId: 'accurate' }, 'accurate'],
  ['the installation’s for one that is gone', { modelId: 'gone', installedId: 'accurate' }, 'accurate'],
  ['the list’s own where neither is in it', { modelId: 'gone', installedId: 'gone too' }, 'fast'],
  ['none before the list is there', { models: [], modelId: 'paper' }, undefined],
])('the model to run is %s', (_, choice, wanted) => {
  expect(wantedModel({ ...menu, ...choice })?.id).toBe(wanted);
});

it.each([
  ['for a choice of the installation that is not in the list', { installedId: 'gone' }, 'gone'],
  ['but not for the user’s', { modelId: 'gone' }, null],
  ['nor where the user has chosen another one', { modelId: 'paper', installedId: 'gone' }, null],
  ['nor before the list is there', { models: [], installedId: 'gone' }, null],
])('a model is missed %s', (_, choice, missing) => {
  expect(missingModel({ ...menu, ...choice })).toBe(missing);
});
