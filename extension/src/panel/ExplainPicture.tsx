import { useEffect, useRef } from 'react';
import { scaleGradient } from '../explain/colourScale';
import type { VariablePicture } from '../explain/pictures';
import { variableOf } from '../explain/variables';
import { texts } from '../texts';
import type { PanelActions } from './PanelActions';

interface ExplainPictureProps {
  readonly picture: VariablePicture;
  /** It lies over the viewport. */
  readonly shown: boolean;
  readonly show: PanelActions['showExplanation'];
}

/** One variable: picture, name and scale; a press lays it over the viewport. */
export function ExplainPicture({ picture, shown, show }: ExplainPictureProps) {
  const { name, size, rgba, low, high } = picture;
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    canvas.current?.getContext('2d')?.putImageData(new ImageData(rgba, size, size), 0, 0);
  }, [rgba, size]);
  const title = titleOf(name);
  return (
    <button
      type="button"
      className="fslms__picture"
      aria-pressed={shown}
      title={texts.explain.show(title)}
      onClick={() => show(shown ? null : name)}
      data-cy="fslms-explain-picture"
      data-name={name}
    >
      <canvas ref={canvas} width={size} height={size} aria-hidden="true" />
      <span>{title}</span>
      <span className="fslms__scale" data-cy="fslms-explain-legend">
        <span>{shortNumber(low)}</span>
        <span style={{ background: scaleGradient(variableOf(name)!.scale) }} />
        <span>{shortNumber(high)}</span>
      </span>
    </button>
  );
}

function titleOf(name: string): string {
  const { kind, stage } = variableOf(name)!;
  const { variables } = texts.explain;
  if (kind === 'u' && stage === 0) return variables.u0;
  if (kind === 'u') return variables.u(stage!, superscript(stage!));
  return kind === 'v' ? variables.v(superscript(stage!)) : variables[kind];
}

function shortNumber(value: number): string {
  return Number.isInteger(value) ? String(value) : value.toPrecision(2);
}

function superscript(n: number): string {
  return [...String(n)].map((digit) => '⁰¹²³⁴⁵⁶⁷⁸⁹'[Number(digit)]).join('');
}
