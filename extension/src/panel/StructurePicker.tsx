import { useEffect, useId, useRef, type KeyboardEvent } from 'react';
import { conceptForLabel, structureById, type StructureConcept } from '@few-shot-lms/dicom-seg';
import { texts } from '../texts';
import { useStructureSearch, type StructureOption } from './useStructureSearch';

interface StructurePickerProps {
  /** The segment's label; it stays whatever is chosen. */
  readonly label: string;
  /** Id of the chosen structure, null if none was chosen. */
  readonly chosen: string | null;
  /** What the SEG said that the segment was opened from, null if it was made here. */
  readonly loaded: string | null;
  onChoose(structure: string | null): void;
}

const { meaning } = texts.save;

/** What a segment shows, searched in the table of coded structures: a combobox with a list (ARIA 1.2). */
export function StructurePicker({ label, chosen, loaded, onChoose }: StructurePickerProps) {
  const id = useId();
  const search = useStructureSearch();
  const listRef = useRef<HTMLUListElement>(null);
  const { open, query, options, active } = search;
  const structure = chosen === null ? undefined : structureById(chosen);
  const automatic =
    loaded === null ? meaning.fromLabel(conceptForLabel(label).name) : meaning.fromSeg(loaded);
  const optionId = (place: number) => `${id}-option-${place}`;

  useEffect(() => {
    if (open) listRef.current?.children[active]?.scrollIntoView?.({ block: 'nearest' });
  }, [open, active]);

  const choose = (option: StructureOption) => {
    onChoose(option?.id ?? null);
    search.close();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    switch (event.key) {
      case 'ArrowDown':
      case 'ArrowUp':
        if (open) search.move(event.key === 'ArrowDown' ? 1 : -1);
        else search.show();
        break;
      case 'Enter':
        if (!open || active < 0) return;
        choose(options[active]);
        break;
      case 'Escape':
        if (!open) return;
        search.close();
        break;
      default:
        return;
    }
    event.preventDefault();
    event.stopPropagation();
  };

  return (
    <div className="fslms__picker" data-cy="fslms-structure" data-structure={chosen ?? ''}>
      <input
        type="text"
        role="combobox"
        aria-label={meaning.label(label)}
        aria-autocomplete="list"
        aria-expanded={open}
        aria-controls={`${id}-list`}
        aria-activedescendant={open && active >= 0 ? optionId(active) : undefined}
        autoComplete="off"
        spellCheck={false}
        value={query ?? structure?.name ?? ''}
        placeholder={automatic}
        title={structure ? codesOf(structure) : undefined}
        onChange={(event) => search.type(event.target.value)}
        onClick={search.show}
        onFocus={(event) => event.target.select()}
        onBlur={search.close}
        onKeyDown={onKeyDown}
      />
      <ul role="listbox" id={`${id}-list`} ref={listRef} aria-label={meaning.label(label)} hidden={!open}>
        {options.map((option, place) => (
          // A press would take the focus from the input, which closes the list before the click arrives.
          <li
            key={option?.id ?? ''}
            id={optionId(place)}
            role="option"
            aria-selected={place === active}
            data-structure={option?.id ?? ''}
            onMouseDown={(event) => event.preventDefault()}
            onClick={() => choose(option)}
          >
            {option ? <Structure structure={option} /> : automatic}
          </li>
        ))}
      </ul>
      {open && options.length === 0 && <p className="fslms__small">{meaning.none}</p>}
      <span role="status" className="fslms__visually-hidden">
        {open && query !== null ? meaning.count(options.length) : ''}
      </span>
    </div>
  );
}

function Structure({ structure }: { readonly structure: StructureConcept }) {
  return (
    <>
      <span className="fslms__swatch" style={{ background: `rgb(${structure.rgb.join(' ')})` }} />
      {structure.name}
      <span className="fslms__quiet"> {structure.category.meaning}</span>
    </>
  );
}

function codesOf({ type, typeModifier, anatomicRegion, regionModifier }: StructureConcept): string {
  const shown = [type, typeModifier, anatomicRegion, regionModifier].flatMap((concept) =>
    concept ? [`${concept.meaning} (${concept.value} ${concept.scheme})`] : [],
  );
  return meaning.codes(shown.join(', '));
}
