/** The panel's own styles: OHIF's theme variables where there are any, and what its stylesheet does not offer. */
export const styles = `
.fslms { container-type: inline-size; color: hsl(var(--foreground, 0 0% 98%)); font-size: 13px; line-height: 1.4;
  height: 100%; overflow-y: auto; overflow-x: hidden; }
.fslms * { box-sizing: border-box; }
.fslms__section { padding: 10px 12px; border-bottom: 1px solid hsl(var(--border, 219 60% 20%)); display: flex;
  flex-direction: column; gap: 8px; min-width: 0; }
.fslms h2 { font-size: 12px; font-weight: 600; margin: 0; color: hsl(var(--muted-foreground, 215 30% 75%)); }
.fslms p { margin: 0; }
.fslms ol { margin: 0; padding-left: 20px; list-style: decimal; }
.fslms__stack { display: flex; flex-direction: column; gap: 8px; min-width: 0; }
.fslms label.fslms__above { display: flex; flex-direction: column; gap: 3px; align-items: flex-start; }
.fslms__row { display: flex; gap: 8px; align-items: center; flex-wrap: wrap; min-width: 0; }
.fslms__grow { flex: 1 1 auto; min-width: 0; }
.fslms__quiet { color: hsl(var(--muted-foreground, 215 30% 75%)); }
.fslms button .fslms__quiet { color: inherit; opacity: 0.85; }
.fslms__small { font-size: 12px; }
.fslms button { font: inherit; border-radius: 4px; padding: 5px 10px; cursor: pointer; border: 1px solid transparent;
  background: hsl(var(--secondary, 219 60% 24%)); color: inherit; }
.fslms button:hover:not(:disabled) { filter: brightness(1.2); }
.fslms button:disabled { opacity: 0.5; cursor: default; }
.fslms button.fslms__primary { background: hsl(var(--primary, 214 98% 60%)); color: #04122b; font-weight: 600; }
.fslms button.fslms__primary:disabled { background: hsl(var(--secondary, 219 60% 24%)); color: inherit; }
.fslms button.fslms__link { background: none; padding: 0; border-radius: 2px; text-decoration: underline;
  color: hsl(var(--primary, 214 98% 60%)); }
.fslms :is(button, input, select, summary, [tabindex]):focus-visible { outline: 2px solid #fff; outline-offset: 2px; }
.fslms input[type='number'] { width: 64px; font: inherit; color: inherit; background: hsl(var(--background, 220 60% 8%));
  border: 1px solid hsl(var(--input, 219 40% 35%)); border-radius: 4px; padding: 3px 6px; }
.fslms select { font: inherit; color: inherit; background: hsl(var(--background, 220 60% 8%)); max-width: 100%;
  border: 1px solid hsl(var(--input, 219 40% 35%)); border-radius: 4px; padding: 3px 6px; }
.fslms label { display: inline-flex; gap: 6px; align-items: center; min-width: 0; max-width: 100%; }
.fslms label > select { min-width: 0; }
.fslms__problem { background: #4a1520; border-left: 3px solid #ff6b7d; padding: 8px 10px; border-radius: 2px; }
.fslms .fslms__problem .fslms__link { color: inherit; }
.fslms__in-sight { position: sticky; top: 0; z-index: 2; background: hsl(var(--background, 220 60% 8%)); }
.fslms__warning { border-left: 3px solid #e8b33f; padding: 2px 10px; }
.fslms__swatch { width: 12px; height: 12px; border-radius: 3px; flex: none; display: inline-block; }
.fslms__supports { display: grid; grid-template-columns: repeat(auto-fill, minmax(120px, 1fr)); gap: 6px; max-height: 220px;
  overflow-y: auto; margin: 0; padding: 2px; list-style: none; }
.fslms button.fslms__support { display: flex; gap: 8px; align-items: center; width: 100%; padding: 4px; text-align: left; }
.fslms__support canvas { width: 48px; height: 48px; object-fit: contain; background: #000; border-radius: 3px; flex: none; }
.fslms progress { width: 100%; height: 8px; border: 0; border-radius: 4px; overflow: hidden;
  background: hsl(var(--background, 220 60% 8%)); accent-color: hsl(var(--primary, 214 98% 60%)); }
.fslms progress::-webkit-progress-bar { background: hsl(var(--background, 220 60% 8%)); }
.fslms progress::-webkit-progress-value { background: hsl(var(--primary, 214 98% 60%)); }
.fslms__section > summary, .fslms details > summary { cursor: pointer; border-radius: 2px; }
.fslms details.fslms__section { display: block; }
.fslms details.fslms__section > summary { font-size: 12px; font-weight: 600; color: hsl(var(--muted-foreground, 215 30% 75%)); }
.fslms details[open] > summary { margin-bottom: 8px; }
.fslms__inner { display: flex; flex-wrap: wrap; gap: 8px; margin-bottom: 6px; }
.fslms__cut { flex: 1 1 auto; min-width: 0; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
.fslms__labels { display: flex; flex-direction: column; gap: 2px; margin: 0; padding: 0; list-style: none; max-height: 180px;
  overflow-y: auto; }
.fslms__label { display: flex; gap: 8px; align-items: center; padding: 2px; }
.fslms button.fslms__label-name { display: flex; flex: 1 1 auto; gap: 8px; align-items: center; min-width: 0; padding: 3px 8px;
  text-align: left; background: none; }
.fslms__two-lines { display: flex; flex-direction: column; min-width: 0; }
.fslms button.fslms__label-name[aria-pressed='true'] { background: hsl(var(--secondary, 219 60% 24%)); }
.fslms button[aria-pressed='true']:not(.fslms__label-name) { outline: 2px solid hsl(var(--primary, 214 98% 60%));
  outline-offset: -2px; }
.fslms textarea { width: 100%; font: 11px/1.3 monospace; color: inherit; background: hsl(var(--background, 220 60% 8%));
  border: 1px solid hsl(var(--input, 219 40% 35%)); border-radius: 4px; }
.fslms__strip-block { display: flex; flex-direction: column; gap: 2px; padding: 0 6px; }
.fslms__strip-scroll { margin: 0 -6px; overflow: auto hidden; scrollbar-width: thin; }
.fslms__strip-sheet { display: flex; flex-direction: column; gap: 2px; padding: 0 6px; }
.fslms__rail { position: relative; height: 14px; margin: 0 2px; }
.fslms__handle { position: absolute; top: 0; width: 12px; height: 14px; margin-left: -6px; cursor: ew-resize;
  touch-action: none; background: #dfe8fb; }
.fslms__handle--range { clip-path: polygon(0 0, 100% 0, 100% 45%, 50% 100%, 0 45%); }
.fslms__handle--end { clip-path: polygon(50% 0, 100% 55%, 100% 100%, 0 100%, 0 55%); background: #ffcf6b; }
.fslms__handle[aria-disabled='true'] { opacity: 0.4; cursor: default; }
.fslms .fslms__handle:focus-visible { outline: none; clip-path: none; border: 2px solid #fff; border-radius: 3px; }
.fslms__words { min-height: 5.6em; }
.fslms__pictures { display: grid; grid-template-columns: repeat(auto-fill, minmax(84px, 1fr)); gap: 6px; margin-bottom: 8px; }
.fslms button.fslms__picture { display: flex; flex-direction: column; gap: 3px; padding: 4px; min-width: 0; font-size: 11px;
  line-height: 1.25; text-align: left; background: hsl(var(--background, 220 60% 8%)); }
.fslms__picture canvas { width: 100%; aspect-ratio: 1; image-rendering: pixelated; border-radius: 2px; background: #000; }
.fslms__scale { display: flex; gap: 4px; align-items: center; margin-top: auto; width: 100%; font-size: 10px; }
.fslms__scale > :nth-child(2) { flex: 1 1 auto; height: 5px; border-radius: 2px; }
.fslms__strip { display: flex; align-items: flex-end; height: 48px; background: hsl(var(--background, 220 60% 8%));
  border-radius: 3px; padding: 2px; }
.fslms .fslms__cell { flex: 1 1 0; min-width: 0; height: 100%; padding: 0; border: 0; border-radius: 0; background: none;
  display: flex; align-items: flex-end; position: relative; }
.fslms__swatch--cell { display: flex; align-items: flex-end; position: relative; overflow: hidden; width: 14px; height: 14px;
  outline: 1px solid hsl(var(--border, 220 30% 30%)); background: hsl(var(--background, 220 60% 8%)); }
:is(.fslms__cell, .fslms__swatch--cell) > span { display: block; width: 100%; min-height: 2px; }
:is(.fslms__cell, .fslms__swatch--cell)[data-stale='true'] > span { opacity: 0.45; }
:is(.fslms__cell, .fslms__swatch--cell)[data-checked='true']::before { content: ''; position: absolute; inset: auto 0 0; height: 4px; background: #fff;
  pointer-events: none; }
.fslms__cell[data-current='true']::after { content: ''; position: absolute; inset: 0; border: 1px solid #fff;
  pointer-events: none; }
.fslms .fslms__cell:focus-visible { outline-offset: 0; z-index: 1; }
.fslms__legend { display: flex; gap: 2px 12px; flex-wrap: wrap; }
.fslms__legend > span { display: inline-flex; gap: 5px; align-items: center; }
.fslms__meaning { display: flex; flex-direction: column; gap: 2px; margin-top: 8px; min-width: 0; }
.fslms__picker { position: relative; min-width: 0; }
.fslms__picker input { width: 100%; font: inherit; color: inherit; background: hsl(var(--background, 220 60% 8%));
  border: 1px solid hsl(var(--input, 219 40% 35%)); border-radius: 4px; padding: 4px 6px; }
.fslms__picker input::placeholder { color: hsl(var(--muted-foreground, 215 30% 75%)); opacity: 1; }
.fslms__picker ul { margin: 2px 0 0; padding: 2px; list-style: none; max-height: 190px; overflow-y: auto;
  border: 1px solid hsl(var(--input, 219 40% 35%)); border-radius: 4px; background: hsl(var(--background, 220 60% 8%)); }
.fslms__picker ul[hidden] { display: none; }
.fslms__picker li { padding: 3px 6px; border-radius: 3px; cursor: pointer; overflow-wrap: anywhere; }
.fslms__picker li[aria-selected='true'] { background: hsl(var(--secondary, 219 60% 24%)); outline: 1px solid currentColor; }
.fslms__picker li[aria-selected='true'] .fslms__quiet { color: inherit; }
.fslms__picker li .fslms__swatch { vertical-align: -1px; margin-right: 6px; }
.fslms__disclaimer { padding: 8px 12px; font-size: 11px; }
.fslms__visually-hidden { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%);
  white-space: nowrap; }
.fslms fieldset { border: 0; margin: 0; padding: 0; display: flex; flex-direction: column; gap: 6px; min-width: 0; }
.fslms legend { padding: 0; margin-bottom: 4px; }
@container (max-width: 300px) { .fslms__section { padding: 8px; } }
`;

const STYLE_ID = 'few-shot-lms-styles';

/** Puts the styles into the page, once. */
export function injectStyles(document: Document): void {
  if (document.getElementById(STYLE_ID)) return;
  const element = document.createElement('style');
  element.id = STYLE_ID;
  element.textContent = styles;
  document.head.append(element);
}
