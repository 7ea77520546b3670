import { dicomError } from '../../sentences';

/** Data element types (PS3.5 section 7.4); the conditions of C are those of the functions that write them. */
export type AttributeType = '1' | '1C' | '2' | '2C' | '3';

/** Attributes of a module or macro of the standard, as far as this writer knows them. */
export interface AttributeTable {
  /** As the standard calls it. */
  readonly name: string;
  /** In PS3.3, without 'section'. */
  readonly section: string;
  /** Keyword → type. */
  readonly attributes: Readonly<Record<string, AttributeType>>;
}

/**
 * Holds a module, or an item that follows a macro, against its table.
 *
 * @returns the dataset
 * @throws UserError if an attribute of type 1 has no value or one of type 2 is missing
 * @throws RangeError for an attribute that the table does not have: a fault of this program
 */
export function checkedAttributes<T extends Record<string, unknown>>(table: AttributeTable, dataset: T): T {
  for (const [keyword, type] of Object.entries(table.attributes)) {
    const value = dataset[keyword];
    const missing = value === undefined || value === null;
    if ((type === '2' && missing) || (type === '1' && (missing || isEmpty(value)))) {
      throw dicomError('missingValue', keyword, table.name);
    }
    // Types 1C and 3 may be left out, but an empty 1C breaks the rules.
    if (type === '1C' && !missing && isEmpty(value)) {
      throw new RangeError(`${keyword} (${table.name}) is of type 1C and has no value`);
    }
  }
  for (const keyword of Object.keys(dataset)) {
    if (!(keyword in table.attributes) && keyword !== '_vrMap') {
      throw new RangeError(`${keyword} is no attribute of the ${table.name} (PS3.3 ${table.section})`);
    }
  }
  return dataset;
}

function isEmpty(value: unknown): boolean {
  return value === '' || (Array.isArray(value) && value.length === 0);
}
