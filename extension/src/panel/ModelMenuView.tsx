import { PROVIDERS, type ModelMenu, type ProviderChoice } from '../state/sessionState';
import { wantedModel } from '../state/wantedModel';
import { texts } from '../texts';
import type { PanelActions } from './PanelActions';

interface ModelMenuViewProps {
  readonly menu: ModelMenu;
  /** Id of the model that is loaded, null for none. */
  readonly running: string | null;
  readonly disabled: boolean;
  readonly startModel: PanelActions['startModel'];
}

/** Choice of the model and of what it runs on. */
export function ModelMenuView({ menu, running, disabled, startModel }: ModelMenuViewProps) {
  return (
    <details data-cy="fslms-model-menu">
      <summary>{texts.backend.menu}</summary>
      <div className="fslms__inner">
        <label>
          {texts.backend.model}
          <select
            value={running ?? wantedModel(menu)?.id ?? ''}
            disabled={disabled}
            onChange={(event) => startModel({ modelId: event.target.value })}
            data-cy="fslms-model-choice"
          >
            {menu.models.map(({ id, title, version }) => (
              <option key={id} value={id}>
                {title} {version}
              </option>
            ))}
          </select>
        </label>
        <label>
          {texts.backend.run}
          <select
            value={menu.provider}
            disabled={disabled}
            onChange={(event) => startModel({ provider: event.target.value as ProviderChoice })}
            data-cy="fslms-provider-choice"
          >
            {PROVIDERS.map((provider) => (
              <option key={provider} value={provider}>
                {texts.backend.providers[provider]}
              </option>
            ))}
          </select>
        </label>
      </div>
    </details>
  );
}
