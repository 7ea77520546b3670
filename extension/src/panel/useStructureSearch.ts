import { useState } from 'react';
import { searchStructures, type StructureConcept } from '@few-shot-lms/dicom-seg';

/** More than anybody reads; typing narrows it down. */
const MOST_SHOWN = 40;

/** A line of the list: a structure, or null for what the segment's name says. */
export type StructureOption = StructureConcept | null;

export interface StructureSearch {
  readonly open: boolean;
  /** What is in the input while somebody types, null otherwise. */
  readonly query: string | null;
  readonly options: readonly StructureOption[];
  /** Place in `options` of the line that Enter takes. */
  readonly active: number;
  type(query: string): void;
  show(): void;
  close(): void;
  /** Moves the active line, from the last to the first and back. */
  move(by: 1 | -1): void;
}

/** The list under the input of a structure picker. */
export function useStructureSearch(): StructureSearch {
  const [query, setQuery] = useState<string | null>(null);
  const [open, setOpen] = useState(false);
  const [active, setActive] = useState(0);
  const options = open ? optionsFor(query ?? '') : [];
  return {
    open,
    query,
    options,
    active: Math.min(active, options.length - 1),
    type(text) {
      setQuery(text);
      setActive(0);
      setOpen(true);
    },
    show() {
      setActive(0);
      setOpen(true);
    },
    close() {
      setOpen(false);
      setQuery(null);
    },
    move(by) {
      const { length } = options;
      if (length > 0) setActive((Math.min(active, length - 1) + by + length) % length);
    },
  };
}

function optionsFor(query: string): StructureOption[] {
  const found = searchStructures(query).slice(0, MOST_SHOWN);
  return query.trim() === '' ? [null, ...found] : [...found];
}
