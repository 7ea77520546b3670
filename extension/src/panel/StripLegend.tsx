import { texts } from '../texts';
import { ABSENT, stripes } from './cellLook';
import { trustColour } from './trustColour';

/** What the looks of the cells mean. */
export function StripLegend({ colour }: { colour: readonly [number, number, number] }) {
  const { legend } = texts.strip;
  const own = `rgb(${colour.join(', ')})`;
  const entries: readonly (readonly [string, string])[] = [
    [own, legend.drawn],
    [stripes(own, '#fff'), legend.locked],
    [trustColour(1), legend.trusted],
    [trustColour(0), legend.doubtful],
    [ABSENT, legend.absent],
  ];
  return (
    <div className="fslms__legend fslms__small fslms__quiet" aria-hidden="true">
      {entries.map(([background, text]) => (
        <span key={text}>
          <span className="fslms__swatch" style={{ background }} />
          {text}
        </span>
      ))}
      <span>
        <span className="fslms__swatch fslms__swatch--checked" />
        {legend.checked}
      </span>
    </div>
  );
}
