import { useEffect } from 'react';
import type { FewShotLmsService } from '../services/FewShotLmsService';
import { FewShotPanel, type FewShotPanelProps } from './FewShotPanel';

interface EnteringPanelProps extends FewShotPanelProps {
  readonly service: FewShotPanelProps['service'] & Pick<FewShotLmsService, 'ensureEntered' | 'panelShown'>;
}

/**
 * The panel as the viewer shows it: in a mode that does not enter the service it does so itself. Hidden behind another panel
 * it stays entered, so that a run goes on; the end of the mode is the end of it.
 */
export function EnteringPanel({ service, actions }: EnteringPanelProps) {
  useEffect(() => {
    // OHIF shows the panels of a mode just before it enters the mode.
    const timer = setTimeout(() => service.ensureEntered());
    return () => clearTimeout(timer);
  }, [service]);
  useEffect(() => service.panelShown(), [service]);
  return <FewShotPanel service={service} actions={actions} />;
}
