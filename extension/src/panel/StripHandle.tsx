import type { Side } from '../state/sessionState';
import { sliceNumber, type SeriesSummary } from '../state/viewerContext';
import { outerEdge } from './stripGeometry';
import { useStripHandle, type MovedBy } from './useStripHandle';

interface StripHandleProps {
  readonly kind: 'range' | 'end';
  readonly side: Side;
  readonly slice: number;
  readonly series: Pick<SeriesSummary, 'slices' | 'descending'>;
  readonly label: string;
  readonly disabled: boolean;
  valueText(number: number): string;
  onMove(slice: number, by: MovedBy): void;
}

/** A handle at the edge of a slice's cell, on the rail above or below the strip. */
export function StripHandle({
  kind,
  side,
  slice,
  series,
  label,
  disabled,
  valueText,
  onMove,
}: StripHandleProps) {
  const keys = kind === 'range' ? 'at-once' : 'on-enter';
  const { handle, shown, events } = useStripHandle({ slice, series, keys, onMove });
  const number = sliceNumber(series, shown);
  return (
    <span
      ref={handle}
      className={`fslms__handle fslms__handle--${kind}`}
      role="slider"
      tabIndex={disabled ? -1 : 0}
      aria-label={label}
      aria-valuemin={1}
      aria-valuemax={series.slices}
      aria-valuenow={number}
      aria-valuetext={valueText(number)}
      aria-disabled={disabled}
      title={`${label}: ${valueText(number)}`}
      style={{ left: `${100 * outerEdge(shown, side, series)}%` }}
      data-cy={`fslms-${kind}-handle`}
      data-side={side}
      data-slice={slice}
      {...(disabled ? {} : events)}
    />
  );
}
