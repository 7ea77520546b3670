import type { ModelMenu, ModelSummary } from './sessionState';

/** The user's choice, otherwise the installation's, otherwise the default of the list; undefined until that has been read. */
export function wantedModel(menu: ModelMenu): ModelSummary | undefined {
  return listed(menu, menu.modelId) ?? listed(menu, menu.installedId) ?? listed(menu, menu.defaultId);
}

/** The installation's choice where it would count but is not in the list; null otherwise. */
export function missingModel(menu: ModelMenu): string | null {
  const { models, modelId, installedId } = menu;
  const counts = models.length > 0 && !listed(menu, modelId);
  return counts && !listed(menu, installedId) ? installedId : null;
}

function listed({ models }: ModelMenu, wanted: string | null): ModelSummary | undefined {
  return models.find(({ id }) => id === wanted);
}
